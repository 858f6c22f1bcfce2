"""Scans in numbers: sums by hour, of the table with the fewest rows that can tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import ColumnElement, Connection, FromClause, Select, Table, func, select

from kiosk.central.console.usage.asked import Wanted
from kiosk.central.console.usage.reached import conditions, table_for
from kiosk.central.console.usage.rows import id_at, scans_among
from kiosk.central.database import Instant
from kiosk.central.journal.count_tables import BUCKETS, HOURS, usage_kiosk_days
from kiosk.central.journal.counting import bucket_of
from kiosk.central.journal.tables import journal
from kiosk.central.people.rights import Caller
from kiosk.moment import HANOI


@dataclass(frozen=True, slots=True)
class Cell:
    """Scans of one hour that got one verdict."""

    at: datetime
    level: str
    headline: str
    scans: int


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """Scans at one market, or at one kiosk, how many of them were red, and when the last one was."""

    id: str
    scans: int
    stops: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """What the page of charts shows of a span. `buckets`: scans by the time to the result; places, most scans first."""

    cells: Sequence[Cell]
    buckets: Sequence[int]
    places: Sequence[PlaceCount]


def is_counted(wanted: Wanted) -> bool:
    """Return whether a table counts by all that is asked for: none does by a kiosk and goods together."""
    return not (wanted.kiosk and (wanted.is_about_goods or wanted.group))


def counts_of(connection: Connection, caller: Caller, wanted: Wanted) -> Counts:
    """Return the scans that `caller` may see, in all the ways that the page shows them."""
    if not is_counted(wanted):
        cells, buckets = _of_rows(connection, caller, wanted)
        return Counts(cells, buckets, places_of(connection, caller, wanted))
    table = _table_of_places(wanted)
    place = _place(table, wanted)
    query = select(place.label("id"), *_sums(table), *(func.sum(table.c[name]).label(name) for name in BUCKETS))
    found = connection.execute(query.where(*conditions(table, caller, wanted)).group_by(place)).all()
    places = (PlaceCount(row.id, int(row.scans), int(row.stops), row.last) for row in found if row.scans)
    buckets = [sum(int(getattr(row, name)) for row in found) for name in BUCKETS]
    return Counts(cells_of(connection, caller, wanted), buckets, _sorted(places))


def _sums(table: FromClause) -> tuple[ColumnElement[int], ColumnElement[int], ColumnElement[datetime]]:
    stops = func.coalesce(func.sum(table.c.scans).filter(table.c.level == "stop"), 0)
    last = func.max(table.c.last_at, type_=Instant)
    return func.sum(table.c.scans).label("scans"), stops.label("stops"), last.label("last")


def cells_of(connection: Connection, caller: Caller, wanted: Wanted) -> Sequence[Cell]:
    """Return the scans that `caller` may see by hour and verdict."""
    if not is_counted(wanted):
        return _of_rows(connection, caller, wanted)[0]
    table = table_for(wanted)
    if "day" in table.c:
        return _of_days(connection, table, caller, wanted)
    keys = (table.c.at, table.c.level, table.c.headline)
    query = select(*keys, func.sum(table.c.scans)).where(*conditions(table, caller, wanted)).group_by(*keys)
    return [Cell(at, level, headline, int(scans)) for at, level, headline, scans in connection.execute(query) if scans]


def _of_days(connection: Connection, table: Table, caller: Caller, wanted: Wanted) -> Sequence[Cell]:
    keys = (table.c.day, table.c.level, table.c.headline)
    query = select(*keys, *(func.sum(table.c[hour]) for hour in HOURS)).where(*conditions(table, caller, wanted))
    return [
        Cell(datetime.combine(day, time(hour), HANOI), level, headline, int(scans))
        for day, level, headline, *hours in connection.execute(query.group_by(*keys))
        for hour, scans in enumerate(hours)
        if scans
    ]


def places_of(connection: Connection, caller: Caller, wanted: Wanted) -> Sequence[PlaceCount]:
    """Return the scans by kiosk where one market is asked for and no goods, else by market; most first."""
    table = _table_of_places(wanted)
    place = _place(table, wanted)
    query = select(place, *_sums(table)).where(*conditions(table, caller, wanted)).group_by(place)
    found = connection.execute(query)
    return _sorted(PlaceCount(id_, int(scans), int(stops), last) for id_, scans, stops, last in found if scans)


def _sorted(counts: Iterable[PlaceCount]) -> Sequence[PlaceCount]:
    return sorted(counts, key=lambda count: (-count.scans, count.id))


def _table_of_places(wanted: Wanted) -> Table:
    return usage_kiosk_days if by_kiosk(wanted) else table_for(wanted)


def _place(table: FromClause, wanted: Wanted) -> ColumnElement[str]:
    return table.c.kiosk_id if by_kiosk(wanted) else table.c.market_id


def by_kiosk(wanted: Wanted) -> bool:
    """Return whether places are kiosks."""
    return bool(wanted.market or wanted.kiosk) and not wanted.is_about_goods and not wanted.group


def _of_rows(connection: Connection, caller: Caller, wanted: Wanted) -> tuple[Sequence[Cell], Sequence[int]]:
    """Return cells and buckets from the rows themselves, of one kiosk about some goods."""
    found: Counter[tuple[datetime, str, str]] = Counter()
    buckets = [0] * len(BUCKETS)
    for row in connection.execute(_rows_of_kiosk(connection, caller, wanted)).mappings():
        found[row["at"].replace(minute=0, second=0, microsecond=0), row["level"], row["headline"]] += 1
        if row["read_ms"] is not None:
            buckets[bucket_of(row["read_ms"])] += 1
    return [Cell(*key, scans) for key, scans in found.items()], buckets


def _rows_of_kiosk(
    connection: Connection, caller: Caller, wanted: Wanted
) -> Select[tuple[datetime, str, str, int | None]]:
    """Return the rows of the kiosk that is asked for, found by the markets where it stood."""
    stood = conditions(usage_kiosk_days, caller, wanted)
    at = list(connection.execute(select(usage_kiosk_days.c.market_id).where(*stood).distinct()).scalars())
    rows = journal.c
    query = select(rows.at, rows.level, rows.headline, rows.read_ms)
    return query.where(
        rows.market_id.in_(at),
        rows.id >= id_at(wanted.begin),
        rows.id < id_at(wanted.end),
        *conditions(journal, caller, wanted),
        *scans_among(journal),
    )


def percentile(buckets: Iterable[int], share: float, ends: Sequence[int]) -> float | None:
    """Return the time below which `share` of all lie, read between the ends of its bucket; None without any.

    Of the open bucket its beginning is told: "at least".
    """
    counts = list(buckets)
    wanted = sum(counts) * share
    if not wanted:
        return None
    low, passed = 0, 0
    for count, high in zip(counts, ends, strict=False):
        if count and passed + count >= wanted:
            return low + (high - low) * (wanted - passed) / count
        low, passed = high, passed + count
    return float(ends[-1])
