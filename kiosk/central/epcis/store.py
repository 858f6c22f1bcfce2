"""Events into the database: each ID once, its content never changed; errors declared beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from pydantic import JsonValue
from sqlalchemy import Connection, Table, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from kiosk.central.epcis import tables
from kiosk.central.epcis.events import Event
from kiosk.central.epcis.loads import carried_lots, later_events
from kiosk.central.epcis.movements import movements_of, named_places
from kiosk.central.epcis.places import Places, places_named
from kiosk.central.epcis.statements import Statement
from kiosk.central.epcis.words import instant_of, word_of

Row = Mapping[str, object]
Value = TypeVar("Value")
PIECE = 500
"""Rows, or IDs, of one statement: SQLite allows no more parameters than 32,766."""


class Outcome(StrEnum):
    """What became of one event."""

    STORED = "stored"
    ALREADY_STORED = "already_stored"
    ERROR_DECLARED = "error_declared"
    REFUSED = "refused"
    ROLLED_BACK = "rolled_back"
    """Good itself, and not stored, because another event of its document was refused."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Under which context events came, by whom, and when."""

    context: JsonValue
    user_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class _Known:
    number: int
    at: datetime
    digest: str


def store(connection: Connection, statements: Sequence[Statement], places: Places, origin: Origin) -> list[Outcome]:
    """Store `statements` and return what became of each, in their order.

    The same ID with the same content is stored already, with other content refused. An error
    declaration of a stored event withdraws what shoppers are shown of it.
    """
    outcomes: dict[int, Outcome] = {}
    waiting = list(enumerate(statements))
    while waiting:
        turn: dict[str, int] = {}
        for index, statement in waiting:
            turn.setdefault(statement.event_id, index)
        chosen = [(index, statement) for index, statement in waiting if turn[statement.event_id] == index]
        results = _store_each_id_once(connection, [statement for _, statement in chosen], places, origin)
        outcomes.update(zip((index for index, _ in chosen), results, strict=True))
        waiting = [(index, statement) for index, statement in waiting if turn[statement.event_id] != index]
    return [outcomes[index] for index in range(len(statements))]


def renew_movements(connection: Connection, statements: Sequence[Statement], places: Places) -> None:
    """Make anew what shoppers are shown of stored events: places may have got other names."""
    known = _known(connection, [statement.event_id for statement in statements])
    numbers = [one.number for one in known.values()]
    declared: set[int] = set()
    for some in _pieces(numbers):
        query = select(tables.error_declarations.c.number).where(tables.error_declarations.c.number.in_(some))
        declared |= set(connection.execute(query).scalars())
    for piece in _pieces([statement.event_id for statement in statements]):
        connection.execute(delete(tables.movements).where(tables.movements.c.event_id.in_(piece)))
    shown = [statement for statement in statements if known[statement.event_id].number not in declared]
    _tell(connection, shown, places)


def _tell(connection: Connection, statements: Sequence[Statement], places: Places) -> None:
    carried = carried_lots(connection, statements)
    rows = [row for one in statements for row in movements_of(one, places, carried.get(one.event_id, ()))]
    _insert(connection, tables.movements, rows)


def _store_each_id_once(
    connection: Connection, statements: Sequence[Statement], places: Places, origin: Origin
) -> list[Outcome]:
    numbers = _claim(connection, statements)
    new = [statement for statement in statements if statement.event_id in numbers]
    _insert_events(connection, new, numbers, places, origin)
    known = _known(connection, [one.event_id for one in statements if one.event_id not in numbers])
    outcomes = []
    for statement in statements:
        number = numbers.get(statement.event_id)
        if number is not None:
            if statement.event.error_declaration is not None:
                _declare(connection, statement, number, origin)
            outcomes.append(Outcome.STORED)
        elif known[statement.event_id].digest != statement.digest:
            outcomes.append(Outcome.REFUSED)
        else:
            outcomes.append(_again(connection, statement, known[statement.event_id].number, origin))
    return outcomes


def _claim(connection: Connection, statements: Sequence[Statement]) -> dict[str, int]:
    """Take the IDs that nobody has, in their order, so that two captures never wait for each other in a ring."""
    rows = [
        {"event_id": one.event_id, "at": one.at, "digest": one.digest}
        for one in sorted(statements, key=lambda one: one.event_id)
    ]
    if not rows:
        return {}
    made = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    claim = made(tables.event_ids).on_conflict_do_nothing(index_elements=["event_id"])
    result = connection.execute(claim.returning(tables.event_ids.c.event_id, tables.event_ids.c.number), rows)
    return {row.event_id: row.number for row in result}


