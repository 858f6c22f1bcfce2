"""When sync does what, as values: tries again, polls by the market's hours, spreads what is daily. Pure.

Times of day are Hanoi's. `chance` is a number in [0, 1) from outside: a city's kiosks are switched on
together, and must not come together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hashlib import sha256

from kiosk.messages.unit_settings import OpeningHours
from kiosk.moment import HANOI

FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 300.0
LONGEST_ASKED_S = 3600.0
"""Who asks us to stay away for longer is asked again after this: an hour is long for a market."""
DOUBLINGS = 16
"""Beyond this many failures the wait grows no more, whatever its bound."""
SOON_S = 60.0
"""What is done again and again begins within this after the start, each unit at a time of its own."""
DAILY_SOON_S = 600.0
SPREAD_S = 6 * 3600.0
"""What is daily is spread over this much of the night and the early morning, by the kiosk's id."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Every:
    """Again after so many seconds, and soon after the start."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Daily:
    """Soon after the start, then once a day at this kiosk's own time."""

    device_id: str


@dataclass(frozen=True, slots=True)
class WhenWanted:
    """Only when the centre has something newer."""


Rhythm = Every | Daily | WhenWanted


@dataclass(frozen=True, slots=True)
class Pace:
    """How often an idle unit asks for the newest versions, in seconds; `longest_s` bounds the wait after failures."""

    open_s: float = 30.0
    closed_s: float = 600.0
    longest_s: float = LONGEST_WAIT_S


def retry_wait_s(
    failures: int, chance: float, asked_s: float | None = None, longest_s: float = LONGEST_WAIT_S
) -> float:
    """Return how long to wait after `failures` failures in a row: full jitter under a bound that doubles.

    Between 1 s and the bound, which is 5 minutes at most. `asked_s` is what the centre asked for by
    Retry-After: it passes first, in whole, and an hour of it at most.
    """
    bound_s = min(longest_s, FIRST_WAIT_S * 2.0 ** min(failures, DOUBLINGS))
    wait_s = max(min(FIRST_WAIT_S, bound_s), chance * bound_s)
    return wait_s if asked_s is None else min(asked_s, LONGEST_ASKED_S) + wait_s


def first_wait_s(rhythm: Rhythm, chance: float) -> float | None:
    """Return how long after the start of the process it is first done; None for not before it is wanted."""
    match rhythm:
        case Every(seconds):
            return chance * min(seconds, SOON_S)
        case Daily():
            return chance * DAILY_SOON_S
        case WhenWanted():
            return None


def next_wait_s(rhythm: Rhythm, at: datetime) -> float | None:
    """Return how long after a success at the aware `at` it is done again; None for not before it is wanted."""
    match rhythm:
        case Every(seconds):
            return seconds
        case Daily(device_id):
            return _until_s(at, daily_offset_s(device_id))
        case WhenWanted():
            return None


def daily_offset_s(device_id: str) -> float:
    """Return this kiosk's own time for what is daily, in seconds after midnight: always the same, under SPREAD_S."""
    number = int.from_bytes(sha256(device_id.encode()).digest()[:8])
    return number / 2**64 * SPREAD_S


def is_open(hours: tuple[OpeningHours, ...] | None, at: datetime) -> bool:
    """Return whether the market is open at the aware `at`; one whose hours nobody set always is."""
    if hours is None:
        return True
    here = at.astimezone(HANOI)
    clock = f"{here:%H:%M}"
    return any(one.weekday == here.isoweekday() and one.opens <= clock < one.closes for one in hours)


def opens_next(hours: tuple[OpeningHours, ...] | None, at: datetime) -> datetime | None:
    """Return when a market that is closed at the aware `at` opens again, in Hanoi's time; None if unset."""
    waits = [_opens_in_s(one, at) for one in hours or ()]
    return at.astimezone(HANOI) + timedelta(seconds=min(waits)) if waits else None


def poll_wait_s(pace: Pace, hours: tuple[OpeningHours, ...] | None, at: datetime, chance: float) -> float:
    """Return how long after an answer at `at` the newest versions are asked for again.

    A closed market's units come back within `open_s` after it opens, not all at once.
    """
    if is_open(hours, at):
        return pace.open_s
    opens_s = min((_opens_in_s(one, at) for one in hours or ()), default=pace.closed_s)
    return min(pace.closed_s, opens_s + chance * pace.open_s)


def _opens_in_s(one: OpeningHours, at: datetime) -> float:
    hour, minute = one.opens.split(":")
    here = at.astimezone(HANOI)
    day = here.date() + (one.weekday - here.isoweekday()) % 7 * DAY
    opens = datetime.combine(day, time(int(hour), int(minute)), HANOI)
    return ((opens if opens > here else opens + 7 * DAY) - here).total_seconds()


def _until_s(at: datetime, offset_s: float) -> float:
    midnight = datetime.combine(at.astimezone(HANOI).date(), time(), HANOI)
    today = midnight + timedelta(seconds=offset_s)
    return ((today if today > at else today + DAY) - at).total_seconds()
