"""POST /v1/reports for kiosks, and the handling of reports by people."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from kiosk.central.kiosks.door import SomeKiosk
from kiosk.central.people.changes import Deed
from kiosk.central.people.door import SomeCaller, demand_somewhere
from kiosk.central.people.rights import Right
from kiosk.central.problems import errors_of
from kiosk.central.reports.handling import Handling, handle, report_to_handle
from kiosk.central.reports.queue import ReportsAsked, StoredReport, read_reports
from kiosk.central.reports.store import ReportState, Sender, take_report
from kiosk.central.service import Service
from kiosk.messages.reports import Report, ReportReceipt

_REFUSED = errors_of(401, 403)


class ReportList(BaseModel):
    """One page of reports, newest first. `next` is the `before` of the following page, null at the end."""

    model_config = ConfigDict(frozen=True)

    reports: tuple[StoredReport, ...]
    next: str | None


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
        asked = ReportsAsked(states=() if state is None else (state,))
        with service.replica.connect() as connection:
            shown, behind = read_reports(connection, caller, asked, before or "", limit)
        return ReportList(reports=tuple(shown), next=behind)

    @routes.patch("/registry/reports/{number}", response_model=StoredReport, responses=errors_of(404))
    def change(number: str, handling: Handling, caller: SomeCaller) -> StoredReport:
        """Say what is done about a report, whose it is, what was the cause, and what came of it."""
        with service.primary.begin() as connection:
            row = report_to_handle(connection, caller, number)
            return handle(connection, Deed(caller, Right.HANDLE_REPORTS, service.now()), row, handling)

    return routes
