"""Events out of the database, as they are answered: as they came, with record time, context and declared error."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pydantic import JsonValue
from sqlalchemy import ColumnElement, Connection, and_, exists, select, true

from kiosk.central.epcis import tables
from kiosk.central.epcis.documents import STANDARD_CONTEXT, JsonObject
from kiosk.central.people.reach import Tie, Ties, equal_to, within_reach
from kiosk.central.people.rights import Caller, Right
from kiosk.central.registry.belonging import ties_of_establishment

CONTEXT: Final = f"https://ref.gs1.org/standards/epcis/2.0.0/{STANDARD_CONTEXT}"


@dataclass(frozen=True, slots=True)
class FoundEvent:
    """One stored event, and what it is answered as."""

    number: int
    at: datetime
    document: JsonObject


def may_see(caller: Caller) -> ColumnElement[bool]:
    """Return which events `caller` may see: those within reach, declared errors only with the whole way."""
    declared = tables.error_declarations.alias()
    is_declared = exists().where(declared.c.number == tables.events.c.number).correlate(tables.events)
    in_reach = within_reach(caller, Right.SEE_EVENTS, _ties())
    whole = true() if caller.may(Right.SEE_WHOLE_WAY) else ~is_declared
    return and_(in_reach, whole)


def find_events(connection: Connection, condition: ColumnElement[bool], limit: int) -> list[FoundEvent]:
    """Return the first `limit` events under `condition`, in the order of time."""
    events, declared, contexts = tables.events, tables.error_declarations, tables.event_contexts
    query = (
        select(
            events.c.number,
            events.c.at,
            events.c.event_id,
            events.c.recorded_at,
            events.c.document,
            declared.c.document.label("declaration"),
            contexts.c.document.label("context"),
        )
        .outerjoin(declared, declared.c.number == events.c.number)
        .outerjoin(contexts, contexts.c.digest == events.c.context_digest)
        .where(condition)
        .order_by(events.c.at, events.c.number)
        .limit(limit)
    )
    return [
        FoundEvent(
            row.number, row.at, answered(row.document, row.event_id, row.recorded_at, row.context, row.declaration)
        )
        for row in connection.execute(query)
    ]


def answered(
    document: JsonObject, event_id: str, recorded_at: datetime, context: JsonValue, declaration: JsonValue
) -> JsonObject:
    """Return an event as it is answered: with its ID, when it was recorded, and under its own context."""
    own = document.get("@context")
    event: JsonObject = {"@context": merged(context, own), **{k: v for k, v in document.items() if k != "@context"}}
    event["eventID"] = event_id
    event["recordTime"] = recorded_at.isoformat()
    if declaration is not None:
        event["errorDeclaration"] = declaration
    return event


def merged(*contexts: JsonValue) -> JsonValue:
    """Return one context of several, each entry once; that of EPCIS alone where there is none."""
    entries: list[JsonValue] = []
    for context in contexts:
        for entry in context if isinstance(context, list) else [context]:
            if entry is not None and entry not in entries:
                entries.append(entry)
    return entries or [CONTEXT]


def _of(kind: str, is_theirs: Tie) -> Tie:
    """Return the tie of events by those of their parties of one kind that `is_theirs` covers."""
    parties, events = tables.event_parties.c, tables.events.c
    return lambda limit: (
        exists()
        .where(parties.kind == kind, is_theirs(limit), parties.at == events.at, parties.number == events.number)
        .correlate(tables.events)
    )


def _ties() -> Ties:
    party = tables.event_parties.c.party_id
    of_establishment = ties_of_establishment(party)
    assert of_establishment.unit is not None
    assert of_establishment.department is not None
    return Ties(
        establishment=_of("establishment", equal_to(party)),
        market=_of("market", equal_to(party)),
        unit=_of("establishment", of_establishment.unit),
        department=_of("establishment", of_establishment.department),
    )
