"""The pack that one shopper held up before this one: beside which the new one can be laid."""

from __future__ import annotations

from kiosk.screen.check import Check
from kiosk.screen.events import Event, FoundLate, Judged, NextPressed
from kiosk.screen.state import OF_A_LABEL, ScreenState
from kiosk.screen.views import View

KEPT_S = 90.0
"""Somebody who holds two packs shows the second one within this: later it may be another shopper."""


class Comparing:
    """Keeps the two packs that were judged last, and forgets them where the screen went home by itself."""

    def __init__(self) -> None:
        self._last: Check | None = None
        self._former: Check | None = None
        self._judged_at_s = 0.0

    def follow(self, before: ScreenState, after: ScreenState, event: Event, check: Check | None, now_s: float) -> None:
        """Take note of what `event` did at the monotonic second `now_s`; `check` is the label that is shown then."""
        if isinstance(event, Judged | FoundLate) and after.view is View.RESULT and check is not None:
            self._judged(check, now_s)
        elif before.view in OF_A_LABEL and after.view not in OF_A_LABEL and not isinstance(event, NextPressed):
            self._last = self._former = None

    def former(self, check: Check | None) -> Check | None:
        """Return the pack before the one of `check`; None where there is none, or no other."""
        if check is None or self._last is None or check.check_id != self._last.check_id:
            return None
        return self._former

    def _judged(self, check: Check, now_s: float) -> None:
        """Take note of a verdict. A code that names no goods is no pack; equal labels tell no packs apart."""
        if not check.must_ask:
            return
        last, is_lately = self._last, now_s - self._judged_at_s <= KEPT_S
        if last is None or not is_lately:
            self._former = None
        elif check.label != last.label:
            self._former = last
        self._last, self._judged_at_s = check, now_s
