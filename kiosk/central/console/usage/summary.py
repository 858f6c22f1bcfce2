"""What the charts show, made of cells. Pure; hours, days and weekdays are Hanoi's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from kiosk.central.console.usage.asked import Wanted
from kiosk.central.console.usage.counted import Cell, percentile
from kiosk.central.journal.count_tables import READ_MS
from kiosk.moment import HANOI
from kiosk.verdicts.verdict import Headline, Level

LEVELS: Final = (Level.GOOD.value, Level.CAUTION.value, Level.UNKNOWN.value, Level.STOP.value)
"""From left to right."""
UNREADABLE: Final = frozenset({Headline.FAULTY_CODE.value})
"""A code of a kind that we read, but damaged or printed wrong. What is no produce code at all is not among them."""
_OPEN: Final = (5, 19)
"""Hours that are shown where nothing was scanned."""


@dataclass(frozen=True, slots=True)
class Part:
    """Scans of one verdict, and their share of all in percent."""

    key: str
    level: str
    scans: int
    share: float


@dataclass(frozen=True, slots=True)
class Summary:
    """All numbers of a span."""

    scans: int
    hours: Sequence[int]
    """The hours of a day that are shown, without a gap."""
    by_hour: Sequence[int]
    by_day: Sequence[tuple[date, int]]
    heat: Sequence[Sequence[int]]
    """By weekday from Monday, then by the hours that are shown."""
    levels: Sequence[Part]
    headlines: Sequence[Part]
    median_ms: float | None
    slow_ms: float | None
    """95 of 100 results were there sooner."""
    buckets: Sequence[int]
    """Scans by the time to the result: up to each of READ_MS, then what took longer."""
    unreadable: Part
    unreadable_by_day: Sequence[Part]
    """In the order of `by_day`; each share is of that day's scans."""


def summary_of(cells: Sequence[Cell], buckets: Sequence[int], wanted: Wanted) -> Summary:
    """Return what the charts show; `buckets` by the time to the result."""
    by_hour: Counter[int] = Counter()
    by_day: Counter[date] = Counter()
    by_week: Counter[tuple[int, int]] = Counter()
    levels: Counter[str] = Counter()
    headlines: Counter[tuple[str, str]] = Counter()
    damaged: Counter[date] = Counter()
    for cell in cells:
        at = cell.at.astimezone(HANOI)
        by_hour[at.hour] += cell.scans
        by_day[at.date()] += cell.scans
        by_week[at.weekday(), at.hour] += cell.scans
        levels[cell.level] += cell.scans
        headlines[cell.headline, cell.level] += cell.scans
        damaged[at.date()] += cell.scans if cell.headline in UNREADABLE else 0
    scans = by_hour.total()
    first, last = (min(by_hour), max(by_hour)) if by_hour else _OPEN
    hours = range(first, last + 1)
    return Summary(
        scans=scans,
        hours=hours,
        by_hour=[by_hour[hour] for hour in hours],
        by_day=[(day, by_day[day]) for day in wanted.days],
        heat=[[by_week[weekday, hour] for hour in hours] for weekday in range(7)],
        levels=[_part(level, level, levels[level], scans) for level in _known_first(levels)],
        headlines=[_part(key, level, count, scans) for (key, level), count in headlines.most_common()],
        median_ms=percentile(buckets, 0.5, READ_MS),
        slow_ms=percentile(buckets, 0.95, READ_MS),
        buckets=buckets,
        unreadable=_unreadable(damaged.total(), scans),
        unreadable_by_day=[_unreadable(damaged[day], by_day[day]) for day in wanted.days],
    )


def _known_first(levels: Counter[str]) -> list[str]:
    """Return the levels in our order; behind them those that only a newer kiosk knows."""
    return [*LEVELS, *sorted(set(levels) - set(LEVELS))]


def _unreadable(count: int, of_all: int) -> Part:
    return _part(Headline.FAULTY_CODE.value, Level.UNKNOWN.value, count, of_all)


def _part(key: str, level: str, count: int, of_all: int) -> Part:
    return Part(key, level, count, 100 * count / of_all if of_all else 0.0)
