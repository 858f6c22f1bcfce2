"""The queue of reports, and what the first page says of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from kiosk.central.console.console import Console
from kiosk.central.console.decisions.history import names_of
from kiosk.central.console.layout.writing import number
from kiosk.central.console.markets import markets_within
from kiosk.central.console.page import Page, SomePage
from kiosk.central.console.section import Figure
from kiosk.central.console.typed import NO_FAULTS, Faults, read_form
from kiosk.central.console.usage.names import Names, Pairs, market_names, product_names
from kiosk.central.people.rights import Right
from kiosk.central.reports.causes import Cause
from kiosk.central.reports.queue import OPEN, ReportsAsked, StoredReport, count_reports, read_reports
from kiosk.central.reports.store import ReportState
from kiosk.messages.reports import ReportReason

REPORTS_PATH: Final = "/console/reports"
ROWS: Final = 50
LEVELS: Final[Mapping[str, str]] = {"received": "caution", "looked_at": "unknown", "closed": "good"}
STATES: Final = ("open", *(state.value for state in ReportState), "all")
OWN: Final = "own"


class Filter(BaseModel):
    """What stands in the query. Without a state those that are not closed."""

    state: str = Field(default="open", pattern=r"^(open|received|looked_at|closed|all)$")
    reason: ReportReason | None = None
    cause: Cause | None = None
    market: str = Field(default="", max_length=64)
    owner: str = Field(default="", pattern=r"^(own)?$")
    text: str = Field(default="", max_length=40)
    after: str = Field(default="", pattern=r"^([0-9a-f-]{36})?$")

    def asked(self, page: Page) -> ReportsAsked:
        """Return which reports these are."""
        states = {"open": OPEN, "all": ()}.get(self.state)
        return ReportsAsked(
            states=(ReportState(self.state),) if states is None else states,
            reason=self.reason.value if self.reason else "",
            cause=self.cause.value if self.cause else "",
            market_id=self.market,
            owner_id=page.caller.user_id if self.owner == OWN else "",
            text=self.text,
        )


@dataclass(frozen=True, slots=True)
class ListView:
    """The queue."""

    rows: Sequence[StoredReport]
    next: str | None
    number: int
    state: str
    levels: Mapping[str, str]
    states: Sequence[str]
    reasons: Pairs
    causes: Pairs
    markets: Pairs
    names: Names
    products: Names
    owners: Names
    faults: Faults


def list_routes(console: Console) -> APIRouter:
    """Return the route of the queue."""
    routes = APIRouter()

    @routes.get(REPORTS_PATH)
    def queue(page: SomePage) -> Response:
        """Show reports of the caller's markets, newest first; those that are open where nothing else is asked."""
        page.demand(Right.SEE_REPORTS)
        read = read_form(Filter, page.query, page.words)
        wanted = read if isinstance(read, Filter) else Filter()
        with console.service.replica.connect() as connection:
            view = _view(connection, page, wanted, NO_FAULTS if isinstance(read, Filter) else read)
        return console.answer(page, "reports/list.html", view)

    return routes


def glance(connection: Connection, page: Page) -> Iterable[Figure]:
    """Return how many wait to be looked at, and how many are the caller's."""
    new = count_reports(connection, page.caller, ReportsAsked(states=(ReportState.RECEIVED,)))
    own = count_reports(connection, page.caller, ReportsAsked(states=OPEN, owner_id=page.caller.user_id))
    counts = (
        ("new", new, f"{REPORTS_PATH}?state=received", "caution" if new else "good"),
        ("own", own, f"{REPORTS_PATH}?owner={OWN}", ""),
    )
    return [
        Figure(number(page.words, count), page.words(f"console.reports.figure.{key}"), path, level)
        for key, count, path, level in counts
    ]


def causes_in(page: Page) -> Pairs:
    """Return every cause in words."""
    return [(cause.value, page.words(f"report.cause.{cause.value}")) for cause in Cause]


def _view(connection: Connection, page: Page, wanted: Filter, faults: Faults) -> ListView:
    asked = wanted.asked(page)
    rows, behind = read_reports(connection, page.caller, asked, wanted.after, ROWS)
    return ListView(
        rows=rows,
        next=behind,
        number=count_reports(connection, page.caller, asked),
        state=wanted.state,
        levels=LEVELS,
        states=STATES,
        reasons=[(each.value, page.words(f"report.reason.{each.value}")) for each in ReportReason],
        causes=causes_in(page),
        markets=markets_within(connection, page.caller, Right.SEE_REPORTS),
        names=market_names(connection, {row.market_id for row in rows}),
        products=product_names(connection, {row.gtin for row in rows}),
        owners=names_of(connection, [row.owner_id for row in rows]),
        faults=faults,
    )
