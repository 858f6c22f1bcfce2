"""How long a market was open between two instants, and since when so long. Pure; times of day are Hanoi's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from kiosk.messages.unit_settings import OpeningHours
from kiosk.moment import HANOI, hanoi_day

LONGEST = timedelta(days=14)
"""What lies longer back is not counted: a fortnight of silence says as much as a year."""
_DAY = timedelta(days=1)


def open_time(hours: Sequence[OpeningHours], since: datetime, until: datetime) -> timedelta:
    """Return how long it was open from `since` until `until`, both aware; of the last fortnight at most."""
    since = max(since, until - LONGEST)
    day, total = hanoi_day(since), timedelta(0)
    while day <= hanoi_day(until):
        for one in hours:
            if one.weekday == day.isoweekday():
                opens, closes = (
                    datetime.combine(day, time.fromisoformat(text), HANOI) for text in (one.opens, one.closes)
                )
                total += max(timedelta(0), min(closes, until) - max(opens, since))
        day += _DAY
    return total


def open_since(hours: Sequence[OpeningHours], until: datetime, total: timedelta) -> datetime:
    """Return the latest instant from which it was open for `total` until `until`; LONGEST before it at the earliest."""
    left, day = total, hanoi_day(until)
    while day >= hanoi_day(until - LONGEST):
        for one in sorted(hours, key=lambda each: each.opens, reverse=True):
            if one.weekday == day.isoweekday():
                opens, closes = (
                    datetime.combine(day, time.fromisoformat(text), HANOI) for text in (one.opens, one.closes)
                )
                lasted = max(timedelta(0), min(closes, until) - opens)
                if lasted >= left:
                    return min(closes, until) - left
                left -= lasted
        day -= _DAY
    return until - LONGEST
