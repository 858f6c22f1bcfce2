"""Reports of a month as open data: one table, market by reason, whose small cells are hidden.

A cell under 5 is not told, 0 neither, and no sum holds what is hidden. What shoppers chose never changes, so that two
readings of the same month do not differ by one report; causes and states do, and are told to nobody outside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter, HTTPException, Response
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from kiosk.central.journal.statistics import LEAST, SETTLED, Month
from kiosk.central.problems import errors_of
from kiosk.central.registry.tables import markets
from kiosk.central.reports.counts import Cell, count_cells, following
from kiosk.central.service import Service
from kiosk.messages.reports import ReportReason
from kiosk.moment import HANOI

_KEEP = "public, max-age=3600"


class MarketReports(BaseModel):
    """Reports of one market by reason; null where there were fewer than 5. Market "": sent by phones."""

    model_config = ConfigDict(frozen=True)

    market_id: str
    name: str
    reasons: dict[ReportReason, int | None]


class MonthlyReports(BaseModel):
    """Reports that came in one month in Hanoi, as far as they are told."""

    model_config = ConfigDict(frozen=True)

    month: str
    hidden_under: int
    markets: tuple[MarketReports, ...]


def open_data_routes(service: Service) -> APIRouter:
    """Return the route of the statistics of reports."""
    routes = APIRouter(tags=["open data"])

    @routes.get("/v1/statistics/{month}/reports", responses=errors_of(404))
    def statistics(month: Month, response: Response) -> MonthlyReports:
        """Return how many suspicions were reported in a month that ended at least a week ago, by market and reason."""
        begin = datetime(int(month[:4]), int(month[5:]), 1, tzinfo=HANOI)
        if following(begin) + SETTLED > service.now():
            raise HTTPException(HTTPStatus.NOT_FOUND, "This month is told of a week after its end.")
        with service.replica.connect() as connection:
            cells = count_cells(connection, begin)
            names = {row.id: row.name for row in connection.execute(select(markets.c.id, markets.c.name))}
        response.headers["Cache-Control"] = _KEEP
        return table_of(month, cells, names)

    return routes


def table_of(month: str, cells: Sequence[Cell], names: Mapping[str, str]) -> MonthlyReports:
    """Return what may be told of `cells`."""
    numbers: Counter[tuple[str, str]] = Counter()
    for cell in cells:
        numbers[cell.market_id, cell.reason] += cell.number
    rows = []
    for market in sorted({market for market, _ in numbers}):
        told = {reason: _told(numbers[market, reason.value]) for reason in ReportReason}
        if any(told.values()):
            rows.append(MarketReports(market_id=market, name=names.get(market, ""), reasons=told))
    return MonthlyReports(month=month, hidden_under=LEAST, markets=tuple(rows))


def _told(count: int) -> int | None:
    return count if count >= LEAST else None
