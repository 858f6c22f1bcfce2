"""What people do about a report: whose it is, how far it came, the cause, and the answer that its number leads to."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from fastapi import HTTPException
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection, RowMapping, select, update

from kiosk.central.alerts.false_verdicts import note_report
from kiosk.central.people.changes import Deed, record_change
from kiosk.central.people.door import demand
from kiosk.central.people.rights import RIGHTS, Caller, Grant, Right, Role
from kiosk.central.people.tables import grants, users
from kiosk.central.problems import NotValid
from kiosk.central.registry.belonging import subject_of_market
from kiosk.central.reports.causes import Cause
from kiosk.central.reports.queue import StoredReport
from kiosk.central.reports.store import ReportState
from kiosk.central.reports.tables import reports
from kiosk.messages.http import FieldError
from kiosk.messages.report_number import read_report_number

KIND = "reports"
"""Of its changes in the audit; their key is the report's number."""
MAX_ANSWER = 1000
CHANGED = ("state", "cause", "owner_id", "answer", "answer_en")
"""What handling changes."""
_MOST_HANDLERS = 500


class Handling(BaseModel):
    """What is done about a report. A closed one has a cause, and an answer that whoever knows the number reads.

    None leaves cause and owner as they are; an `owner_id` of "" gives it to nobody. One that is opened again has
    no cause.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    state: ReportState
    answer: str = Field(default="", max_length=MAX_ANSWER)
    answer_en: str = Field(default="", max_length=MAX_ANSWER)
    cause: Cause | None = None
    owner_id: str | None = Field(default=None, max_length=36)


def report_to_handle(connection: Connection, caller: Caller, number: str) -> RowMapping:
    """Return the row of a report that `caller` may handle, held until the transaction ends. Raises 403 and 404."""
    query = select(reports).where(reports.c.number == (read_report_number(number) or "")).with_for_update()
    row = connection.execute(query).mappings().one_or_none()
    demand(caller, Right.HANDLE_REPORTS, subject_of_market(connection, "" if row is None else row["market_id"]))
    if row is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such report.")
    return row


def handle(connection: Connection, deed: Deed, row: RowMapping, handling: Handling) -> StoredReport:
    """Store what is done about the report `row`, and record it. Raises a 400 that names each wrong field."""
    after = _after(row, handling)
    _refuse_wrong(connection, row, after)
    after["changed_at"] = deed.at
    connection.execute(update(reports).where(reports.c.id == row["id"]).values(after))
    note_report(connection, deed, row, is_kiosk_wrong=after["cause"] == Cause.KIOSK_WRONG)
    record_change(connection, deed, KIND, row["number"], {name: row[name] for name in after}, after)
    return StoredReport.model_validate({**row, **after})


def handlers_of(connection: Connection, market_id: str) -> Sequence[tuple[str, str]]:
    """Return who may handle the reports of a market, by id and name; of phones' reports where it is ""."""
    roles = [role.value for role in RIGHTS[Right.HANDLE_REPORTS]]
    query = select(users.c.id, users.c.name, grants).join(grants, grants.c.user_id == users.c.id)
    rows = connection.execute(query.where(users.c.is_active, grants.c.role.in_(roles)).limit(_MOST_HANDLERS))
    subject = subject_of_market(connection, market_id)
    found = {
        row[0]: row[1]
        for row in rows
        if Grant(Role(row.role), row.establishment_id, row.market_id, row.unit_id, row.department).covers(subject)
    }
    return sorted(found.items(), key=lambda each: each[1])


def _after(row: RowMapping, handling: Handling) -> dict[str, object]:
    is_closed = handling.state is ReportState.CLOSED
    cause = row["cause"] if handling.cause is None else handling.cause.value
    return {
        "state": handling.state.value,
        "cause": cause if is_closed else "",
        "owner_id": row["owner_id"] if handling.owner_id is None else handling.owner_id,
        "answer": handling.answer.strip(),
        "answer_en": handling.answer_en.strip(),
    }


def _refuse_wrong(connection: Connection, row: RowMapping, after: dict[str, object]) -> None:
    errors: list[FieldError] = []
    if after["state"] == ReportState.CLOSED.value:
        if not after["answer"]:
            errors.append(FieldError(field="body.answer", detail="a closed report has one, in Vietnamese."))
        if not after["cause"]:
            errors.append(FieldError(field="body.cause", detail="a closed report has one."))
    owner = after["owner_id"]
    if owner not in {"", row["owner_id"]} and owner not in dict(handlers_of(connection, row["market_id"])):
        errors.append(FieldError(field="body.owner_id", detail="no such user may handle this report."))
    if errors:
        raise NotValid(errors)
