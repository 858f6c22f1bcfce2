"""Two digits of a year, seen from a year; days that are the end of a month."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.codes.dates import day_of, full_year, harvest_days, is_month_day


@pytest.mark.parametrize(
    ("two_digits", "seen_from", "year"),
    [
        (26, 2026, 2026),
        (76, 2026, 2076),
        (77, 2026, 1977),
        (0, 2026, 2000),
        (99, 2026, 1999),
        (49, 1999, 2049),
        (50, 1999, 1950),
        (10, 2060, 2110),
        (11, 2060, 2011),
    ],
)
def test_the_century_slides_with_the_year_of_reading(two_digits: int, seen_from: int, year: int) -> None:
    assert full_year(two_digits, seen_from) == year


def test_a_year_is_never_more_than_50_ahead_or_49_back() -> None:
    for seen_from in range(1990, 2110):
        years = [full_year(two_digits, seen_from) for two_digits in range(100)]
        assert sorted(years) == list(range(seen_from - 49, seen_from + 51))


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("261130", date(2026, 11, 30)),
        ("261100", date(2026, 11, 30)),
        ("280200", date(2028, 2, 29)),
        ("270200", date(2027, 2, 28)),
        ("2611301200", date(2026, 11, 30)),
    ],
)
def test_day_zero_is_the_last_of_the_month(value: str, day: date) -> None:
    assert day_of(value, 2026) == day


def test_29_february_of_a_century_without_it_is_the_28th() -> None:
    assert day_of("000229", 2080) == date(2100, 2, 28)


def test_a_harvest_is_a_day_or_a_range() -> None:
    assert harvest_days("261101", 2026) == (date(2026, 11, 1), date(2026, 11, 1))
    assert harvest_days("261130261203", 2026) == (date(2026, 11, 30), date(2026, 12, 3))


@pytest.mark.parametrize("value", ["260001", "261301", "261131", "270229", "261132"])
def test_a_day_that_no_month_has_is_none(value: str) -> None:
    assert not is_month_day(value, is_day_zero_legal=True)


def test_day_zero_is_legal_only_where_it_is_said_to_be() -> None:
    assert is_month_day("261100", is_day_zero_legal=True)
    assert not is_month_day("261100", is_day_zero_legal=False)
