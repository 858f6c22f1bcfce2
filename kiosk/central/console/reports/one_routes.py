"""One report: the scan behind it, whose it is, the cause, and the answer that its number leads to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection, select
from starlette.exceptions import HTTPException

from kiosk.central.console.conflicts import VERSION_FIELD, Conflict, conflict_of, version_of
from kiosk.central.console.console import Console
from kiosk.central.console.decisions.history import Step, names_of
from kiosk.central.console.devices.places import told_conflict
from kiosk.central.console.page import Page, SomePage
from kiosk.central.console.reports.behind import Behind, behind_report
from kiosk.central.console.reports.list_routes import LEVELS, REPORTS_PATH, causes_in
from kiosk.central.console.typed import NO_FAULTS, Faults, Typed, faults_of_refusal, read_form
from kiosk.central.console.usage.names import Pairs, kiosk_names, market_names, product_names
from kiosk.central.people.door import demand
from kiosk.central.people.rights import Right
from kiosk.central.people.tables import changes
from kiosk.central.problems import NotValid
from kiosk.central.registry.belonging import subject_of_market
from kiosk.central.reports.causes import Cause
from kiosk.central.reports.handling import CHANGED, KIND, MAX_ANSWER, Handling, handle, handlers_of, report_to_handle
from kiosk.central.reports.queue import StoredReport
from kiosk.central.reports.store import ReportState
from kiosk.central.reports.tables import reports
from kiosk.messages.report_number import read_report_number
from kiosk.words import Words

ONE = REPORTS_PATH + "/{number}"
Number = Annotated[str, Path(max_length=24)]


class HandlingForm(BaseModel):
    """What is typed about a report. A cause and an owner that are not chosen are none."""

    state: ReportState
    cause: Cause | None = None
    owner_id: str = Field(default="", max_length=36)
    answer: str = Field(default="", max_length=MAX_ANSWER)
    answer_en: str = Field(default="", max_length=MAX_ANSWER)


@dataclass(frozen=True, slots=True)
class ReportView:
    """One report."""

    report: StoredReport
    level: str
    market: str
    kiosk: str
    product: str
    owner: str
    behind: Behind
    history: Sequence[Step]
    may_handle: bool
    states: Pairs
    causes: Pairs
    handlers: Pairs
    typed: Typed
    version: str
    conflict: Conflict | None = None
    faults: Faults = field(default_factory=dict)


def one_routes(console: Console) -> APIRouter:
    """Return the routes of one report."""
    routes = APIRouter()

    @routes.get(ONE)
    def show(page: SomePage, number: Number) -> Response:
        """Show a report."""
        return _answer(console, page, number)

    @routes.post(ONE)
    def change(page: SomePage, number: Number) -> Response:
        """Say what is done about a report."""
        page.demand(Right.HANDLE_REPORTS)
        read = read_form(HandlingForm, page.typed, page.words)
        if not isinstance(read, HandlingForm):
            return _answer(console, page, number, faults=read)
        if read.state is ReportState.CLOSED and read.cause is None:
            return _answer(console, page, number, faults={"cause": page.words("console.reports.fault.cause")})
        wanted = Handling(**read.model_dump())
        try:
            with console.service.primary.begin() as connection:
                row = report_to_handle(connection, page.caller, number)
                conflict = _conflict(connection, page, {name: row[name] for name in CHANGED}, wanted, row["number"])
                if conflict is None:
                    handle(connection, page.deed(Right.HANDLE_REPORTS), row, wanted)
        except NotValid as fault:
            return _answer(console, page, number, faults=_faults(fault, page.words))
        if conflict is not None:
            return _answer(console, page, number, conflict=conflict)
        return console.go(page, f"{REPORTS_PATH}/{number}", told="console.told.saved")

    return routes


def _faults(fault: NotValid, words: Words) -> Faults:
    """Return the faults in words: what a closed report lacks is told as a field that was left empty."""
    own = {name: words(f"console.reports.fault.{name}") for name in ("answer", "cause")}
    return {name: own.get(name, text) for name, text in faults_of_refusal(fault, words).items()}


def _conflict(
    connection: Connection, page: Page, standing: Mapping[str, object], wanted: Handling, number: str
) -> Conflict | None:
    """Return what somebody else has made of the report since the form was shown, in words."""
    if page.typed[VERSION_FIELD] == version_of(standing):
        return None
    typed = {**wanted.model_dump(mode="json"), "cause": wanted.cause.value if wanted.cause else ""}
    labels = {name: page.words(f"console.reports.{name}") for name in CHANGED}
    said = (_said(connection, page, standing), _said(connection, page, typed))
    return told_conflict(connection, conflict_of(*said, "", labels), KIND, number)


def _said(connection: Connection, page: Page, values: Mapping[str, object]) -> dict[str, object]:
    words, owner, cause = page.words, str(values["owner_id"] or ""), str(values["cause"] or "")
    return {
        **values,
        "state": words(f"report.state.{values['state']}"),
        "cause": words(f"report.cause.{cause}") if cause else "",
        "owner_id": names_of(connection, [owner]).get(owner, owner),
    }


def _answer(
    console: Console, page: Page, number: str, *, faults: Faults = NO_FAULTS, conflict: Conflict | None = None
) -> Response:
    page.demand(Right.SEE_REPORTS)
    with console.service.primary.connect() as connection:
        report = _report(connection, page, number)
        behind = behind_report(console.service, connection, page, report)
        view = _view(connection, page, report, behind, faults, conflict)
    status = HTTPStatus.CONFLICT if conflict else HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return console.answer(page, "reports/report.html", view, status=status)


def _report(connection: Connection, page: Page, number: str) -> StoredReport:
    """Return a report that the caller sees. Raises 403 and 404."""
    query = select(reports).where(reports.c.number == (read_report_number(number) or ""))
    row = connection.execute(query).mappings().one_or_none()
    market = subject_of_market(connection, "" if row is None else row["market_id"])
    demand(page.caller, Right.SEE_REPORTS, market)
    if row is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such report.")
    return StoredReport.model_validate(dict(row))


def _view(
    connection: Connection,
    page: Page,
    report: StoredReport,
    behind: Behind,
    faults: Faults,
    conflict: Conflict | None,
) -> ReportView:
    words, standing = page.words, {name: str(getattr(report, name)) for name in CHANGED}
    is_typed = bool(faults or conflict)
    return ReportView(
        report=report,
        level=LEVELS[report.state.value],
        market=market_names(connection, [report.market_id]).get(report.market_id, report.market_id),
        kiosk=kiosk_names(connection, [report.kiosk_id]).get(report.kiosk_id, report.kiosk_id),
        product=product_names(connection, [report.gtin]).get(report.gtin, ""),
        owner=names_of(connection, [report.owner_id]).get(report.owner_id, ""),
        behind=behind,
        history=_history(connection, report.number, words),
        may_handle=page.caller.may(Right.HANDLE_REPORTS, subject_of_market(connection, report.market_id)),
        states=[(state.value, words(f"report.state.{state.value}")) for state in ReportState],
        causes=causes_in(page),
        handlers=handlers_of(connection, report.market_id),
        typed=page.typed if is_typed else Typed(tuple(standing.items())),
        version=version_of(standing),
        conflict=conflict,
        faults=faults,
    )


def _history(connection: Connection, number: str, words: Words) -> Sequence[Step]:
    query = select(changes.c.at, changes.c.user_id, changes.c.before, changes.c.after)
    rows = connection.execute(query.where(changes.c.kind == KIND, changes.c.key == number).order_by(changes.c.id)).all()
    owners = [row.after.get("owner_id", "") for row in rows]
    people = names_of(connection, [*(row.user_id for row in rows), *owners])
    return [
        Step(row.at, people.get(row.user_id, row.user_id), _did(row.before, row.after, people, words)) for row in rows
    ]


def _did(before: Mapping[str, str], after: Mapping[str, str], people: Mapping[str, str], words: Words) -> str:
    """Return what one change did: each field that differs, in words."""
    said = []
    if before.get("state") != after.get("state"):
        said.append(words(f"report.state.{after['state']}"))
    if after.get("cause") and before.get("cause") != after.get("cause"):
        said.append(words(f"report.cause.{after['cause']}"))
    if before.get("owner_id", "") != after.get("owner_id", ""):
        owner = people.get(after["owner_id"], after["owner_id"])
        key = "console.reports.did.owner" if owner else "console.reports.did.no_owner"
        said.append(words(key, who=owner))
    if (before.get("answer"), before.get("answer_en")) != (after.get("answer"), after.get("answer_en")):
        said.append(words("console.reports.did.answer"))
    return "; ".join(said)
