"""The rows of the journals that are scans, newest first: the counts by hour say where to look.

No index by verdict or goods is needed for that, which the intake would have to keep: the hours in which
something was counted are few where it is rare, and the first of them is enough where it is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Final

from sqlalchemy import ColumnElement, Connection, Table, exists, func, select

from kiosk.central.console.usage.asked import Wanted
from kiosk.central.console.usage.reached import conditions, table_for
from kiosk.central.journal.count_tables import HOURS
from kiosk.central.journal.counting import SCANNED
from kiosk.central.journal.tables import journal
from kiosk.central.people.rights import Caller
from kiosk.journal.event import uuid7
from kiosk.moment import HANOI, hanoi_day

MAX_HOURS: Final = 60
"""Hours, at one market or at many, that one page looks into; where they hold too little, the next one goes on."""
FEW_MARKETS: Final = 4
"""So many are asked one by one, by the index that begins with the market: of several at once PostgreSQL reads the whole
hour of the city instead, in the order that is wanted.
"""
_HOUR: Final = timedelta(hours=1)
_COLUMNS: Final = (
    "id",
    "at",
    "market_id",
    "kiosk_id",
    "level",
    "headline",
    "gtin",
    "lot",
    "establishment_id",
    "product_group",
    "read_ms",
)


@dataclass(frozen=True, slots=True)
class ScanRow:
    """One scan as lists show it."""

    id: str
    at: datetime
    market_id: str
    kiosk_id: str
    level: str
    headline: str
    gtin: str
    lot: str
    establishment_id: str
    product_group: str
    read_ms: int | None


@dataclass(frozen=True, slots=True)
class ScanPage:
    """Some scans, newest first. `next`: what the page behind begins after; "" at the end."""

    rows: Sequence[ScanRow]
    next: str


def id_at(at: datetime) -> str:
    """Return the lowest id of the millisecond `at`: ids are in the order of time."""
    return uuid7(int(at.timestamp() * 1000), bytes(10))


def scans_among(table: Table) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that leave the rows that count: of a check the one that stood last."""
    late = journal.alias("late")
    overtaken = exists().where(
        late.c.kiosk_id == table.c.kiosk_id, late.c.journal == table.c.journal, late.c.replaces == table.c.sequence
    )
    return table.c.kind == SCANNED, ~overtaken


def scan_page(connection: Connection, caller: Caller, wanted: Wanted, limit: int) -> ScanPage:
    """Return up to `limit` scans behind `wanted.after` that `caller` may see."""
    found: list[ScanRow] = []
    before = min(wanted.after or id_at(wanted.end), id_at(wanted.end))
    asked = 0
    for hour, markets in _hours(connection, caller, wanted, before):
        if asked >= MAX_HOURS:
            return ScanPage(found, before)
        found += _rows(connection, caller, wanted, (hour, markets, before), limit + 1 - len(found))
        if len(found) > limit:
            return ScanPage(found[:limit], found[limit - 1].id)
        before, asked = id_at(hour), asked + len(_pieces(markets))
    return ScanPage(found, "")


def all_scans(
    connect: Callable[[], AbstractContextManager[Connection]], caller: Caller, wanted: Wanted, chunk: int = 2000
) -> Iterator[Sequence[ScanRow]]:
    """Give all scans, newest first, in pieces of at most `chunk`.

    Each piece has a connection of its own: who takes long to read a file keeps none from others.
    """
    before = id_at(wanted.end)
    with connect() as connection:
        hours = list(_hours(connection, caller, wanted, before))
    for hour, markets in hours:
        while True:
            with connect() as connection:
                found = _rows(connection, caller, wanted, (hour, markets, before), chunk)
            if found:
                yield found
            if len(found) < chunk:
                break
            before = found[-1].id
        before = id_at(hour)


def _hours(
    connection: Connection, caller: Caller, wanted: Wanted, before: str
) -> Iterator[tuple[datetime, Sequence[str]]]:
    """Give the hours that hold a scan before the id `before`, newest first, each with the markets where."""
    table = table_for(wanted)
    found = _by_day if "day" in table.c else _by_hour
    for hour, places in groupby(found(connection, table, caller, wanted, _time_of(before)), itemgetter(0)):
        yield hour, [market for _, market in places]


def _by_hour(
    connection: Connection, table: Table, caller: Caller, wanted: Wanted, until: datetime
) -> Iterator[tuple[datetime, str]]:
    query = (
        select(table.c.at, table.c.market_id)
        .where(*conditions(table, caller, wanted), table.c.at <= until)
        .group_by(table.c.at, table.c.market_id)
        .having(func.sum(table.c.scans) > 0)
        .order_by(table.c.at.desc())
    )
    for row in connection.execute(query):
        yield row.at, row.market_id


def _by_day(
    connection: Connection, table: Table, caller: Caller, wanted: Wanted, until: datetime
) -> Iterator[tuple[datetime, str]]:
    rows = table.c
    query = (
        select(rows.day, rows.market_id, *(func.sum(rows[hour]) for hour in HOURS))
        .where(*conditions(table, caller, wanted), rows.day <= hanoi_day(until))
        .group_by(rows.day, rows.market_id)
        .order_by(rows.day.desc())
    )
    for day, places in groupby(connection.execute(query), itemgetter(0)):
        of_day = list(places)
        for hour in reversed(range(len(HOURS))):
            at = datetime.combine(day, time(hour), HANOI)
            if at <= until:
                yield from ((at, market) for _, market, *hours in of_day if hours[hour] > 0)


def _rows(
    connection: Connection, caller: Caller, wanted: Wanted, where: tuple[datetime, Sequence[str], str], limit: int
) -> list[ScanRow]:
    hour, markets, before = where
    rows = journal.c
    query = select(*(rows[name] for name in _COLUMNS)).where(
        *conditions(journal, caller, wanted),
        *scans_among(journal),
        rows.at >= hour,
        rows.at < hour + _HOUR,
        rows.id >= id_at(hour),
        rows.id < min(before, id_at(hour + _HOUR)),
    )
    found: list[ScanRow] = []
    for piece in _pieces(markets):
        there = query.where(rows.market_id.in_(piece)).order_by(rows.id.desc()).limit(limit)
        found += [ScanRow(*row) for row in connection.execute(there)]
    return sorted(found, key=lambda row: row.id, reverse=True)[:limit]


def _pieces(markets: Sequence[str]) -> Sequence[Sequence[str]]:
    return [[market] for market in markets] if len(markets) <= FEW_MARKETS else [markets]


def _time_of(id_: str) -> datetime:
    return datetime.fromtimestamp(int(id_[:8] + id_[9:13], 16) / 1000, UTC)
