"""How old what we know is, and which dates have certainly passed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import IntEnum
from functools import lru_cache

from kiosk.moment import Moment
from kiosk.records.finding import Finding, Source


class Age(IntEnum):
    """Age of the data in the steps that the rules know; each step includes the ones before it."""

    DAY = 1
    """24 h or less: nothing is said."""
    THREE_DAYS = 2
    """72 h or less: good, with the date in the banner."""
    WEEK = 3
    """7 days or less: a published decision still holds."""
    MONTH = 4
    """30 days or less: at most stale."""
    OLDER = 5
    UNKNOWN = 6
    """The clock is not trusted, nothing was ever confirmed, or a time has not come yet."""


LIMITS = (
    (timedelta(hours=24), Age.DAY),
    (timedelta(hours=72), Age.THREE_DAYS),
    (timedelta(days=7), Age.WEEK),
    (timedelta(days=30), Age.MONTH),
)
JUST_ASKED = timedelta(seconds=60)
"""How long "not found" is believed."""
AHEAD = timedelta(minutes=5)
"""The centre's clock may be this far ahead of ours; a later time is wrong, and says nothing of an age."""


def age_of(confirmed_at: datetime | None, now: Moment) -> Age:
    """Return the age at `now` of what the centre confirmed at `confirmed_at` (aware, or None for never).

    Without a trusted clock it is unknown, save where even the floor says that it is older than 30 days.
    So it is where the time is still to come by more than `AHEAD`.
    """
    if confirmed_at is None:
        return Age.UNKNOWN
    if not now.is_trusted:
        return Age.OLDER if now.floor - confirmed_at > LIMITS[-1][0] else Age.UNKNOWN
    passed = now.at - confirmed_at
    if passed < -AHEAD:
        return Age.UNKNOWN
    return next((age for limit, age in LIMITS if passed <= limit), Age.OLDER)


def age_of_finding(finding: Finding, now: Moment) -> Age:
    """Return the age of a finding; data without a time counts as older than every limit."""
    if finding.as_of is None and finding.source is not Source.NONE:
        return Age.OLDER
    return age_of(finding.as_of, now)


def is_centre_asked(finding: Finding, now: Moment) -> bool:
    """Whether the centre itself said this within the last 60 s.

    Its answer to this very question needs no clock; one kept in the cache does.
    """
    if finding.source is Source.CENTRAL and not now.is_trusted:
        return True
    if finding.source not in {Source.CENTRAL, Source.CACHE} or finding.as_of is None or not now.is_trusted:
        return False
    return -AHEAD <= now.at - finding.as_of <= JUST_ASKED


@lru_cache(maxsize=64)
def certain_day(now: Moment) -> date:
    """Return the latest day that has certainly begun: earlier ones have passed, whatever the clock says."""
    return max(now.day, now.floor_day) if now.is_trusted else now.floor_day


def certain_instant(now: Moment) -> datetime:
    """Return the latest instant that has certainly been reached."""
    return max(now.at, now.floor) if now.is_trusted else now.floor
