"""How often labels of an establishment were read, by day and market: what can be told without telling of anybody.

As in the public statistics a cell under 5 is not told, 0 neither, and no sum holds what is hidden.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, select

from kiosk.central.journal.count_tables import usage_goods_days
from kiosk.central.journal.statistics import LEAST
from kiosk.central.registry.tables import markets
from kiosk.moment import hanoi_day

DAYS = 30
MOST_MARKETS = 12
"""Columns: the markets where most was read."""
Counts = Mapping[tuple[date, str], int]


@dataclass(frozen=True, slots=True)
class DayOfReads:
    """One day: a cell a market, None for what is not told; `share` of the longest bar, in percent."""

    day: date
    cells: tuple[int | None, ...]
    shown: int
    share: int


@dataclass(frozen=True, slots=True)
class Reads:
    """The table: markets by name with the sum of what is told of each, and the days of which anything is.

    The newest first. What is not in it is not told: under LEAST, or nothing.
    """

    markets: tuple[tuple[str, int], ...]
    days: tuple[DayOfReads, ...]
    shown: int
    least: int = LEAST


def read_counts(connection: Connection, establishment_id: str, first_day: date, last_day: date) -> Counts:
    """Return how often labels of an establishment were read on each day in Hanoi at each market."""
    rows = usage_goods_days.c
    query = select(rows.day, rows.market_id, func.sum(rows.scans).label("scans")).where(
        rows.establishment_id == establishment_id, rows.day >= first_day, rows.day <= last_day
    )
    found = connection.execute(query.group_by(rows.day, rows.market_id))
    return {(row.day, row.market_id): int(row.scans) for row in found}


def reads_of(counts: Counts, first_day: date, last_day: date, names: Mapping[str, str]) -> Reads:
    """Return what may be told of `counts`."""
    told = {cell: number for cell, number in counts.items() if number >= LEAST}
    by_market: Counter[str] = Counter()
    for (_, market), number in told.items():
        by_market[market] += number
    shown = [market for market, _ in sorted(by_market.items(), key=lambda each: (-each[1], each[0]))][:MOST_MARKETS]
    days = sorted({day for day, market in told if market in shown and first_day <= day <= last_day}, reverse=True)
    cells = {day: tuple(told.get((day, market)) for market in shown) for day in days}
    sums = {day: sum(cell or 0 for cell in row) for day, row in cells.items()}
    most = max(sums.values(), default=0)
    return Reads(
        markets=tuple((names.get(market, market), by_market[market]) for market in shown),
        days=tuple(DayOfReads(day, cells[day], sums[day], sums[day] * 100 // most if most else 0) for day in days),
        shown=sum(sums.values()),
    )


def reads_within(connection: Connection, establishment_id: str, now: datetime) -> Reads:
    """Return the table of the days that are over: of today, whoever looked twice would see each read by itself."""
    last_day = hanoi_day(now) - timedelta(days=1)
    first_day = last_day - timedelta(days=DAYS - 1)
    counts = read_counts(connection, establishment_id, first_day, last_day)
    ids: Sequence[str] = sorted({market for _, market in counts})
    named = connection.execute(select(markets.c.id, markets.c.name).where(markets.c.id.in_(ids)))
    return reads_of(counts, first_day, last_day, {row.id: row.name for row in named})
