"""When sync does what: waits after failures, polls, what is daily."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from kiosk.messages.unit_settings import OpeningHours
from kiosk.moment import HANOI
from kiosk.sync.rhythm import (
    SPREAD_S,
    Daily,
    Every,
    Pace,
    WhenWanted,
    daily_offset_s,
    first_wait_s,
    is_open,
    next_wait_s,
    poll_wait_s,
    retry_wait_s,
)

MONDAY_9 = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
HOURS = (OpeningHours(weekday=1, opens="04:00", closes="18:00"), OpeningHours(weekday=3, opens="04:00", closes="18:00"))
PACE = Pace()


@pytest.mark.parametrize(("failures", "bound_s"), [(1, 2.0), (2, 4.0), (5, 32.0), (8, 256.0), (9, 300.0), (900, 300.0)])
def test_wait_after_failures_is_anywhere_under_a_bound_that_doubles(failures: int, bound_s: float) -> None:
    assert retry_wait_s(failures, 0.0) == 1.0
    assert retry_wait_s(failures, 0.75) == pytest.approx(0.75 * bound_s)
    assert retry_wait_s(failures, 0.999_999) < bound_s


def test_retry_after_passes_first_and_units_come_apart_behind_it() -> None:
    assert retry_wait_s(3, 0.5, asked_s=120.0) == 124.0


def test_retry_after_of_a_week_is_an_hour() -> None:
    assert retry_wait_s(1, 0.0, asked_s=7 * 24 * 3600.0) == 3601.0


def test_poll_comes_every_30_s_while_the_market_is_open() -> None:
    assert poll_wait_s(PACE, HOURS, MONDAY_9, 0.5) == 30.0


def test_poll_comes_every_10_minutes_while_it_is_closed() -> None:
    assert poll_wait_s(PACE, HOURS, MONDAY_9 + timedelta(hours=12), 0.5) == 600.0


def test_poll_of_a_closed_market_is_back_within_30_s_of_its_opening() -> None:
    two_minutes_before = MONDAY_9.replace(hour=3, minute=58)
    assert poll_wait_s(PACE, HOURS, two_minutes_before, 0.5) == 135.0


def test_market_whose_hours_nobody_set_is_open() -> None:
    assert is_open(None, MONDAY_9.replace(hour=2))


def test_market_that_never_opens_is_polled_every_10_minutes() -> None:
    assert poll_wait_s(PACE, (), MONDAY_9, 0.5) == 600.0


@pytest.mark.parametrize(
    ("at", "expected"),
    [("2026-11-23T03:59:59", False), ("2026-11-23T04:00:00", True), ("2026-11-23T18:00:00", False)],
)
def test_market_opens_and_closes_on_the_minute(at: str, expected: bool) -> None:
    assert is_open(HOURS, datetime.fromisoformat(f"{at}+07:00")) is expected


def test_day_without_hours_is_closed() -> None:
    assert not is_open(HOURS, MONDAY_9 + timedelta(days=1))


def test_hours_are_hanois_whatever_the_offset_of_the_clock() -> None:
    assert is_open(HOURS, datetime.fromisoformat("2026-11-22T21:00:00+00:00"))


def test_daily_work_of_a_city_is_spread_evenly_over_six_hours() -> None:
    hours = [0] * 6
    for number in range(2000):
        hours[int(daily_offset_s(f"01936aaa-0000-7000-8000-{number:012}") // 3600)] += 1
    assert max(daily_offset_s(str(number)) for number in range(2000)) < SPREAD_S
    assert min(hours) > 260
    assert max(hours) < 410


def test_daily_work_comes_at_the_same_time_each_day() -> None:
    wait_s = next_wait_s(Daily("one"), MONDAY_9)
    assert wait_s is not None
    then = MONDAY_9 + timedelta(seconds=wait_s)
    assert next_wait_s(Daily("one"), then) == pytest.approx(24 * 3600)
    assert then.astimezone(HANOI).hour < 6


def test_daily_work_still_to_come_today_comes_today() -> None:
    wait_s = next_wait_s(Daily("one"), MONDAY_9.replace(hour=0, minute=0))
    assert wait_s == pytest.approx(daily_offset_s("one"))


@pytest.mark.parametrize(("rhythm", "longest_s"), [(Every(600.0), 60.0), (Every(10.0), 10.0), (Daily("one"), 600.0)])
def test_first_time_is_soon_and_each_units_own(rhythm: Every | Daily, longest_s: float) -> None:
    assert first_wait_s(rhythm, 0.0) == 0.0
    assert first_wait_s(rhythm, 0.5) == longest_s / 2


def test_what_is_only_wanted_is_not_done_by_the_clock() -> None:
    assert first_wait_s(WhenWanted(), 0.5) is None
    assert next_wait_s(WhenWanted(), MONDAY_9) is None
