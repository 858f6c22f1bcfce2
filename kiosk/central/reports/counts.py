"""How many reports there were in a month, by what they are about and what came out of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select

from kiosk.central.people.reach import within_reach
from kiosk.central.people.rights import Caller, Right
from kiosk.central.reports.queue import TIES
from kiosk.central.reports.tables import reports
from kiosk.moment import HANOI


@dataclass(frozen=True, slots=True)
class Cell:
    """So many reports of one market, state, reason and cause."""

    market_id: str
    state: str
    reason: str
    cause: str
    number: int


def cells_of(connection: Connection, caller: Caller, month: datetime, market_id: str = "") -> Sequence[Cell]:
    """Return the reports that came in a month of Hanoi, of those that `caller` sees; `market_id` "" does not limit."""
    limits = [within_reach(caller, Right.SEE_REPORTS, TIES)]
    if market_id:
        limits.append(reports.c.market_id == market_id)
    return count_cells(connection, month, *limits)


def count_cells(connection: Connection, month: datetime, *limits: ColumnElement[bool]) -> Sequence[Cell]:
    """Return the reports of a month within `limits`."""
    row = reports.c
    columns = (row.market_id, row.state, row.reason, row.cause)
    query = select(*columns, func.count()).where(row.received_at >= month, row.received_at < following(month), *limits)
    return [Cell(*each) for each in connection.execute(query.group_by(*columns))]


def months_until(last: str, number: int) -> Sequence[datetime]:
    """Return the beginnings of `number` months in Hanoi, `last` ("2026-11") the last of them."""
    count = int(last[:4]) * 12 + int(last[5:]) - 1
    return [datetime(each // 12, each % 12 + 1, 1, tzinfo=HANOI) for each in range(count - number + 1, count + 1)]


def following(month: datetime) -> datetime:
    """Return the beginning of the month after."""
    return datetime(month.year + month.month // 12, month.month % 12 + 1, 1, tzinfo=HANOI)
