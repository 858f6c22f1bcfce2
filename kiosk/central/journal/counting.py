"""Scans counted as they arrive, in the transaction that stores them: only what did not stand before counts."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from operator import add, attrgetter, itemgetter
from typing import Final

from sqlalchemy import Connection, Table, bindparam, text

from kiosk.central.database import Instant
from kiosk.central.driver import MARKS, driver_rows
from kiosk.central.journal.count_tables import COUNTED, HOURS, READ_MS, SUMS, sums_of
from kiosk.central.journal.read import ReadRow
from kiosk.central.journal.sender import Sender
from kiosk.moment import HANOI

SCANNED: Final = "inspected"
"""Kind of the rows that are scans."""
_INSTANT = Instant()
_REPLACED = (
    "SELECT DISTINCT replaces FROM journal WHERE kiosk_id = {0}1 AND journal = {0}2 AND replaces BETWEEN {0}3 AND {0}4"
)
_OVERTAKEN = text(
    "SELECT market_id, kiosk_id, at, level, headline, gtin, lot, establishment_id, product_group, read_ms"
    " FROM journal AS rows WHERE kiosk_id = :kiosk_id AND journal = :journal AND sequence IN :numbers AND kind = :kind"
    " AND id NOT IN :new AND NOT EXISTS (SELECT 1 FROM journal AS late WHERE late.kiosk_id = :kiosk_id"
    " AND late.journal = :journal AND late.replaces = rows.sequence AND late.id NOT IN :new)"
).bindparams(bindparam("numbers", expanding=True), bindparam("new", expanding=True))


_OF_SCAN = ("level", "headline", "gtin", "lot", "establishment_id", "product_group")
_KEY_OF = attrgetter("at", *_OF_SCAN, "read_ms")


@dataclass(slots=True)
class _Sum:
    """What one row gets: a number for each of its columns that are added up."""

    sums: list[int]
    last_at: datetime


def count_scans(connection: Connection, sender: Sender, new: Sequence[ReadRow]) -> None:
    """Count the scans among rows that the caller's transaction has just stored, once and for all.

    A row that a late answer overtook counts no more: its check is counted by the row that replaces it.
    """
    if not new:
        return
    overtaken = _replaced_among(connection, sender, new)
    cells: dict[tuple[object, ...], _Sum] = {}
    for row in new:
        if row.kind == SCANNED and row.row.sequence not in overtaken:
            _add(cells, (sender.market_id, sender.kiosk_id), row, 1)
    _take_off_overtaken(connection, sender, new, cells)
    days = _by_day(cells)
    for table in COUNTED:
        if "day" in table.c:
            _upsert(connection, table, days, _DAY_KEY)
        else:
            _upsert(connection, table, cells, _KEY)


def bucket_of(read_ms: int) -> int:
    """Return the number of the bucket that holds a time."""
    return bisect_left(READ_MS, read_ms)


def _add(cells: dict[tuple[object, ...], _Sum], place: tuple[str, str], scan: object, number: int) -> None:
    """Add a scan, which has the attributes of `_OF_SCAN`, or take one off."""
    at, *of_scan, read_ms = _KEY_OF(scan)
    hour = at.replace(minute=0, second=0, microsecond=0)
    cell = cells.setdefault((hour, *place, *of_scan), _Sum([0] * len(SUMS), at))
    cell.sums[0] += number
    if read_ms is not None:
        cell.sums[1 + bucket_of(read_ms)] += number
    cell.last_at = max(cell.last_at, at)


_KEY: Final = ("at", "market_id", "kiosk_id", *_OF_SCAN)
"""What the cells are gathered by, before each table takes its own part of it."""
_LOT: Final = _KEY.index("lot") - 1
_DAY_KEY: Final = ("day", *(name for name in _KEY[1:] if name != "lot"))
_Cells = Mapping[tuple[object, ...], _Sum]


def _replaced_among(connection: Connection, sender: Sender, new: Sequence[ReadRow]) -> frozenset[int]:
    """Return the numbers, within those of `new`, of rows that another row replaces, whenever that came."""
    numbers = [row.row.sequence for row in new]
    query = _REPLACED.format(MARKS[connection.dialect.name])
    values = [sender.kiosk_id, sender.journal, min(numbers), max(numbers)]
    return frozenset(int(str(number)) for (number,) in driver_rows(connection, query, values))


def _take_off_overtaken(
    connection: Connection, sender: Sender, new: Sequence[ReadRow], cells: dict[tuple[object, ...], _Sum]
) -> None:
    """Take off what earlier uploads counted and rows of this one replace for the first time."""
    late = [row for row in new if row.replaces is not None]
    if not late:
        return
    numbers = {row.replaces for row in late}
    asked = {
        "kiosk_id": sender.kiosk_id,
        "journal": sender.journal,
        "kind": SCANNED,
        "numbers": list(numbers),
        "new": [row.row.id for row in new if row.replaces is not None or row.row.sequence in numbers],
    }
    for scan in connection.execute(_OVERTAKEN.columns(at=Instant), asked):
        _add(cells, (scan.market_id, scan.kiosk_id), scan, -1)


def _upsert(connection: Connection, table: Table, cells: _Cells, key: Sequence[str]) -> None:
    """Add `cells` to `table`, in the order of their keys: two transactions wait for, and never against, each other."""
    rows = [
        (*own, *cell.sums, cell.last_at)
        for own, cell in sorted(_gathered(table, cells, key).items(), key=lambda item: tuple(map(str, item[0])))
        if any(cell.sums)
    ]
    if rows:
        _write(connection, table, rows)


def _gathered(table: Table, cells: _Cells, key: Sequence[str]) -> _Cells:
    """Return `cells`, whose keys are of the columns `key`, added up by the grain of `table`."""
    own_part = itemgetter(*(key.index(name) for name in table.primary_key.columns.keys()))  # noqa: SIM118  # names, not columns
    gathered: dict[tuple[object, ...], _Sum] = {}
    for whole, cell in cells.items():
        own = own_part(whole)
        if (before := gathered.get(own)) is None:
            gathered[own] = cell
        else:
            gathered[own] = _Sum(list(map(add, before.sums, cell.sums)), max(before.last_at, cell.last_at))
    return gathered


def _by_day(cells: _Cells) -> _Cells:
    """Return `cells` added up by the day in Hanoi, without lots; the hours stand behind the sums."""
    days: dict[tuple[object, ...], _Sum] = {}
    for (hour, *rest), cell in cells.items():
        assert isinstance(hour, datetime)
        day, hour_of_day = _in_hanoi(hour)
        row = days.setdefault(
            (day, *rest[:_LOT], *rest[_LOT + 1 :]), _Sum([0] * (len(SUMS) + len(HOURS)), cell.last_at)
        )
        for place, number in enumerate(cell.sums):
            if number:
                row.sums[place] += number
        row.sums[len(SUMS) + hour_of_day] += cell.sums[0]
        row.last_at = max(row.last_at, cell.last_at)
    return days


@lru_cache(maxsize=4096)
def _in_hanoi(hour: datetime) -> tuple[date, int]:
    hanoi = hour.astimezone(HANOI)
    return hanoi.date(), hanoi.hour


def _write(connection: Connection, table: Table, rows: Sequence[tuple[object, ...]]) -> None:
    statement = _statement(table, connection.dialect.name)
    if connection.dialect.name == "sqlite":
        stored = [tuple(_stored(value) for value in row) for row in rows]
        connection.exec_driver_sql(statement, stored)
    else:
        arrays: Iterable[list[object]] = (list(values) for values in zip(*rows, strict=True))
        driver_rows(connection, statement, list(arrays))


def _stored(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


@cache
def _statement(table: Table, dialect: str) -> str:
    """Return the statement that adds rows: on PostgreSQL all at once, as an array a column."""
    name, columns, added = table.name, table.columns.keys(), sums_of(table)
    keys = ", ".join(table.primary_key.columns.keys())
    greatest = "max" if dialect == "sqlite" else "greatest"
    sums = ", ".join(f"{column} = {name}.{column} + excluded.{column}" for column in added)
    if dialect == "sqlite":
        source = f"VALUES ({', '.join('?' for _ in columns)})"
    else:
        arrays = (f"${number}::{_array_of(column, added)}" for number, column in enumerate(columns, 1))
        source = f"SELECT * FROM unnest({', '.join(arrays)})"  # noqa: S608  # constants of our tables
    return (
        f"INSERT INTO {name} ({', '.join(columns)}) {source} ON CONFLICT ({keys}) DO UPDATE SET {sums},"
        f" last_at = {greatest}({name}.last_at, excluded.last_at)" + ("" if dialect == "sqlite" else " RETURNING 1")
    )


def _array_of(column: str, added: Sequence[str]) -> str:
    if column in {"at", "last_at"}:
        return "timestamptz[]"
    if column == "day":
        return "date[]"
    return "int[]" if column in added else "text[]"
