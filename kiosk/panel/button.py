"""A contact that bounces → presses, brief ones and held ones. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

SETTLED_S = 0.03
HELD_S = 1.5
"""A press as long as this is another than a brief one."""


class Press(StrEnum):
    """What was done with a button. A brief press is known when it is let go, a held one while it lasts."""

    BRIEF = "brief"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Contact:
    """A button as it was seen. Down from the start is no press: it may be stuck.

    `pressed_at_s`: since when it is down; None: it is up, or its press was told.
    """

    is_down: bool = True
    raw: bool = True
    raw_since_s: float = 0.0
    pressed_at_s: float | None = None

    def after(self, raw: bool, now_s: float) -> tuple[Contact, Press | None]:  # noqa: FBT001 - a reading
        """Return the button after one look at its contact, and the press that is known just now."""
        if raw != self.raw:
            return replace(self, raw=raw, raw_since_s=now_s), None
        if raw == self.is_down:
            return self._held(now_s) if self.is_down else (self, None)
        if now_s - self.raw_since_s < SETTLED_S:
            return self, None
        if raw:
            return replace(self, is_down=True, pressed_at_s=self.raw_since_s), None
        return replace(self, is_down=False, pressed_at_s=None), self._press_until(self.raw_since_s)

    def _held(self, now_s: float) -> tuple[Contact, Press | None]:
        if self._press_until(now_s) is Press.HELD:
            return replace(self, pressed_at_s=None), Press.HELD
        return self, None

    def _press_until(self, let_go_at_s: float) -> Press | None:
        if self.pressed_at_s is None:
            return None
        return Press.HELD if let_go_at_s - self.pressed_at_s >= HELD_S else Press.BRIEF
