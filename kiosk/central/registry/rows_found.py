"""Finding rows: one by its key, many by what they belong to and what their names hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus

from fastapi import HTTPException
from sqlalchemy import Column, ColumnElement, Connection, and_, or_, select, update
from sqlalchemy.types import Date, Integer

from kiosk.central.people.door import demand
from kiosk.central.people.reach import within_reach
from kiosk.central.people.rights import Caller, Right
from kiosk.central.problems import NotValid, wrong_field
from kiosk.central.registry.belonging import subjects_of_rows
from kiosk.central.registry.folded import fold
from kiosk.central.registry.row_kinds import RowKind, Values
from kiosk.messages.http import FieldError


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows: names that hold `search` without regard to marks, and what they belong to; "" does not limit."""

    search: str = ""
    establishment_id: str = ""
    market_id: str = ""
    gtin: str = ""
    after: str = ""
    limit: int = 50


def find_rows(connection: Connection, kind: RowKind, caller: Caller, wanted: Wanted) -> Sequence[Values]:
    """Return rows that `caller` may see, by key. Raises 400 for a limit that the kind has not."""
    query = select(kind.table).order_by(*_keys(kind)).limit(wanted.limit)
    if kind.ties is not None:
        query = query.where(within_reach(caller, Right.SEE_REGISTRY, kind.ties))
    limits = {name: value for name in ("establishment_id", "market_id", "gtin") if (value := getattr(wanted, name))}
    columns = {name: _limit(kind, name) for name in limits}
    if missing := [name for name, column in columns.items() if column is None]:
        detail = f"{kind.name} cannot be listed by it."
        raise NotValid([FieldError(field=f"query.{name}", detail=detail) for name in missing])
    query = query.where(*(columns[name] == value for name, value in limits.items()))
    if wanted.search:
        column = kind.table.columns[kind.found_by]
        text = fold(wanted.search) if kind.found_by == "folded" else wanted.search.strip()
        query = query.where(column.contains(text, autoescape=True))
    if wanted.after:
        query = query.where(_behind(kind, parse_key(kind, wanted.after, "query.after")))
    return [dict(row) for row in connection.execute(query).mappings()]


def row_of(connection: Connection, kind: RowKind, caller: Caller, right: Right, key: str) -> Values:
    """Return one row on which `caller` has `right`. Raises 403, and 404 to those who may see everything."""
    where = [column == value for column, value in zip(_keys(kind), parse_key(kind, key), strict=True)]
    row = connection.execute(select(kind.table).where(*where)).mappings().first()
    if row is None:
        if kind.ties is not None or right is not Right.SEE_REGISTRY:
            demand(caller, right)
        raise HTTPException(HTTPStatus.NOT_FOUND, f"There is no such row among {kind.name}.")
    values = dict(row)
    if kind.ties is not None or right is not Right.SEE_REGISTRY:
        demand(caller, right, subjects_of_rows(connection, kind.name, [values])[0])
    return values


def lock_row(connection: Connection, kind: RowKind, key: str) -> None:
    """Let nobody else change the row until this transaction ends: on either database, by touching it."""
    columns = _keys(kind)
    where = [column == value for column, value in zip(columns, parse_key(kind, key), strict=True)]
    connection.execute(update(kind.table).where(*where).values({columns[0].name: columns[0]}))


def parse_key(kind: RowKind, text: str, field: str = "path.key") -> tuple[object, ...]:
    """Return the values of a key that was written as a path. Raises 400 with `field` where it cannot be one."""
    parts = text.split("/", len(kind.key) - 1)
    try:
        return tuple(_part(column, part) for column, part in zip(_keys(kind), parts, strict=True))
    except ValueError as wrong:
        raise wrong_field(field, f"A key of {kind.name} is {'/'.join(kind.key)}.") from wrong


def _part(column: Column[object], text: str) -> object:
    if isinstance(column.type, Date):
        return date.fromisoformat(text)
    if isinstance(column.type, Integer):
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise ValueError(text)
        return int(text)
    if not 1 <= len(text) <= 64 or not text.isprintable():
        raise ValueError(text)
    return text


def _keys(kind: RowKind) -> list[Column[object]]:
    return [kind.table.columns[name] for name in kind.key]


def _limit(kind: RowKind, name: str) -> Column[object] | None:
    return kind.table.columns.get("id" if name == f"{kind.name.removesuffix('s')}_id" else name)


def _behind(kind: RowKind, key: tuple[object, ...]) -> ColumnElement[bool]:
    """Return the condition that a row's key comes after `key`."""
    columns = _keys(kind)
    return or_(
        *(
            and_(*(columns[n] == key[n] for n in range(position)), columns[position] > key[position])
            for position in range(len(columns))
        )
    )
