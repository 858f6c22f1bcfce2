"""Scans in numbers: sums by hour, of the table with the fewest rows that can tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Select,
    String,
    Table,
    func,
    literal,
    select,
    union_all,
)

from kiosk.central.console.usage.asked import Wanted
from kiosk.central.console.usage.reached import conditions, table_for
from kiosk.central.console.usage.rows import id_at, scans_among
from kiosk.central.database import Instant
from kiosk.central.journal.count_tables import BUCKETS, usage_goods, usage_kiosks
from kiosk.central.journal.counting import bucket_of
from kiosk.central.journal.tables import journal
from kiosk.central.people.rights import Caller


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
    """Return the scans that `caller` may see, in all the ways that the page shows them.

    The rows of some goods lie far apart: they are read once, and added up in two ways. Other tables are quicker
    read twice than set aside.
    """
    if not is_counted(wanted):
        cells, buckets = _of_rows(connection, caller, wanted)
        return Counts(cells, buckets, places_of(connection, caller, wanted))
    table = table_for(wanted)
    has_places = _table_of_places(wanted) is table
    query = select(table).where(*conditions(table, caller, wanted))
    read = query.cte("wanted") if table is usage_goods else query.subquery("wanted")
    place = _place(read, wanted) if has_places else literal("", String)
    found = connection.execute(union_all(_by_hour(read), _by_place(read, place))).all()
    cells = [Cell(row.hour, row.level, row.headline, int(row.scans)) for row in found if row.hour and row.scans]
    of_places = [row for row in found if row.hour is None and row.scans]
    buckets = [sum(int(getattr(row, name)) for row in of_places) for name in BUCKETS]
    if not has_places:
        return Counts(cells, buckets, places_of(connection, caller, wanted))
    places = (PlaceCount(row.id, int(row.scans), int(row.stops), row.last) for row in of_places)
    return Counts(cells, buckets, _sorted(places))


_COLUMNS: Final = ("hour", "level", "headline", "id", "scans", "stops", "last", *BUCKETS)
"""Of both parts of the question."""


def _named(values: Sequence[ColumnElement[Any]]) -> Select[*tuple[Any, ...]]:
    return select(*(value.label(name) for name, value in zip(_COLUMNS, values, strict=True)))


def _by_hour(read: FromClause) -> Select[*tuple[Any, ...]]:
    keys = (read.c.at, read.c.level, read.c.headline)
    unsaid = (literal(None, String), func.sum(read.c.scans), literal(None, Integer), literal(None, Instant))
    none = (literal(None, Integer) for _ in BUCKETS)
    return _named((*keys, *unsaid, *none)).group_by(*keys)


def _by_place(read: FromClause, place: ColumnElement[str]) -> Select[*tuple[Any, ...]]:
    unsaid = (literal(None, Instant), literal(None, String), literal(None, String))
    query = _named((*unsaid, place, *_sums(read), *(func.sum(read.c[name]) for name in BUCKETS)))
    return query.group_by(place) if isinstance(place, ColumnClause) else query


def _sums(table: FromClause) -> tuple[ColumnElement[int], ColumnElement[int], ColumnElement[datetime]]:
    stops = func.coalesce(func.sum(table.c.scans).filter(table.c.level == "stop"), 0)
    return func.sum(table.c.scans), stops, func.max(table.c.last_at, type_=Instant)


def cells_of(connection: Connection, caller: Caller, wanted: Wanted) -> Sequence[Cell]:
    """Return the scans that `caller` may see by hour and verdict."""
    if not is_counted(wanted):
        return _of_rows(connection, caller, wanted)[0]
    table = table_for(wanted)
    keys = (table.c.at, table.c.level, table.c.headline)
    query = select(*keys, func.sum(table.c.scans)).where(*conditions(table, caller, wanted)).group_by(*keys)
    return [Cell(at, level, headline, int(scans)) for at, level, headline, scans in connection.execute(query) if scans]


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
    return usage_kiosks if by_kiosk(wanted) else table_for(wanted)


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
    stood = conditions(usage_kiosks, caller, wanted)
    at = list(connection.execute(select(usage_kiosks.c.market_id).where(*stood).distinct()).scalars())
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
