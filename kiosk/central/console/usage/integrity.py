"""Whether the journals are whole: rows that are missing, alarms about chains, ends that were signed, silent kiosks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection, exists, select

from kiosk.central.bounded import bounded
from kiosk.central.console.console import Console
from kiosk.central.console.markets import markets_within
from kiosk.central.console.page import Page, SomePage
from kiosk.central.console.typed import NO_FAULTS, Faults, read_form
from kiosk.central.console.usage.names import Pairs, kiosk_names, market_names
from kiosk.central.console.usage.reached import reach_of
from kiosk.central.console.usage.view import USAGE_PATH
from kiosk.central.journal.gap_pages import GapsAsked, JournalSeen, gaps_page
from kiosk.central.journal.tables import journal_alarms, journal_heads, journal_signed_heads
from kiosk.central.kiosks.arrivals import later_of
from kiosk.central.kiosks.heartbeats import SILENT_AFTER
from kiosk.central.kiosks.tables import kiosk_states, kiosks
from kiosk.central.people.rights import Right

JOURNALS = 20
MOST_ALARMS = 100
MOST_UNHEARD = 100


class Filter(BaseModel):
    """What stands in the query."""

    market: str = Field(default="", max_length=64)
    after: str = Field(default="", max_length=81, pattern=r"^([^\x00]+/[0-9a-f]+)?$")


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One journal: how far its rows came, what is missing, and how far its kiosk has signed."""

    seen: JournalSeen
    received_at: datetime
    signed: int
    is_silent: bool

    @property
    def missing(self) -> int:
        """Rows that no upload brought, as far as they are listed."""
        return sum(gap.last - gap.first + 1 for gap in self.seen.gaps)

    @property
    def on_the_way(self) -> int:
        """Rows that the kiosk has signed for and that did not come yet."""
        return max(self.signed - self.seen.sequence, 0)


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """Something that does not fit what a kiosk sent or signed before."""

    kiosk_id: str
    market_id: str
    kind: str
    sequence: int
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class UnheardRow:
    """A kiosk whose journal never came. `seen_at`: when it was there last, None where it never was."""

    kiosk_id: str
    market_id: str
    paired_at: datetime
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class IntegrityView:
    """The page."""

    journals: Sequence[JournalRow]
    next: str
    alarms: Sequence[AlarmRow]
    unheard: Sequence[UnheardRow]
    choices: Pairs
    markets: Mapping[str, str]
    kiosks: Mapping[str, str]
    faults: Faults


def integrity_routes(console: Console) -> APIRouter:
    """Return the route of the page."""
    routes = APIRouter()

    @routes.get(f"{USAGE_PATH}/integrity")
    def integrity(page: SomePage) -> Response:
        """Show what is missing of the caller's journals."""
        page.demand(Right.SEE_JOURNAL)
        read = read_form(Filter, page.query, page.words)
        faults = NO_FAULTS if isinstance(read, Filter) else read
        wanted = read if isinstance(read, Filter) else Filter()
        with console.service.replica.connect() as connection, bounded(connection, "ask for one market"):
            view = _view(connection, page, wanted, faults)
        return console.answer(page, "usage/integrity.html", view)

    return routes


def _view(connection: Connection, page: Page, wanted: Filter, faults: Faults) -> IntegrityView:
    asked = GapsAsked(market=wanted.market, cursor=wanted.after, limit=JOURNALS)
    found = gaps_page(connection, page.caller, asked)
    alarms = _alarms(connection, page, wanted.market)
    unheard: Sequence[UnheardRow] = () if wanted.after else _unheard(connection, page, wanted.market)
    ids = {seen.kiosk_id for seen in found.journals}
    signed, received, last_seen = _signed(connection, ids), _received(connection, ids), _last_seen(connection, ids)
    rows = []
    for seen in found.journals:
        key = (seen.kiosk_id, seen.journal)
        at = last_seen.get(seen.kiosk_id)
        is_silent = at is None or page.now - at > SILENT_AFTER
        rows.append(JournalRow(seen, received[key], signed.get(key, 0), is_silent))
    return IntegrityView(
        journals=rows,
        next=found.next,
        alarms=alarms,
        unheard=unheard,
        choices=markets_within(connection, page.caller, Right.SEE_JOURNAL),
        markets=market_names(
            connection,
            {seen.market_id for seen in found.journals}
            | {row.market_id for row in alarms}
            | {row.market_id for row in unheard},
        ),
        kiosks=kiosk_names(connection, ids | {row.kiosk_id for row in alarms} | {row.kiosk_id for row in unheard}),
        faults=faults,
    )


def _unheard(connection: Connection, page: Page, market: str) -> Sequence[UnheardRow]:
    """Return the kiosks of which no row ever came, by market: of one that is shut out none is waited for."""
    row = kiosks.c
    came = exists().where(journal_heads.c.kiosk_id == row.id)
    query = (
        select(row.id, row.market_id, row.paired_at, row.seen_at, kiosk_states.c.at)
        .outerjoin(kiosk_states, kiosk_states.c.kiosk_id == row.id)
        .where(reach_of(kiosks, page.caller), row.denied_at.is_(None), ~came)
        .where(*([row.market_id == market] if market else []))
        .order_by(row.market_id, row.name, row.id)
        .limit(MOST_UNHEARD)
    )
    return [UnheardRow(*each[:3], later_of(*each[3:])) for each in connection.execute(query)]


def _alarms(connection: Connection, page: Page, market: str) -> Sequence[AlarmRow]:
    alarms, heads = journal_alarms.c, journal_heads.c
    query = (
        select(alarms.kiosk_id, heads.market_id, alarms.kind, alarms.sequence, alarms.seen_at)
        .join(journal_heads, (heads.kiosk_id == alarms.kiosk_id) & (heads.journal == alarms.journal))
        .where(reach_of(journal_heads, page.caller), *([heads.market_id == market] if market else []))
        .order_by(alarms.seen_at.desc(), alarms.kiosk_id, alarms.sequence)
        .limit(MOST_ALARMS)
    )
    return [AlarmRow(*row) for row in connection.execute(query)]


def _signed(connection: Connection, ids: set[str]) -> Mapping[tuple[str, str], int]:
    rows = journal_signed_heads.c
    query = select(rows.kiosk_id, rows.journal, rows.sequence).where(rows.kiosk_id.in_(ids))
    return {(row.kiosk_id, row.journal): row.sequence for row in connection.execute(query)}


def _received(connection: Connection, ids: set[str]) -> Mapping[tuple[str, str], datetime]:
    rows = journal_heads.c
    query = select(rows.kiosk_id, rows.journal, rows.received_at).where(rows.kiosk_id.in_(ids))
    return {(row.kiosk_id, row.journal): row.received_at for row in connection.execute(query)}


def _last_seen(connection: Connection, ids: set[str]) -> Mapping[str, datetime]:
    """Return when each kiosk was there last, by what it signed or by its last heartbeat."""
    query = (
        select(kiosks.c.id, kiosks.c.seen_at, kiosk_states.c.at)
        .outerjoin(kiosk_states, kiosk_states.c.kiosk_id == kiosks.c.id)
        .where(kiosks.c.id.in_(ids))
    )
    seen = {row.id: [at for at in (row.seen_at, row.at) if at is not None] for row in connection.execute(query)}
    return {id_: max(times) for id_, times in seen.items() if times}
