"""The list of scans, and one scan: what the shopper was shown, beside what is known now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Response
from sqlalchemy import Connection, Row, select

from kiosk.central.alerts.false_verdicts import counts_as_false, found_false_at
from kiosk.central.bounded import bounded
from kiosk.central.console.console import Console
from kiosk.central.console.page import Page, SomePage
from kiosk.central.console.typed import Faults
from kiosk.central.console.usage.again import Shown, known_now, shown_then
from kiosk.central.console.usage.asked import Wanted
from kiosk.central.console.usage.names import kiosk_names, market_names, product_names
from kiosk.central.console.usage.rows import ScanRow, scan_page
from kiosk.central.console.usage.view import USAGE_PATH, Choices, choices_of, read_wanted
from kiosk.central.journal.tables import journal
from kiosk.central.pages.known import PublishedLists
from kiosk.central.people.rights import Right
from kiosk.central.registry.belonging import subject_of_market
from kiosk.errors import MessageError
from kiosk.journal.event import Inspected, from_json

ROWS = 50
ScanId = Annotated[str, Path(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]


@dataclass(frozen=True, slots=True)
class ScansView:
    """One page of the list."""

    wanted: Wanted
    faults: Faults
    choices: Choices
    rows: Sequence[ScanRow]
    next: str
    markets: Mapping[str, str]
    kiosks: Mapping[str, str]
    products: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ScanView:
    """One scan. `then` and `now` are None for a row that this release does not understand."""

    row: Row[tuple[object, ...]]
    event: Inspected | None
    market: str
    kiosk: str
    then: Shown | None
    now: Shown | None
    overtaken_by: str
    overtook: str
    is_red: bool
    """A red, or an amber for suspicion: staff may find it false."""
    found_false_at: datetime | None


def scan_routes(console: Console) -> APIRouter:
    """Return the routes of the list and of one scan."""
    routes = APIRouter()
    published = PublishedLists()

    @routes.get(f"{USAGE_PATH}/scans")
    def scans(page: SomePage) -> Response:
        """List scans, newest first."""
        page.demand(Right.SEE_JOURNAL)
        with console.service.replica.connect() as connection, bounded(connection, "ask for fewer days"):
            wanted, faults = read_wanted(connection, page)
            view = _list(connection, page, wanted, faults)
        return console.answer(page, "usage/scans.html", view)

    @routes.get(f"{USAGE_PATH}/scans/{{scan_id}}")
    def scan(page: SomePage, scan_id: ScanId) -> Response:
        """Show one scan."""
        page.demand(Right.SEE_JOURNAL)
        with console.service.replica.connect() as connection:
            row = connection.execute(select(journal).where(journal.c.id == scan_id)).one_or_none()
            if row is None or not may_see_scan(connection, page, row.market_id):
                raise HTTPException(HTTPStatus.NOT_FOUND, "No scan of your markets has this id.")
            lists = published.newest(connection, page.now)
            view = _one(connection, row)
        if view.event is not None:
            then = shown_then(view.event, lists, page.words, view.market)
            now = known_now(console.service, view.event, lists, page.words, view.market)
            view = replace(view, then=then, now=now)
        return console.answer(page, "usage/scan.html", view)

    return routes


def _list(connection: Connection, page: Page, wanted: Wanted, faults: Faults) -> ScansView:
    found = scan_page(connection, page.caller, wanted, ROWS)
    return ScansView(
        wanted=wanted,
        faults=faults,
        choices=choices_of(connection, page, wanted),
        rows=found.rows,
        next=found.next,
        markets=market_names(connection, {row.market_id for row in found.rows}),
        kiosks=kiosk_names(connection, {row.kiosk_id for row in found.rows}),
        products=product_names(connection, {row.gtin for row in found.rows}),
    )


def may_see_scan(connection: Connection, page: Page, market_id: str) -> bool:
    """Return whether the caller may see the scans of a market."""
    return page.caller.may(Right.SEE_JOURNAL, subject_of_market(connection, market_id))


def _one(connection: Connection, row: Row[tuple[object, ...]]) -> ScanView:
    same = (journal.c.kiosk_id == row.kiosk_id, journal.c.journal == row.journal)
    late = select(journal.c.id).where(*same, journal.c.replaces == row.sequence).limit(1)
    early = select(journal.c.id).where(*same, journal.c.sequence == row.replaces).limit(1)
    return ScanView(
        row=row,
        event=_event_of(row.event),
        market=market_names(connection, [row.market_id]).get(row.market_id, row.market_id),
        kiosk=kiosk_names(connection, [row.kiosk_id]).get(row.kiosk_id, row.kiosk_id),
        then=None,
        now=None,
        overtaken_by=connection.execute(late).scalar() or "",
        overtook="" if row.replaces is None else connection.execute(early).scalar() or "",
        is_red=counts_as_false(row.level, row.headline),
        found_false_at=found_false_at(connection, row.id),
    )


def _event_of(text: str) -> Inspected | None:
    try:
        event = from_json(text)
    except MessageError:
        return None
    return event if isinstance(event, Inspected) else None
