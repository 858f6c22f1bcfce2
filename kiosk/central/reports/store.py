"""Taking in reports, once each, and what became of them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from http import HTTPStatus

from sqlalchemy import Connection, func, insert, select
from starlette.exceptions import HTTPException

from kiosk.central.reports.tables import reports
from kiosk.messages.report_number import drawn_number, read_report_number
from kiosk.messages.reports import Report, ReportReceipt, page_of

MOST_FROM_PHONES = 60
"""Reports that all phones together may send in a minute; a city's true ones are far fewer."""
A_MINUTE = timedelta(minutes=1)


class ReportState(StrEnum):
    """How far a report has come."""

    RECEIVED = "received"
    LOOKED_AT = "looked_at"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Sender:
    """Where a report comes from: a paired kiosk and its market, or a phone, of which nothing is known."""

    market_id: str = ""
    kiosk_id: str = ""


PHONE = Sender()


@dataclass(frozen=True, slots=True)
class Handled:
    """What anybody who knows the number may see of a report."""

    number: str
    state: ReportState
    answer: str
    answer_en: str
    received_at: datetime
    changed_at: datetime


def take_report(connection: Connection, report: Report, sender: Sender, now: datetime) -> ReportReceipt:
    """Store `report` unless it stands already, and return its number: the one that it brings, if that is free.

    Raises a 409 where the id is another sender's, a 429 where phones send more than a city could.
    """
    query = select(reports.c.number, reports.c.received_at, reports.c.kiosk_id).where(reports.c.id == report.id)
    standing = connection.execute(query).one_or_none()
    if standing is not None and standing.kiosk_id != sender.kiosk_id:
        raise HTTPException(HTTPStatus.CONFLICT, "id: another report has this id. Make a new one.")
    if standing is not None:
        return _receipt(standing.number, standing.received_at)
    if sender == PHONE:
        _refuse_flood(connection, now)
    number = _new_number(connection, report.number, now)
    row = report.model_dump() | {
        "reason": report.reason.value,
        "number": number,
        "received_at": now,
        "market_id": sender.market_id,
        "kiosk_id": sender.kiosk_id,
        "state": ReportState.RECEIVED.value,
        "answer": "",
        "answer_en": "",
        "changed_at": now,
    }
    connection.execute(insert(reports), row)
    return _receipt(number, now)


def find_report(connection: Connection, number: str) -> Handled | None:
    """Return what became of the report `number`; None where there is none."""
    columns = (reports.c.number, reports.c.state, reports.c.answer, reports.c.answer_en)
    query = select(*columns, reports.c.received_at, reports.c.changed_at).where(reports.c.number == number)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return Handled(row.number, ReportState(row.state), row.answer, row.answer_en, row.received_at, row.changed_at)


def _refuse_flood(connection: Connection, now: datetime) -> None:
    recent = select(func.count()).where(reports.c.received_at > now - A_MINUTE, reports.c.kiosk_id == "")
    if connection.execute(recent).scalar_one() >= MOST_FROM_PHONES:
        raise HTTPException(
            HTTPStatus.TOO_MANY_REQUESTS, "Too many reports at once. Try again in a minute.", {"Retry-After": "60"}
        )


def _new_number(connection: Connection, told: str, now: datetime) -> str:
    """Return the number that the shopper was `told`; one of this month, where that is none or another report's."""
    number = read_report_number(told) or drawn_number(now, secrets.choice)
    while find_report(connection, number) is not None:
        number = drawn_number(now, secrets.choice)
    return number


def _receipt(number: str, received_at: datetime) -> ReportReceipt:
    return ReportReceipt(number=number, path=page_of(number), received_at=received_at.astimezone(UTC))
