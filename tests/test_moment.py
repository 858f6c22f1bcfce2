"""Time as a value: days are Hanoi's, whatever the offset of the instant."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from kiosk.moment import HANOI, Moment, hanoi_day, hanoi_time

MIDNIGHT = datetime(2026, 11, 22, 17, tzinfo=UTC)
"""00:00 on 23 November in Hanoi."""
SECOND = timedelta(seconds=1)


def test_day_begins_at_midnight_in_hanoi() -> None:
    assert hanoi_day(MIDNIGHT) == date(2026, 11, 23)
    assert hanoi_day(MIDNIGHT - SECOND) == date(2026, 11, 22)


@pytest.mark.parametrize("hours", [-11, 0, 7, 14])
def test_day_is_the_same_by_every_offset(hours: int) -> None:
    assert hanoi_day(MIDNIGHT.astimezone(timezone(timedelta(hours=hours)))) == date(2026, 11, 23)


@pytest.mark.parametrize("year", [1976, 2000, 2026, 2038])
@pytest.mark.parametrize("month", [1, 7])
def test_hanoi_keeps_one_offset(year: int, month: int) -> None:
    at = datetime(year, month, 1, tzinfo=UTC)
    assert at.astimezone(HANOI).utcoffset() == at.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).utcoffset()


def test_moment_has_the_days_of_its_time_and_of_its_floor() -> None:
    now = Moment(MIDNIGHT, is_trusted=False, floor=MIDNIGHT - SECOND)
    assert (now.day, now.floor_day) == (date(2026, 11, 23), date(2026, 11, 22))


def test_moment_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        Moment(MIDNIGHT, is_trusted=True, floor=MIDNIGHT).at = MIDNIGHT  # type: ignore[misc]  # the wrong that is tried


def test_commands_print_hanois_time_with_its_offset() -> None:
    assert hanoi_time(datetime(2026, 11, 23, 2, 0, 0, 5, UTC)) == "2026-11-23T09:00:00+07:00"
