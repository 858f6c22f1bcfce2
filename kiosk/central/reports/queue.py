"""Reports as those who work on them see them: some of their markets, newest first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from kiosk.central.people.reach import within_reach
from kiosk.central.people.rights import Caller, Right
from kiosk.central.registry.belonging import ties_of_market
from kiosk.central.reports.store import ReportState
from kiosk.central.reports.tables import reports
from kiosk.messages.report_number import read_report_number
from kiosk.messages.reports import ReportReason

TIES = ties_of_market(reports.c.market_id)
"""A phone's report belongs to no market: only who may see all sees it."""
OPEN = (ReportState.RECEIVED, ReportState.LOOKED_AT)


class StoredReport(BaseModel):
    """A report with its handling, as people who work on it see it."""

    model_config = ConfigDict(frozen=True)

    id: str
    number: str
    at: datetime
    received_at: datetime
    reason: ReportReason
    gtin: str
    lot: str
    serial: str
    gln: str
    headline: str
    market_id: str
    kiosk_id: str
    state: ReportState
    cause: str
    owner_id: str
    answer: str
    answer_en: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class ReportsAsked:
    """Which reports. What is empty does not limit; `text` is a number, a GTIN or a lot."""

    states: Collection[ReportState] = ()
    reason: str = ""
    cause: str = ""
    market_id: str = ""
    owner_id: str = ""
    text: str = ""


def read_reports(
    connection: Connection, caller: Caller, asked: ReportsAsked, before: str, limit: int
) -> tuple[Sequence[StoredReport], str | None]:
    """Return some reports within the caller's reach, newest first, behind the one with the id `before`.

    The second value is the `before` of those that follow, None at the end.
    """
    query = select(reports).where(_asked(caller, asked))
    if before:
        query = query.where(_is_older_than(before))
    newest_first = query.order_by(reports.c.received_at.desc(), reports.c.id.desc()).limit(limit + 1)
    rows = connection.execute(newest_first).mappings().all()
    shown = tuple(StoredReport.model_validate(dict(row)) for row in rows[:limit])
    return shown, shown[-1].id if len(rows) > limit else None


def count_reports(connection: Connection, caller: Caller, asked: ReportsAsked) -> int:
    """Return how many there are."""
    return connection.execute(select(func.count()).select_from(reports).where(_asked(caller, asked))).scalar_one()


def _asked(caller: Caller, asked: ReportsAsked) -> ColumnElement[bool]:
    limits = [within_reach(caller, Right.SEE_REPORTS, TIES)]
    if asked.states:
        limits.append(reports.c.state.in_([state.value for state in asked.states]))
    pairs = (("reason", asked.reason), ("cause", asked.cause), ("market_id", asked.market_id))
    limits += [reports.c[name] == wanted for name, wanted in (*pairs, ("owner_id", asked.owner_id)) if wanted]
    text = asked.text.strip()
    if text:
        number = read_report_number(text) or text
        gtin = text.zfill(14) if text.isascii() and text.isdecimal() else text
        limits.append(or_(reports.c.number == number, reports.c.gtin == gtin, reports.c.lot == text))
    return and_(*limits)


def _is_older_than(report_id: str) -> ColumnElement[bool]:
    """Return the condition that a report came before the one of that id; false for all where there is none."""
    received_at = select(reports.c.received_at).where(reports.c.id == report_id).scalar_subquery()
    is_same_instant = and_(reports.c.received_at == received_at, reports.c.id < report_id)
    return or_(reports.c.received_at < received_at, is_same_instant)
