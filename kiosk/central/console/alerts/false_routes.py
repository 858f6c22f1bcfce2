"""Verdicts that were found false, against their budget; and the form by which staff say that one was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection, RowMapping, select

from kiosk.central.alerts.false_verdicts import (
    BUDGETS,
    WINDOW,
    Rate,
    Source,
    counts_as_false,
    mark_false,
    rate_of,
    rates_by_week,
)
from kiosk.central.alerts.tables import false_verdicts
from kiosk.central.console.alerts.list_routes import ALERTS_PATH
from kiosk.central.console.console import Console
from kiosk.central.console.markets import markets_within
from kiosk.central.console.page import Page, SomePage
from kiosk.central.console.typed import NO_FAULTS, Faults, read_form
from kiosk.central.console.usage.names import kiosk_names, market_names
from kiosk.central.console.usage.scans import may_see_scan
from kiosk.central.journal.tables import journal
from kiosk.central.people.door import demand
from kiosk.central.people.reach import within_reach
from kiosk.central.people.rights import Right
from kiosk.central.registry.belonging import ties_of_market
from kiosk.moment import HANOI, hanoi_day
from kiosk.verdicts.verdict import Level

FALSE_PATH = f"{ALERTS_PATH}/false"
ScanId = Annotated[str, Path(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]
WEEKS = 12
ROWS = 50
_WEEK = timedelta(days=7)
_TIES = ties_of_market(false_verdicts.c.market_id)
WIDTH, HEIGHT, LABEL = 658, 150, 34


class Found(BaseModel):
    """What staff say of a verdict that was wrong."""

    note: str = Field(min_length=1, max_length=400, pattern=r"^[^\x00-\x1f\x7f]*$")


class Filter(BaseModel):
    """What stands in the query."""

    market: str = Field(default="", max_length=64)
    after: str = Field(default="", max_length=36, pattern=r"^[0-9a-f-]*$")


@dataclass(frozen=True, slots=True)
class Column:
    """One week: its rate as a column, in units of the viewBox."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    label: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """The rates of the last weeks, each beside the budget, which is a line at `budget_y`."""

    level: Level
    rate: Rate
    columns: Sequence[Column]
    budget_y: float
    weeks: Sequence[tuple[datetime, Rate]]

    @property
    def one_in(self) -> int:
        """The budget: one in so many."""
        return round(1 / BUDGETS[self.level])


@dataclass(frozen=True, slots=True)
class FalseView:
    """The page."""

    charts: Sequence[Chart]
    rows: Sequence[RowMapping]
    next: str | None
    markets: Mapping[str, str]
    kiosks: Mapping[str, str]
    choices: Sequence[tuple[str, str]]
    faults: Faults


def false_routes(console: Console) -> APIRouter:
    """Return the routes of false verdicts."""
    routes = APIRouter()

    @routes.get(FALSE_PATH)
    def show(page: SomePage) -> Response:
        """Show rates against their budget, and the verdicts that were found false."""
        page.demand(Right.SEE_JOURNAL)
        read = read_form(Filter, page.query, page.words)
        faults = NO_FAULTS if isinstance(read, Filter) else read
        wanted = read if isinstance(read, Filter) else Filter()
        with console.service.replica.connect() as connection:
            view = _view(connection, page, wanted, faults)
        return console.answer(page, "alerts/false.html", view)

    @routes.post(f"{FALSE_PATH}/{{scan_id}}")
    def mark(page: SomePage, scan_id: ScanId) -> Response:
        """Say that what a scan showed was wrong."""
        page.demand(Right.HANDLE_ALERTS)
        page.demand(Right.SEE_JOURNAL)
        read = read_form(Found, page.typed, page.words)
        with console.service.primary.begin() as connection:
            row = connection.execute(select(journal).where(journal.c.id == scan_id)).mappings().first()
            if row is None or not may_see_scan(connection, page, str(row["market_id"])):
                demand(page.caller, Right.SEE_JOURNAL)
                raise HTTPException(HTTPStatus.NOT_FOUND, "No scan has this id.")
            if not counts_as_false(row["level"], row["headline"]):
                raise HTTPException(HTTPStatus.CONFLICT, "This verdict is neither red nor a suspicion.")
            if isinstance(read, Found):
                mark_false(connection, page.deed(Right.HANDLE_ALERTS), row, Source.STAFF, read.note)
        told = "console.told.found_false" if isinstance(read, Found) else "console.told.found_false.why"
        return console.go(page, f"/console/usage/scans/{scan_id}", told=told)

    return routes


def _view(connection: Connection, page: Page, wanted: Filter, faults: Faults) -> FalseView:
    choices = markets_within(connection, page.caller, Right.SEE_JOURNAL)
    # Who sees one market sees its rate: the city's is for those who see all.
    market = wanted.market if wanted.market in dict(choices) else ""
    if not market and not page.caller.may(Right.SEE_JOURNAL):
        market = choices[0][0] if choices else "-"
    query = select(false_verdicts).where(within_reach(page.caller, Right.SEE_JOURNAL, _TIES))
    query = query.where(false_verdicts.c.market_id == market) if market else query
    query = query.where(false_verdicts.c.scan_id < wanted.after) if wanted.after else query
    rows = connection.execute(query.order_by(false_verdicts.c.scan_id.desc()).limit(ROWS)).mappings().all()
    return FalseView(
        charts=[_chart(connection, page, level, market) for level in BUDGETS],
        rows=rows,
        next=rows[-1]["scan_id"] if len(rows) == ROWS else None,
        markets=market_names(connection, {row["market_id"] for row in rows}),
        kiosks=kiosk_names(connection, {row["kiosk_id"] for row in rows}),
        choices=choices,
        faults=faults,
    )


def _chart(connection: Connection, page: Page, level: Level, market: str) -> Chart:
    today = hanoi_day(page.now)
    first = today - timedelta(days=today.weekday()) - (WEEKS - 1) * _WEEK
    begins = [datetime.combine(first + number * _WEEK, time(), HANOI) for number in range(WEEKS)]
    weeks = list(zip(begins, rates_by_week(connection, level, first, WEEKS, market), strict=True))
    columns, budget_y = columns_of(level, weeks)
    return Chart(level, rate_of(connection, level, page.now - WINDOW, page.now, market), columns, budget_y, weeks)


def columns_of(level: Level, weeks: Sequence[tuple[datetime, Rate]]) -> tuple[list[Column], float]:
    """Return a column a week, and where the line of the budget stands. The highest of all fills the height."""
    budget = BUDGETS[level]
    shares = [rate.false / rate.scans if rate.scans else 0.0 for _, rate in weeks]
    top = max([*shares, 2 * budget])
    step = WIDTH / max(len(weeks), 1)
    found = []
    for number, ((begin, rate), share) in enumerate(zip(weeks, shares, strict=True)):
        height = round(HEIGHT * share / top, 1)
        found.append(
            Column(
                x=round(number * step + 3, 1),
                y=round(HEIGHT - height, 1),
                width=round(step - 6, 1),
                height=height,
                middle=round((number + 0.5) * step, 1),
                label=f"{begin.astimezone(HANOI):%d/%m}" if number % 2 == 0 else "",
                is_over=rate.false > rate.budget,
            )
        )
    return found, round(HEIGHT - HEIGHT * budget / top, 1)
