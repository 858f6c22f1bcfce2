"""Scans in numbers: sums by hour, of the table with the fewest rows that can tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, Select, func, select

from kiosk.central.console.usage.asked import Wanted
from kiosk.central.console.usage.reached import conditions, table_for
from kiosk.central.console.usage.rows import id_at, scans_among
from kiosk.central.database import Instant
from kiosk.central.journal.count_tables import BUCKETS, usage_kiosks
from kiosk.central.journal.counting import bucket_of
from kiosk.central.journal.tables import journal
from kiosk.central.people.rights import Caller


@dataclass(frozen=True, slots=True)
class Cell:
    """Scans of one hour that got one verdict. `buckets`: how many by the time to the result."""

    at: datetime
    level: str
    headline: str
    scans: int
    buckets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """Scans at one market, or at one kiosk, how many of them were red, and when the last one was."""

    id: str
    scans: int
    stops: int
    last_at: datetime


def is_counted(wanted: Wanted) -> bool:
    """Return whether a table counts by all that is asked for: none does by a kiosk and goods together."""
    return not (wanted.kiosk and (wanted.is_about_goods or wanted.group))


def cells_of(connection: Connection, caller: Caller, wanted: Wanted) -> Sequence[Cell]:
    """Return the scans that `caller` may see by hour and verdict."""
    if not is_counted(wanted):
        return _cells_of_rows(connection, caller, wanted)
    table = table_for(wanted)
    keys = (table.c.at, table.c.level, table.c.headline)
    sums = [func.sum(table.c[name]).label(name) for name in ("scans", *BUCKETS)]
    query = select(*keys, *sums).where(*conditions(table, caller, wanted)).group_by(*keys)
    return [_cell(row) for row in connection.execute(query).mappings() if row["scans"]]


def _cell(row: RowMapping) -> Cell:
    buckets = tuple(int(row[name]) for name in BUCKETS)
    return Cell(row["at"], row["level"], row["headline"], int(row["scans"]), buckets)


def places_of(connection: Connection, caller: Caller, wanted: Wanted) -> Sequence[PlaceCount]:
    """Return the scans by kiosk where one market is asked for and no goods, else by market; most first."""
    table = usage_kiosks if by_kiosk(wanted) else table_for(wanted)
    place = table.c.kiosk_id if by_kiosk(wanted) else table.c.market_id
    stops = func.sum(table.c.scans).filter(table.c.level == "stop")
    last = func.max(table.c.last_at, type_=Instant)
    query = select(
        place.label("id"),
        func.sum(table.c.scans).label("scans"),
        func.coalesce(stops, 0).label("stops"),
        last.label("at"),
    )
    found = connection.execute(query.where(*conditions(table, caller, wanted)).group_by(place)).mappings()
    counts = [PlaceCount(row["id"], int(row["scans"]), int(row["stops"]), row["at"]) for row in found if row["scans"]]
    return sorted(counts, key=lambda count: (-count.scans, count.id))


def by_kiosk(wanted: Wanted) -> bool:
    """Return whether places are kiosks."""
    return bool(wanted.market or wanted.kiosk) and not wanted.is_about_goods and not wanted.group


def _cells_of_rows(connection: Connection, caller: Caller, wanted: Wanted) -> Sequence[Cell]:
    """Return the same from the rows themselves, of one kiosk about some goods."""
    found: dict[tuple[datetime, str, str], list[int]] = {}
    for row in connection.execute(_rows_of_kiosk(connection, caller, wanted)).mappings():
        hour = row["at"].replace(minute=0, second=0, microsecond=0)
        sums = found.setdefault((hour, row["level"], row["headline"]), [0] * (1 + len(BUCKETS)))
        sums[0] += 1
        if row["read_ms"] is not None:
            sums[1 + bucket_of(row["read_ms"])] += 1
    return [Cell(*key, sums[0], tuple(sums[1:])) for key, sums in found.items()]


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
