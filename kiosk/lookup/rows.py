# ruff: noqa: S608 — put together of names that were checked and constants; values come by parameters
"""Rows of a registry file as the records that they are; a row that is not understood is left out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Generic, TypeVar

import apsw
from pydantic import TypeAdapter, ValidationError

from kiosk.records.content import TableForm
from kiosk.records.stored import Stored, from_stored_by
from kiosk.records.tables import PublishedTable, listed

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Record = TypeVar("Record", bound="DataclassInstance")

_log = logging.getLogger(__name__)


class Reader(Generic[Record]):
    """Reads records of one table by one condition, with the columns that both this release and the file know."""

    def __init__(
        self,
        connection: apsw.Connection,
        forms: Mapping[str, TableForm],
        table: PublishedTable,
        record: type[Record],
        condition: str,
    ) -> None:
        """`condition` is SQL with `?` for values as they are stored. A file without the table has no rows."""
        wanted = {field.name for field in fields(record)}
        form = forms.get(table.name)
        here = () if form is None else form.columns
        columns = [column for column in table.columns if column.name in wanted and column.name in here]
        self._connection = connection
        self._table = table.name
        self._adapter: TypeAdapter[Record] = _adapter(record)
        self._names = [column.name for column in columns]
        self._readers: list[Callable[[Stored], object]] = [from_stored_by(column.kind) for column in columns]
        self._sql = ""
        if form is not None and columns:
            names, order = listed(self._names), listed(form.key)
            self._sql = f'SELECT {names} FROM "{table.name}" WHERE {condition} ORDER BY {order}'

    def all(self, *values: Stored) -> tuple[Record, ...]:
        """Return the records for which the condition holds, by their keys. Raises apsw.Error."""
        if not self._sql:
            return ()
        found = []
        for row in self._connection.execute(self._sql, values):
            try:
                read = zip(self._names, self._readers, row, strict=True)
                found.append(
                    self._adapter.validate_python(
                        {name: None if value is None else reader(value) for name, reader, value in read}
                    )
                )
            except (ValidationError, ValueError) as fault:
                _log.warning("a row of %s is not understood and left out: %s", self._table, fault)
        return tuple(found)

    def one(self, *values: Stored) -> Record | None:
        """Return the first of the records; None where there is none. Raises apsw.Error."""
        return next(iter(self.all(*values)), None)


@cache
def _adapter(record: type[Record]) -> TypeAdapter[Record]:
    """Return what makes a record of values: once, because it costs more than a look-up."""
    return TypeAdapter(record)
