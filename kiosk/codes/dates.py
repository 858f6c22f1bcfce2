"""Six digits on a label → a day. The year has two digits: which century is a matter of when it is read."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def full_year(two_digits: int, reference_year: int) -> int:
    """Return the year meant by `two_digits`, seen from `reference_year`.

    GS1 General Specifications, 7.12: from 49 years back to 50 years ahead.
    """
    century = reference_year - reference_year % 100
    difference = two_digits - reference_year % 100
    if difference >= 51:
        return century - 100 + two_digits
    if difference <= -50:
        return century + 100 + two_digits
    return century + two_digits


def day_of(yymmdd: str, reference_year: int) -> date:
    """Return the day of a value that starts with YYMMDD, as `classify` lets it through.

    Day 00 is the last day of the month, and a day past the month's end (29 February, in a
    century where it does not exist) counts as the last one too.
    """
    year = full_year(int(yymmdd[:2]), reference_year)
    month = int(yymmdd[2:4])
    last = monthrange(year, month)[1]
    return date(year, month, min(int(yymmdd[4:6]) or last, last))


def harvest_days(value: str, reference_year: int) -> tuple[date, date]:
    """Return first and last day of harvest of an AI 7007 value: a day, or a range of two."""
    first = day_of(value[:6], reference_year)
    return first, day_of(value[6:12], reference_year) if len(value) > 6 else first


def is_month_day(yymmdd: str, *, is_day_zero_legal: bool) -> bool:
    """Return whether six digits are a month and a day of it; 29 February in every fourth year."""
    year, month, day = int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:6])
    if not 1 <= month <= 12:
        return False
    if day == 0:
        return is_day_zero_legal
    return day <= monthrange(2000 + year, month)[1]
