"""Time as a value: an instant, and how far this unit's clock can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

HANOI = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Viet Nam has kept UTC+7 without daylight saving since 1975."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, as far as this unit knows.

    `at` and `floor` are aware datetimes in UTC. `floor` is the latest instant that has
    certainly passed (build time, newest signed time seen, last good synchronisation). `is_told`:
    somebody set the time, for a demonstration.
    """

    at: datetime
    is_trusted: bool
    floor: datetime
    is_told: bool = False

    @property
    def day(self) -> date:
        """The date in Hanoi."""
        return hanoi_day(self.at)

    @property
    def floor_day(self) -> date:
        """The date in Hanoi at the floor: earlier days have passed whatever the clock says."""
        return hanoi_day(self.floor)


def hanoi_day(at: datetime) -> date:
    """Return the calendar day in Hanoi at the aware instant `at`."""
    return at.astimezone(HANOI).date()


def hanoi_time(at: datetime) -> str:
    """Return the aware instant `at` as commands print it: ISO 8601 in Hanoi's time, with its offset, to the second."""
    return at.astimezone(HANOI).isoformat(timespec="seconds")
