"""Reports in numbers: by month, cause and market, of the caller's reports alone. Exact, for those who handle them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from kiosk.central.console.console import Console
from kiosk.central.console.markets import markets_within
from kiosk.central.console.page import Page, SomePage
from kiosk.central.console.reports.list_routes import REPORTS_PATH
from kiosk.central.console.typed import NO_FAULTS, Faults, read_form
from kiosk.central.console.usage.names import Pairs
from kiosk.central.people.rights import Right
from kiosk.central.reports.causes import Cause
from kiosk.central.reports.counts import Cell, cells_of, months_until
from kiosk.central.reports.store import ReportState
from kiosk.messages.reports import ReportReason
from kiosk.moment import HANOI

MONTHS: Final = 12
WIDTH: Final = 600
"""Of a month's bar, in units of its own."""


class Filter(BaseModel):
    """What stands in the query: a market, and the last month of twelve."""

    market: str = Field(default="", max_length=64)
    until: str = Field(default="", pattern=r"^(20[0-9]{2}-(0[1-9]|1[0-2]))?$")


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month: `label` as 11/2026; `wide`: of its bar."""

    label: str
    received: int
    closed: int
    kiosk_wrong: int
    wide: int


@dataclass(frozen=True, slots=True)
class Counted:
    """One line of a table: words, how many, and what of them came out as the kiosk's mistake."""

    label: str
    number: int
    kiosk_wrong: int = 0


@dataclass(frozen=True, slots=True)
class StatisticsView:
    """Twelve months in numbers."""

    months: Sequence[MonthRow]
    causes: Sequence[Counted]
    reasons: Sequence[Counted]
    by_market: Sequence[Counted]
    number: int
    markets: Pairs
    market: str
    until: str
    faults: Faults


def statistics_routes(console: Console) -> APIRouter:
    """Return the route of the statistics."""
    routes = APIRouter()

    @routes.get(f"{REPORTS_PATH}/statistics")
    def statistics(page: SomePage) -> Response:
        """Show how many reports there were, by month, cause, reason and market."""
        page.demand(Right.SEE_REPORTS)
        read = read_form(Filter, page.query, page.words)
        wanted = read if isinstance(read, Filter) else Filter()
        with console.service.replica.connect() as connection:
            view = _view(connection, page, wanted, NO_FAULTS if isinstance(read, Filter) else read)
        return console.answer(page, "reports/statistics.html", view)

    return routes


def _view(connection: Connection, page: Page, wanted: Filter, faults: Faults) -> StatisticsView:
    until = wanted.until or f"{page.now.astimezone(HANOI):%Y-%m}"
    months = months_until(until, MONTHS)
    by_month = [(month, cells_of(connection, page.caller, month, wanted.market)) for month in months]
    cells = [cell for _, found in by_month for cell in found]
    markets = markets_within(connection, page.caller, Right.SEE_REPORTS)
    words = page.words
    reasons = [(each.value, words(f"report.reason.{each.value}")) for each in ReportReason]
    return StatisticsView(
        months=_months(by_month),
        causes=_counted(cells, "cause", [(each.value, words(f"report.cause.{each.value}")) for each in Cause]),
        reasons=_counted(cells, "reason", reasons),
        by_market=_counted(cells, "market_id", [*markets, ("", words("console.reports.by_phone"))]),
        number=sum(cell.number for cell in cells),
        markets=markets,
        market=wanted.market,
        until=until,
        faults=faults,
    )


def _months(by_month: Sequence[tuple[datetime, Sequence[Cell]]]) -> Sequence[MonthRow]:
    received = [sum(cell.number for cell in cells) for _, cells in by_month]
    most = max([1, *received])
    return [
        MonthRow(
            f"{month:%m/%Y}",
            number,
            sum(cell.number for cell in cells if cell.state == ReportState.CLOSED.value),
            sum(cell.number for cell in cells if cell.cause == Cause.KIOSK_WRONG.value),
            round(WIDTH * number / most),
        )
        for (month, cells), number in zip(by_month, received, strict=True)
    ]


def _counted(cells: Sequence[Cell], by: str, named: Pairs) -> Sequence[Counted]:
    """Return each of `named` of which there were any, the most first."""
    numbers: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for cell in cells:
        numbers[getattr(cell, by)] += cell.number
        if cell.cause == Cause.KIOSK_WRONG.value:
            wrong[getattr(cell, by)] += cell.number
    rows = [Counted(label, numbers[key], wrong[key]) for key, label in named if numbers[key]]
    return sorted(rows, key=lambda row: -row.number)
