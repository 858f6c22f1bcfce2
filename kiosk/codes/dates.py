"""Dates as labels carry them: YYMMDD, with a sliding century and day 00 for the end of a month."""

from __future__ import annotations

import calendar
from datetime import date

_DIGITS = frozenset("0123456789")


def parse_date(text: str, today: date) -> date | None:
    """Return the date that the six digits YYMMDD mean, seen from `today`; None for what is no date.

    Day 00 is the last of the month (GS1 General Specifications 3.4.2). The century is the one that
    puts the year at most 49 years before this one or 50 after it (7.12).
    """
    if len(text) != 6 or not _DIGITS.issuperset(text):
        return None
    year, month, day = _full_year(int(text[:2]), today.year), int(text[2:4]), int(text[4:])
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    if day > last:
        return None
    return date(year, month, day or last)


def _full_year(two_digits: int, this_year: int) -> int:
    """GS1 General Specifications 7.12: 51 or more ahead is the last century, 50 or more behind the next."""
    century, ahead = this_year - this_year % 100, two_digits - this_year % 100
    if ahead >= 51:
        return century - 100 + two_digits
    if ahead <= -50:
        return century + 100 + two_digits
    return century + two_digits
