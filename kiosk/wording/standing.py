"""What is told of a kiosk that is closed or being paired. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from kiosk.moment import HANOI, Moment
from kiosk.wording.telling import day_text
from kiosk.words import Words

GROUPS_A_LINE = 4


def opens_text(words: Words, opens: datetime | None, now: Moment) -> str:
    """Return when the market opens again, "" where nobody set it; `opens` is aware."""
    if opens is None:
        return ""
    here = opens.astimezone(HANOI)
    time, days = f"{here:%H:%M}", (here.date() - now.day).days
    if days <= 1:
        return words("screen.closed.opens_tomorrow" if days == 1 else "screen.closed.opens_today", time=time)
    weekday = words(f"weekday.{here.isoweekday()}")
    return words("screen.closed.opens_on", time=time, weekday=weekday, day=day_text(here.date()))


def left_text(words: Words, left: timedelta) -> str:
    """Return how long the letters of a pairing hold."""
    minutes, seconds = divmod(max(0, int(left.total_seconds())), 60)
    return words("screen.pairing.left", minutes=minutes, seconds=seconds)


def in_lines(fingerprint: str) -> tuple[str, ...]:
    """Return the groups of a fingerprint, four a line."""
    groups = fingerprint.split()
    return tuple("  ".join(groups[at : at + GROUPS_A_LINE]) for at in range(0, len(groups), GROUPS_A_LINE))
