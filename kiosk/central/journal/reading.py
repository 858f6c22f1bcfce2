"""What supervisors read of the journals: rows of the markets that are theirs, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from pydantic import BaseModel, ConfigDict, JsonValue, TypeAdapter
from sqlalchemy import ColumnElement, Connection, select

from kiosk.central.bounded import bounded
from kiosk.central.journal.gap_pages import GapsAsked, GapsPage, MissingSpan, gaps_page, spans_of
from kiosk.central.journal.gaps import heads
from kiosk.central.journal.heads import Alarm, raised, signed_heads
from kiosk.central.journal.tables import journal
from kiosk.central.people.door import SomeCaller, demand, demand_somewhere
from kiosk.central.people.reach import within_reach
from kiosk.central.people.rights import Caller, Right
from kiosk.central.problems import errors_of
from kiosk.central.registry.belonging import subject_of_markets, ties_of_market
from kiosk.central.service import Service
from kiosk.journal.event import uuid7
from kiosk.messages.instant import BoundedInstant
from kiosk.messages.journal_head import JournalHead

MAX_ENTRIES = 200
_FIRST, _LAST = bytes(10), b"\xff" * 10

_TIES = ties_of_market(journal.c.market_id)
_EVENT: TypeAdapter[JsonValue] = TypeAdapter(JsonValue)


class JournalEntry(BaseModel):
    """One row of a journal, with who sent it and when it came."""

    model_config = ConfigDict(frozen=True)

    id: str
    at: datetime
    kiosk_id: str
    market_id: str
    journal: str
    sequence: int
    digest: str
    received_at: datetime
    event: JsonValue


class JournalPage(BaseModel):
    """Entries, newest first. `next` is the cursor of the page behind; "" at the end."""

    model_config = ConfigDict(frozen=True)

    entries: tuple[JournalEntry, ...]
    next: str


class SeenHead(BaseModel):
    """The highest row that was seen of one journal of a kiosk."""

    model_config = ConfigDict(frozen=True)

    journal: str
    sequence: int
    digest: str


class JournalAlarm(BaseModel):
    """What does not fit what was seen of a journal before, at row `sequence`; as it was first seen."""

    model_config = ConfigDict(frozen=True)

    journal: str
    kind: Alarm
    sequence: int
    seen_at: datetime


class JournalGaps(BaseModel):
    """What is missing of a kiosk's journals: the first 200 gaps. `signed`: ends that the kiosk's key signed."""

    model_config = ConfigDict(frozen=True)

    heads: tuple[SeenHead, ...]
    signed: tuple[JournalHead, ...]
    gaps: tuple[MissingSpan, ...]
    alarms: tuple[JournalAlarm, ...]


class Filter(BaseModel):
    """What a reader asks for. Times are those of the events; `cursor` is `next` of the page before."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kiosk: Annotated[str, Query(max_length=64)] = ""
    market: Annotated[str, Query(max_length=64)] = ""
    level: Annotated[str, Query(max_length=16)] = ""
    headline: Annotated[str, Query(max_length=32)] = ""
    gtin: Annotated[str, Query(max_length=14)] = ""
    since: BoundedInstant | None = None
    until: BoundedInstant | None = None
    cursor: Annotated[str, Query(max_length=36, pattern=r"^[0-9a-f-]*$")] = ""
    limit: Annotated[int, Query(ge=1, le=MAX_ENTRIES)] = 50


def journal_reading_routes(service: Service) -> APIRouter:
    """Return the routes by which people read the journals."""
    routes = APIRouter(prefix="/registry/journal", tags=["journal"])

    @routes.get("")
    def entries(caller: SomeCaller, asked: Annotated[Filter, Query()]) -> JournalPage:
        """Return what the kiosks of the caller's markets showed, newest first."""
        demand_somewhere(caller, Right.SEE_JOURNAL)
        with service.replica.connect() as connection:
            found = _entries(connection, within_reach(caller, Right.SEE_JOURNAL, _TIES), asked)
        return JournalPage(entries=tuple(found[: asked.limit]), next=found[-2].id if len(found) > asked.limit else "")

    @routes.get("/gaps", responses=errors_of(413))
    def gaps(caller: SomeCaller, kiosk: Annotated[str, Query(min_length=1, max_length=64)]) -> JournalGaps:
        """Return which rows of one kiosk are missing, and where each of its journals ends."""
        with service.replica.connect() as connection, bounded(connection, "it is about too many rows"):
            return _gaps_of(connection, caller, kiosk)

    @routes.get("/gaps/all", responses=errors_of(413))
    def gaps_of_all(caller: SomeCaller, asked: Annotated[GapsAsked, Query()]) -> GapsPage:
        """Return which rows are missing of all kiosks, or of those of a market, a page at a time."""
        demand_somewhere(caller, Right.SEE_JOURNAL)
        with service.replica.connect() as connection, bounded(connection, "ask for fewer journals a page (limit)"):
            return gaps_page(connection, caller, asked)

    return routes


def _gaps_of(connection: Connection, caller: Caller, kiosk: str) -> JournalGaps:
    """Return what is missing of one kiosk's journals. Raises a 403 or a 404."""
    ends = heads(connection, kiosk)
    stood_at = frozenset(head.market_id for head in ends)
    demand(caller, Right.SEE_JOURNAL, subject_of_markets(connection, stood_at))
    if not ends:
        raise HTTPException(HTTPStatus.NOT_FOUND, "No row of a kiosk with this id has come yet.")
    return JournalGaps(
        signed=tuple(signed_heads(connection, kiosk)),
        alarms=tuple(JournalAlarm(**asdict(alarm)) for alarm in raised(connection, kiosk)),
        heads=tuple(SeenHead(journal=end.journal, sequence=end.sequence, digest=end.digest) for end in ends),
        gaps=spans_of(connection, kiosk),
    )


def _entries(connection: Connection, reach: ColumnElement[bool], asked: Filter) -> Sequence[JournalEntry]:
    """Return up to one more than `asked.limit`: the ids are in the order of time, so one index serves."""
    rows = journal.c
    wanted = (
        (rows.kiosk_id, asked.kiosk),
        (rows.market_id, asked.market),
        (rows.level, asked.level),
        (rows.headline, asked.headline),
        (rows.gtin, asked.gtin),
    )
    query = select(journal).where(reach, *(column == value for column, value in wanted if value))
    if asked.since is not None:
        query = query.where(rows.at >= asked.since, rows.id >= _id_at(asked.since, _FIRST))
    if asked.until is not None:
        query = query.where(rows.at <= asked.until, rows.id <= _id_at(asked.until, _LAST))
    if asked.cursor:
        query = query.where(rows.id < asked.cursor)
    found = connection.execute(query.order_by(rows.id.desc()).limit(asked.limit + 1)).mappings()
    return [
        JournalEntry(
            **{name: row[name] for name in JournalEntry.model_fields if name != "event"}, event=_parsed(row["event"])
        )
        for row in found
    ]


def _parsed(event: str) -> JsonValue:
    return _EVENT.validate_json(event)


def _id_at(at: datetime, rest: bytes) -> str:
    """Return the lowest or highest id of the millisecond `at`."""
    return uuid7(int(at.timestamp() * 1000), rest)
