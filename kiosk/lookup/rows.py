# ruff: noqa: S608 — put together of names that were checked and constants; values come by parameters
"""Rows of a registry file as the records that they are; a row that is not understood is left out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Generic, TypeVar

import apsw

from kiosk.records.content import TableForm
from kiosk.records.stored import Kind, Stored, from_stored_by
from kiosk.records.tables import Column, PublishedTable, listed

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Record = TypeVar("Record", bound="DataclassInstance")

_log = logging.getLogger(__name__)

_UNCHANGED = frozenset({Kind.TEXT, Kind.WHOLE, Kind.REAL})
"""Kinds whose values stand in the file as records have them."""


class Reader(Generic[Record]):
    """Reads records of one table by one condition, with the columns that both this release and the file know."""

    def __init__(
        self,
        connection: apsw.Connection,
        forms: Mapping[str, TableForm],
        table: PublishedTable,
        record: type[Record],
        condition: str,
        **enums: Callable[[Stored], object],
    ) -> None:
        """`condition` is SQL with `?` for values as they are stored; `enums` make what a column's text stands for.

        A file without the table has no rows. Raises ValueError where the file holds something else in a column.
        """
        form = forms.get(table.name)
        self._connection = connection
        self._table = table.name
        self._record = record
        self._sql = ""
        if form is None:
            return
        by_name = {column.name: column for column in table.columns if column.name in form.columns}
        wanted = [field.name for field in fields(record)]
        self._names = [name for name in wanted if name in by_name]
        self._has_all = self._names == wanted
        self._changed = [
            (place, enums.get(name) or from_stored_by(by_name[name].kind))
            for place, name in enumerate(self._names)
            if name in enums or by_name[name].kind not in _UNCHANGED
        ]
        _refuse_other_types(connection, table.name, by_name)
        self._sql = f'SELECT {listed(self._names)} FROM "{table.name}" WHERE {condition} ORDER BY {listed(form.key)}'

    def all(self, *values: Stored) -> tuple[Record, ...]:
        """Return the records for which the condition holds, by their keys. Raises apsw.Error."""
        if not self._sql:
            return ()
        found = []
        for row in self._connection.execute(self._sql, values):
            record = self._read(row)
            if record is not None:
                found.append(record)
        return tuple(found)

    def one(self, *values: Stored) -> Record | None:
        """Return the first of the records; None where there is none. Raises apsw.Error."""
        found = self.all(*values)
        return found[0] if found else None

    def _read(self, row: Sequence[Stored]) -> Record | None:
        values: list[object] = [*row]
        try:
            for place, read in self._changed:
                if (stored := row[place]) is not None:
                    values[place] = read(stored)
        except ValueError as fault:
            _log.warning("a row of %s is not understood and left out: %s", self._table, fault)
            return None
        return self._record(*values) if self._has_all else self._record(**dict(zip(self._names, values, strict=True)))


def _refuse_other_types(connection: apsw.Connection, table: str, columns: Mapping[str, Column]) -> None:
    """Raise ValueError where a file would give a column's reader something else than it takes."""
    if connection.execute("SELECT strict FROM pragma_table_list(?)", (table,)).get != 1:
        raise ValueError(f"the table {table} takes anything")
    for name, kind, is_full in connection.execute('SELECT name, type, "notnull" FROM pragma_table_info(?)', (table,)):
        column = columns.get(str(name))
        if column is not None and (kind != column.sql_type or bool(is_full) is column.is_optional):
            raise ValueError(f"the column {name} of {table} is {kind}")
