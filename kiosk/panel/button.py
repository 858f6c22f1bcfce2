"""A contact that bounces → one press. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

SETTLED_S = 0.03


@dataclass(frozen=True, slots=True)
class Contact:
    """A button as it was seen. Down from the start is no press: it may be stuck."""

    is_down: bool = True
    raw: bool = True
    raw_since_s: float = 0.0

    def after(self, raw: bool, now_s: float) -> tuple[Contact, bool]:  # noqa: FBT001 - a reading
        """Return the button after one look at its contact, and whether it was pressed just now."""
        if raw != self.raw:
            return replace(self, raw=raw, raw_since_s=now_s), False
        if raw == self.is_down or now_s - self.raw_since_s < SETTLED_S:
            return self, False
        return replace(self, is_down=raw), raw
