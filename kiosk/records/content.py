# ruff: noqa: S608 — names of tables and columns are checked before they stand in a statement
"""What a registry file holds, and the lines that change it: the same for the centre and a unit, whichever SQLite reads.

A file names its own tables and columns. Who knows fewer of them, or more, gets the same digest.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Final

from kiosk.records.stored import Stored, to_json
from kiosk.records.tables import BESIDE, PublishedTable, listed

MAX_LINE_BYTES: Final = 64_000

Ask = Callable[[str], Iterable[Sequence[Stored]]]
"""Runs SQL on a file, and gives the rows."""

_ROWS_TO_A_LINE = 1000
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_NAMES_ASKED = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"


@dataclass(frozen=True, slots=True)
class TableForm:
    """A table as a file has it: its columns, and those of its key in their order."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]

    @property
    def ordered(self) -> str:
        """The SQL of all rows, in the order of their keys."""
        return f'SELECT {listed(self.columns)} FROM "{self.name}" ORDER BY {listed(self.key)}'


@dataclass(frozen=True, slots=True)
class Content:
    """Rows of each table, and the SHA-256 of all: tables by name, rows by key, a thousand to a line of JSON."""

    counts: Mapping[str, int]
    sha256: str


@dataclass(frozen=True, slots=True)
class Change:
    """One line: the row to put, by its columns, or the key of the row to delete."""

    row: Mapping[str, Stored]
    is_put: bool


def forms_of(ask: Ask) -> Mapping[str, TableForm]:
    """Return the tables of a file by name, without those that say something of the file itself. Raises ValueError."""
    names = [_checked(name) for (name,) in ask(_NAMES_ASKED)]
    return {name: _form(ask, name) for name in names if name not in BESIDE}


def content_of(ask: Ask) -> Content:
    """Return what a file holds; it reads every row. Raises ValueError for a file of another kind."""
    counts = {}
    digest = sha256()
    for name, form in forms_of(ask).items():
        digest.update(f"{name}\n".encode())
        counts[name] = 0
        rows = iter(ask(form.ordered))
        while together := list(islice(rows, _ROWS_TO_A_LINE)):
            digest.update(to_json(together).encode())
            digest.update(b"\n")
            counts[name] += len(together)
    return Content(counts, digest.hexdigest())


def line_of(table: PublishedTable, row: Sequence[Stored], *, is_put: bool) -> str:
    """Return the line that puts `row`, or deletes what has its key; what is empty is left out."""
    if not is_put:
        return to_json({"delete": {column.name: value for column, value in zip(table.key_columns, row, strict=False)}})
    named = zip(table.columns, row, strict=True)
    key = {column.name for column in table.key_columns}
    return to_json(
        {"put": {c.name: value for c, value in named if c.name in key or (value is not None and value != "")}}
    )


def change_of(line: bytes) -> Change:
    """Return what a line says. Raises ValueError."""
    if len(line) > MAX_LINE_BYTES:
        raise ValueError(f"a line of {len(line)} bytes")
    try:
        said: object = json.loads(line)
    except RecursionError as fault:
        raise ValueError("a line of too many brackets") from fault
    match said:
        case {"put": dict() as row, **rest} if not rest:
            return Change(_row(row), is_put=True)
        case {"delete": dict() as row, **rest} if not rest:
            return Change(_row(row), is_put=False)
        case _:
            raise ValueError("a line that neither puts nor deletes")


def statement_of(form: TableForm, change: Change) -> tuple[str, tuple[Stored, ...]]:
    """Return the SQL that makes the change in a file, and its values; a column that the file lacks is left out.

    Raises ValueError where the key is not whole.
    """
    if missing := [name for name in form.key if name not in change.row]:
        raise ValueError(f"a change of {form.name} without {missing[0]}")
    if not change.is_put:
        where = " AND ".join(f'"{name}" = ?' for name in form.key)
        return f'DELETE FROM "{form.name}" WHERE {where}', tuple(change.row[name] for name in form.key)
    names = [name for name in form.columns if name in change.row]
    marks = ", ".join("?" * len(names))
    sql = f'INSERT OR REPLACE INTO "{form.name}" ({listed(names)}) VALUES ({marks})'
    return sql, tuple(change.row[name] for name in names)


def _form(ask: Ask, table: str) -> TableForm:
    told = list(ask(f"SELECT name, pk FROM pragma_table_info('{table}') ORDER BY cid"))
    columns = tuple(_checked(name) for name, _ in told)
    places = {place: str(name) for name, place in told if place}
    if not places:
        raise ValueError(f"the table {table} has no key")
    return TableForm(table, columns, tuple(places[place] for place in sorted(places, key=str)))


def _checked(name: Stored) -> str:
    if not isinstance(name, str) or _NAME.fullmatch(name) is None:
        raise ValueError(f"{name!r} is no name of ours")
    return name


def _row(said: Mapping[object, object]) -> Mapping[str, Stored]:
    row: dict[str, Stored] = {}
    for name, value in said.items():
        if value is not None and not isinstance(value, str | int | float):
            raise ValueError(f"{name!r} is no value of a column")
        row[str(name)] = value
    return row
