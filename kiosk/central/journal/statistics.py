"""Scans of a month as open data: one table, market by result, whose small cells are hidden.

A cell under 5 is not told, 0 neither, and no sum holds what is hidden: no total minus its parts gives it away.
There is no other table of the same scans, and no span but whole months that are over, so that none is the
difference of two others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, HTTPException, Path, Response
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, func, select

from kiosk.central.journal.count_tables import usage_market_days
from kiosk.central.problems import errors_of
from kiosk.central.registry.tables import markets
from kiosk.central.service import Service
from kiosk.moment import HANOI
from kiosk.verdicts.verdict import Level

LEAST: Final = 5
"""Scans of a cell that is told."""
SETTLED: Final = timedelta(days=7)
"""After the end of a month: kiosks that were cut off have sent theirs."""
_KEEP = "public, max-age=3600"
Month = Annotated[str, Path(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]


class MarketScans(BaseModel):
    """Scans at one market by result; null where there were fewer than 5. `shown`: the sum of what is told."""

    model_config = ConfigDict(frozen=True)

    market_id: str
    name: str
    levels: dict[Level, int | None]
    shown: int


class MonthlyScans(BaseModel):
    """Scans of one month in Hanoi. All sums are of the cells that are told."""

    model_config = ConfigDict(frozen=True)

    month: str
    hidden_under: int
    markets: tuple[MarketScans, ...]
    levels: dict[Level, int]
    shown: int


def statistics_routes(service: Service) -> APIRouter:
    """Return the route of the statistics."""
    routes = APIRouter(tags=["open data"])

    @routes.get("/v1/statistics/{month}", responses=errors_of(404))
    def statistics(month: Month, response: Response) -> MonthlyScans:
        """Return how many labels were scanned in a month that ended at least a week ago, by market and result."""
        begin, end = _span_of(month)
        if datetime.combine(end, time(), HANOI) + SETTLED > service.now():
            raise HTTPException(HTTPStatus.NOT_FOUND, "This month is told of a week after its end.")
        with service.replica.connect() as connection:
            counts = _counts(connection, begin, end)
            names = {row.id: row.name for row in connection.execute(select(markets.c.id, markets.c.name))}
        response.headers["Cache-Control"] = _KEEP
        return table_of(month, counts, names)

    return routes


def table_of(month: str, counts: Mapping[tuple[str, str], int], names: Mapping[str, str]) -> MonthlyScans:
    """Return what may be told of `counts`, by market and level."""
    rows = []
    for market in sorted({market for market, _ in counts}):
        told = {level: _told(counts.get((market, level.value), 0)) for level in Level}
        if any(told.values()):
            rows.append(
                MarketScans(market_id=market, name=names.get(market, ""), levels=told, shown=_sum(told.values()))
            )
    levels = {level: _sum(row.levels[level] for row in rows) for level in Level}
    return MonthlyScans(
        month=month, hidden_under=LEAST, markets=tuple(rows), levels=levels, shown=_sum(levels.values())
    )


def _told(count: int) -> int | None:
    return count if count >= LEAST else None


def _sum(cells: Iterable[int | None]) -> int:
    return sum(cell or 0 for cell in cells)


def _span_of(month: str) -> tuple[date, date]:
    """Return the first day of a month, and of the one behind it."""
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, 1), date(year + number // 12, number % 12 + 1, 1)


def _counts(connection: Connection, begin: date, end: date) -> Mapping[tuple[str, str], int]:
    rows = usage_market_days.c
    query = (
        select(rows.market_id, rows.level, func.sum(rows.scans).label("scans"))
        .where(rows.day >= begin, rows.day < end)
        .group_by(rows.market_id, rows.level)
    )
    return {(row.market_id, row.level): int(row.scans) for row in connection.execute(query)}
