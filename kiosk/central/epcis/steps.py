# ruff: noqa: S608 — statements of constants of this file; what is asked comes by parameters
"""The events of a trace, in the order of time, with what each names and how much of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from pydantic import JsonValue
from sqlalchemy import Connection, TextClause, TextualSelect, bindparam, text

from kiosk.central.database import Document, Instant
from kiosk.central.epcis.documents import JsonObject
from kiosk.central.epcis.items import Role
from kiosk.central.epcis.lists import among, as_list
from kiosk.central.epcis.places import Location, Places, places_named
from kiosk.central.epcis.tracing import Trace

MAX_STEPS: Final = 2000
KILOGRAMS: Final = {"KGM": 1.0, "GRM": 0.001, "TNE": 1000.0}
"""Units of weight (UN/CEFACT Recommendation 20) in kilograms. Others are counted, not weighed."""


@dataclass(frozen=True, slots=True)
class Amount:
    """One item of an event."""

    item: str
    role: Role
    quantity: float | None
    uom: str

    @property
    def kilograms(self) -> float | None:
        """Its weight; None where no weight is said."""
        factor = KILOGRAMS.get(self.uom)
        return None if factor is None or self.quantity is None else self.quantity * factor


@dataclass(frozen=True, slots=True)
class Step:
    """One event of the way. `source` and `destination`: the first that the event names."""

    number: int
    event_id: str
    at: datetime
    type: str
    biz_step: str
    read_point: str
    biz_location: str
    source: str
    destination: str
    papers: tuple[tuple[str, str], ...]
    amounts: tuple[Amount, ...]
    document: JsonObject

    @property
    def place(self) -> str:
        """The URI of where it happened."""
        return self.biz_location or self.read_point


def steps_of(connection: Connection, trace: Trace) -> list[Step]:
    """Return the first MAX_STEPS events of `trace`, by time. Two queries, however many there are."""
    chosen = sorted(trace.events, key=lambda number: (trace.events[number], number))[:MAX_STEPS]
    if not chosen:
        return []
    dialect = connection.dialect.name
    times = [trace.events[number] for number in chosen]
    given = {"numbers": as_list(dialect, chosen), "first": min(times), "last": max(times)}
    amounts: dict[int, list[Amount]] = {}
    for row in connection.execute(amounts_statement(dialect), {"numbers": given["numbers"]}):
        amounts.setdefault(row.number, []).append(Amount(row.item, Role(row.role), row.quantity, row.uom))
    return [
        Step(
            number=row.number,
            event_id=row.event_id,
            at=row.at,
            type=row.type,
            biz_step=row.biz_step,
            read_point=row.read_point,
            biz_location=row.biz_location,
            source=_first(row.document, "sourceList", "source"),
            destination=_first(row.document, "destinationList", "destination"),
            papers=_papers(row.document),
            amounts=tuple(amounts.get(row.number, ())),
            document=row.document,
        )
        for row in connection.execute(events_statement(dialect), given)
    ]


def places_of(connection: Connection, steps: Sequence[Step]) -> Places:
    """Return those places of `steps` that the registry knows."""
    named = [uri for step in steps for uri in (step.read_point, step.biz_location, step.source, step.destination)]
    return places_named(connection, {uri for uri in named if uri})


def place_name(places: Places, uri: str) -> str:
    """Return a place as people call it; the URI itself for one that the registry does not know."""
    found: Location | None = places.find(uri) if uri else None
    if found is None:
        return uri
    return f"{found.owner}, {found.place}" if found.establishment_id else found.place


@cache
def events_statement(dialect: str) -> TextualSelect:
    """Return the statement that reads events. `first` and `last` spare it the months in which none of them lies."""
    sql = (
        "SELECT number, event_id, at, type, biz_step, read_point, biz_location, document FROM events"
        f" WHERE number {among(dialect, 'numbers')} AND at >= :first AND at <= :last ORDER BY at, number"
    )
    return (
        text(sql)
        .bindparams(bindparam("first", type_=Instant()), bindparam("last", type_=Instant()))
        .columns(at=Instant(), document=Document)
    )


@cache
def amounts_statement(dialect: str) -> TextClause:
    """Return the statement that reads what events name."""
    sql = (
        "SELECT number, item, role, quantity, uom FROM event_items"
        f" WHERE number {among(dialect, 'numbers')} AND is_named ORDER BY number, role, item"  # constants
    )
    return text(sql)


def _first(document: JsonObject, field: str, name: str) -> str:
    listed = document.get(field)
    first = listed[0] if isinstance(listed, list) and listed else None
    return str(first.get(name, "")) if isinstance(first, dict) else ""


def _papers(document: JsonObject) -> tuple[tuple[str, str], ...]:
    listed = document.get("bizTransactionList")
    papers: list[JsonValue] = listed if isinstance(listed, list) else []
    return tuple(
        (str(paper.get("type", "")), str(paper.get("bizTransaction", "")))
        for paper in papers
        if isinstance(paper, dict)
    )
