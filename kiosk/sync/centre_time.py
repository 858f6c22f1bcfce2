"""What time it is, for notices and opening hours: this unit's, or the centre's where the unit's is not trusted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from kiosk.clock import Clock


class CentreTime:
    """The time of day as best known. Only for what the centre itself sets: no verdict may rest on it.

    The centre's answers say what time it is, carried on by `monotonic_s`; nobody signed them. An own
    clock that is trusted comes first.
    """

    def __init__(self, clock: Clock, monotonic_s: Callable[[], float]) -> None:
        self._clock = clock
        self._monotonic_s = monotonic_s
        self._heard: tuple[datetime, float] | None = None

    def heard(self, at: datetime) -> None:
        """Take note that the centre says it is `at` (aware) now."""
        self._heard = (at, self._monotonic_s())

    def now(self) -> datetime:
        """Return the time: never before the floor of this unit's clock."""
        moment = self._clock.now()
        if moment.is_trusted:
            return moment.at
        if self._heard is None:
            return max(moment.at, moment.floor)
        at, since_s = self._heard
        return max(at + timedelta(seconds=self._monotonic_s() - since_s), moment.floor)
