"""POST /v1/reports for kiosks, and the handling of reports by people."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Connection, RowMapping, and_, or_, select, update

from kiosk.central.kiosks.door import SomeKiosk
from kiosk.central.people.changes import Deed, record_change
from kiosk.central.people.door import SomeCaller, demand, demand_somewhere
from kiosk.central.people.reach import within_reach
from kiosk.central.people.rights import Caller, Right
from kiosk.central.problems import errors_of, wrong_field
from kiosk.central.registry.belonging import subject_of_market, ties_of_market
from kiosk.central.reports.number import read_report_number
from kiosk.central.reports.store import ReportState, Sender, take_report
from kiosk.central.reports.tables import reports
from kiosk.central.service import Service
from kiosk.messages.reports import Report, ReportReason, ReportReceipt

MAX_ANSWER = 1000
_TIES = ties_of_market(reports.c.market_id)
"""A phone's report belongs to no market: only who may see all sees it."""
_REFUSED = errors_of(401, 403)


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
    answer: str
    answer_en: str
    changed_at: datetime


class ReportList(BaseModel):
    """One page of reports, newest first. `next` is the `before` of the following page, null at the end."""

    model_config = ConfigDict(frozen=True)

    reports: tuple[StoredReport, ...]
    next: str | None


class Handling(BaseModel):
    """What is done about a report. A closed one has an answer, which whoever knows the number reads."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    state: ReportState
    answer: str = Field(default="", max_length=MAX_ANSWER)
    answer_en: str = Field(default="", max_length=MAX_ANSWER)


def report_routes(service: Service) -> APIRouter:
    """Return the routes of reports for programs."""
    routes = APIRouter(tags=["reports"], responses=_REFUSED)

    @routes.post("/v1/reports", response_model=ReportReceipt)
    def take(report: Report, kiosk: SomeKiosk) -> ReportReceipt:
        """Take a shopper's report from a paired kiosk, once, whatever is sent again."""
        with service.primary.begin() as connection:
            return take_report(connection, report, Sender(kiosk.market_id, kiosk.id), service.now())

    @routes.get("/registry/reports", response_model=ReportList)
    def listed(
        caller: SomeCaller,
        state: ReportState | None = None,
        before: Annotated[str | None, Query(pattern=r"^[0-9a-f-]{36}$")] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> ReportList:
        """Return the reports of the caller's markets, newest first."""
        demand_somewhere(caller, Right.SEE_REPORTS)
        query = select(reports).where(within_reach(caller, Right.SEE_REPORTS, _TIES))
        if state is not None:
            query = query.where(reports.c.state == state.value)
        if before is not None:
            query = query.where(_is_older_than(before))
        newest_first = query.order_by(reports.c.received_at.desc(), reports.c.id.desc())
        with service.replica.connect() as connection:
            rows = connection.execute(newest_first.limit(limit + 1)).mappings().all()
        shown = tuple(_stored(row) for row in rows[:limit])
        return ReportList(reports=shown, next=shown[-1].id if len(rows) > limit else None)

    @routes.patch("/registry/reports/{number}", response_model=StoredReport, responses=errors_of(404))
    def handle(number: str, handling: Handling, caller: SomeCaller) -> StoredReport:
        """Say what is done about a report, and what came of it."""
        with service.primary.begin() as connection:
            return _handle(connection, number, handling, caller, service.now())

    return routes


def _handle(connection: Connection, number: str, handling: Handling, caller: Caller, now: datetime) -> StoredReport:
    query = select(reports).where(reports.c.number == (read_report_number(number) or "")).with_for_update()
    row = connection.execute(query).mappings().one_or_none()
    demand(caller, Right.HANDLE_REPORTS, subject_of_market(connection, "" if row is None else row["market_id"]))
    if row is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such report.")
    if handling.state is ReportState.CLOSED and not handling.answer.strip():
        raise wrong_field("body.answer", "a closed report has one, in Vietnamese.")
    after = {
        "state": handling.state.value,
        "answer": handling.answer.strip(),
        "answer_en": handling.answer_en.strip(),
        "changed_at": now,
    }
    connection.execute(update(reports).where(reports.c.id == row["id"]).values(after))
    before = {name: row[name] for name in after}
    record_change(connection, Deed(caller, Right.HANDLE_REPORTS, now), "reports", row["number"], before, after)
    return StoredReport.model_validate({**row, **after})


def _is_older_than(report_id: str) -> ColumnElement[bool]:
    """Return the condition that a report came before the one of that id; false for all where there is none."""
    received_at = select(reports.c.received_at).where(reports.c.id == report_id).scalar_subquery()
    is_same_instant = and_(reports.c.received_at == received_at, reports.c.id < report_id)
    return or_(reports.c.received_at < received_at, is_same_instant)


def _stored(row: RowMapping) -> StoredReport:
    return StoredReport.model_validate(dict(row))