def _known(connection: Connection, event_ids: Sequence[str]) -> dict[str, _Known]:
    known: dict[str, _Known] = {}
    for piece in _pieces(event_ids):
        for row in connection.execute(select(tables.event_ids).where(tables.event_ids.c.event_id.in_(piece))):
            known[row.event_id] = _Known(row.number, row.at, row.digest)
    return known


def _insert_events(
    connection: Connection, new: Sequence[Statement], numbers: Mapping[str, int], places: Places, origin: Origin
) -> None:
    if not new:
        return
    context_digest = _store_context(connection, origin.context)
    _insert(connection, tables.events, [_event_row(one, numbers, context_digest, origin) for one in new])
    _insert(connection, tables.event_items, [row for one in new for row in item_rows(one, numbers[one.event_id])])
    _insert(
        connection,
        tables.event_parties,
        [
            {"kind": kind, "party_id": party, "at": one.at, "number": numbers[one.event_id]}
            for one in new
            for kind, party in sorted(parties_of(one.event, places))
        ],
    )
    _tell(connection, new, places)
    _retell(connection, new)


def _retell(connection: Connection, packings: Sequence[Statement]) -> None:
    """Tell shoppers anew of the events of loads of which it is now known otherwise what lay in them."""
    own = {one.event_id for one in packings}
    again = [one for one in later_events(connection, packings) if one.event_id not in own]
    if again:
        renew_movements(connection, again, places_named(connection, named_places(one.event for one in again)))


def _event_row(statement: Statement, numbers: Mapping[str, int], context_digest: str, origin: Origin) -> Row:
    event = statement.event
    return {
        "number": numbers[statement.event_id],
        "at": statement.at,
        "event_id": statement.event_id,
        "type": event.type,
        "action": getattr(event, "action", ""),
        "biz_step": word_of(event.biz_step or "", "BizStep"),
        "disposition": word_of(event.disposition or "", "Disp"),
        "read_point": event.read_point.id if event.read_point else "",
        "biz_location": event.biz_location.id if event.biz_location else "",
        "recorded_at": origin.at,
        "captured_by": origin.user_id,
        "is_trusted": statement.is_trusted,
        "context_digest": context_digest,
        "document": statement.original,
    }


def item_rows(statement: Statement, number: int) -> Iterable[Row]:
    """Yield the rows of `event_items` for one event."""
    for link in statement.links:
        yield {
            "item": link.item.key,
            "at": statement.at,
            "number": number,
            "role": link.role.value,
            "is_named": link.is_named,
            "quantity": link.quantity,
            "uom": link.uom,
            "is_wrong": statement.event.error_declaration is not None,
        }


def parties_of(event: Event, places: Places) -> set[tuple[str, str]]:
    """Return whose event it is: establishments and markets that it names as place or party."""
    parties: set[tuple[str, str]] = set()
    for location in map(places.find, named_places([event])):
        if location is not None and location.establishment_id:
            parties.add(("establishment", location.establishment_id))
        elif location is not None:
            parties.add(("market", location.market_id))
    return parties


def _store_context(connection: Connection, context: JsonValue) -> str:
    digest = hashlib.sha256(json.dumps(context, sort_keys=True).encode()).hexdigest()
    made = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    connection.execute(made(tables.event_contexts).on_conflict_do_nothing(), {"digest": digest, "document": context})
    return digest


def _again(connection: Connection, statement: Statement, number: int, origin: Origin) -> Outcome:
    """Return what becomes of an event that stands already: nothing, unless it now declares its error."""
    if statement.event.error_declaration is None:
        return Outcome.ALREADY_STORED
    query = select(tables.error_declarations.c.document).where(tables.error_declarations.c.number == number)
    declared = connection.execute(query).scalar_one_or_none()
    if declared is not None:
        is_same = declared == statement.original["errorDeclaration"]
        return Outcome.ALREADY_STORED if is_same else Outcome.REFUSED
    _declare(connection, statement, number, origin)
    _retell(connection, [statement])
    return Outcome.ERROR_DECLARED


def _declare(connection: Connection, statement: Statement, number: int, origin: Origin) -> None:
    declaration = statement.event.error_declaration
    assert declaration is not None
    connection.execute(
        insert(tables.error_declarations),
        {
            "number": number,
            "declared_at": instant_of(declaration.declaration_time),
            "recorded_at": origin.at,
            "declared_by": origin.user_id,
            "document": statement.original["errorDeclaration"],
        },
    )
    connection.execute(delete(tables.movements).where(tables.movements.c.event_id == statement.event_id))
    links = tables.event_items
    connection.execute(update(links).where(links.c.number == number).values(is_wrong=True))


def _insert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    for start in range(0, len(rows), PIECE):
        connection.execute(insert(table), list(rows[start : start + PIECE]))


def _pieces(values: Sequence[Value]) -> Iterable[Sequence[Value]]:
    return (values[start : start + PIECE] for start in range(0, len(values), PIECE))
