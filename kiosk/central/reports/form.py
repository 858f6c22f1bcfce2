"""The form that a phone's page leads to, and the page on which a report is followed by its number."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Path, Query, Request, Response
from starlette.responses import RedirectResponse

from kiosk.central.pages.language import LANGUAGE_KEY, language_of
from kiosk.central.pages.pages import Pages
from kiosk.central.people.changes import new_id
from kiosk.central.problems import errors_of
from kiosk.central.reports.store import PHONE, Handled, ReportState, find_report, take_report
from kiosk.central.service import Service
from kiosk.messages.report_number import read_report_number
from kiosk.messages.reports import PAGE_PATH, Report, ReportReason
from kiosk.moment import HANOI
from kiosk.wording.reporting import REASON_ICONS

Gtin = Annotated[str, Query(pattern=r"^([0-9]{14})?$")]
Key = Annotated[str, Query(max_length=20, pattern=r"^[ -~]*$")]
Gln = Annotated[str, Query(pattern=r"^([0-9]{13})?$")]
Word = Annotated[str, Query(pattern=r"^[a-z_]{0,32}$")]
Id = Annotated[str, Form(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]


@dataclass(frozen=True, slots=True)
class FormView:
    """The form for one label. `id` is the report's: pressed twice, it is the same report."""

    id: str
    gtin: str
    lot: str
    serial: str
    gln: str
    headline: str
    reasons: tuple[tuple[str, str], ...] = tuple((reason.value, REASON_ICONS[reason]) for reason in ReportReason)
    """What can be chosen, each with the name of its icon."""


@dataclass(frozen=True, slots=True)
class StatusView:
    """What became of a report."""

    number: str
    state: ReportState
    answer: str
    received: str
    changed: str


def form_routes(service: Service, pages: Pages) -> APIRouter:
    """Return the routes of the form and of the page by number."""
    routes = APIRouter(tags=["pages"], responses=errors_of(400))

    @routes.get(PAGE_PATH, response_class=Response)
    def form(
        request: Request, gtin: Gtin = "", lot: Key = "", serial: Key = "", gln: Gln = "", headline: Word = ""
    ) -> Response:
        """Show the form by which a shopper reports a suspicion: the reasons to choose from, and nothing else."""
        view = FormView(new_id(service.now()), gtin, lot, serial, gln, headline)
        return pages.answer(request, "report.html", view)

    @routes.post(PAGE_PATH, response_class=Response, responses=errors_of(429))
    def send(
        request: Request,
        id: Id,  # noqa: A002  # the field's name
        reason: Annotated[ReportReason, Form()],
        gtin: Annotated[str, Form(pattern=r"^([0-9]{14})?$")] = "",
        lot: Annotated[str, Form(max_length=20, pattern=r"^[ -~]*$")] = "",
        serial: Annotated[str, Form(max_length=20, pattern=r"^[ -~]*$")] = "",
        gln: Annotated[str, Form(pattern=r"^([0-9]{13})?$")] = "",
        headline: Annotated[str, Form(pattern=r"^[a-z_]{0,32}$")] = "",
    ) -> Response:
        """Take a shopper's report from the form, and lead to its page."""
        now = service.now()
        report = Report(
            id=str(uuid.UUID(id)), reason=reason, at=now, gtin=gtin, lot=lot, serial=serial, gln=gln, headline=headline
        )
        with service.primary.begin() as connection:
            receipt = take_report(connection, report, PHONE, now)
        language = language_of(request)
        query = f"?{LANGUAGE_KEY}={language.name}" if language.is_chosen else ""
        return RedirectResponse(receipt.path + query, HTTPStatus.SEE_OTHER)

    @routes.get(f"{PAGE_PATH}/{{number}}", response_class=Response, responses=errors_of(404))
    def status(request: Request, number: Annotated[str, Path(max_length=24)]) -> Response:
        """Show what became of the report with this number."""
        written = read_report_number(number)
        with service.primary.connect() as connection:
            found = None if written is None else find_report(connection, written)
        if found is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, "There is no report of this number.")
        is_english = language_of(request).name == "en"
        return pages.answer(request, "report_status.html", _view(found, is_english=is_english))

    return routes


def _view(found: Handled, *, is_english: bool) -> StatusView:
    answer = found.answer_en if is_english and found.answer_en else found.answer
    return StatusView(found.number, found.state, answer, _when(found.received_at), _when(found.changed_at))


def _when(at: datetime) -> str:
    return f"{at.astimezone(HANOI):%d/%m/%Y, %H:%M}"
