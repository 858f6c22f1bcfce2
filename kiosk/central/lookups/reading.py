"""Asking the one statement: what stands in the database for some items, as JSON texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter

import psycopg
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from kiosk.central.database import Instant
from kiosk.central.lookups.question import Question
from kiosk.central.lookups.statement import HISTORY_DAYS, SENT, statement

NOTHING = "[]"
_INSTANT = Instant()
_sent_of = attrgetter(*SENT)


@dataclass(frozen=True, slots=True)
class Parts:
    """What stands in the database for one item: JSON texts of the fields of a Finding. "" where there is nothing."""

    product: str
    lot: str
    establishment: str
    certificates: str
    needed: str
    movements: str
    recalls: str
    violations: str
    markets: str
    flags: str
    checks: str
    """Earlier ones of this serial, oldest first."""
    correction: str
    issue: str
    """An Issue, no JSON."""
    versions: str


def read(connection: Connection, questions: Sequence[Question], now: datetime) -> list[Parts]:
    """Return what is known of each question, in their order. All are of one way, and as many as one of COUNTS.

    Raises DBAPIError where the database fails.
    """
    query = statement(connection.dialect.name, questions[0].way, len(questions))
    since = _INSTANT.process_bind_param(now - timedelta(days=HISTORY_DAYS), connection.dialect)
    values: list[object] = [since]
    for question in questions:
        values += _sent_of(question)
    rows = sorted(_rows(connection, query, values), key=_place)
    return [Parts(*(value or "" for value in row[1:])) for row in rows]


def _rows(connection: Connection, query: str, values: list[object]) -> Sequence[tuple[str | None, ...]]:
    """Return the rows by the driver itself: what SQLAlchemy does for a statement costs more than this one does."""
    if connection.dialect.name == "sqlite":
        return [tuple(row) for row in connection.exec_driver_sql(query, tuple(values))]
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    try:
        # Raw: psycopg would read each `%s` of a text this long anew every time.
        return psycopg.RawCursor(driver).execute(query, values).fetchall()
    except psycopg.Error as fault:
        raise OperationalError(query, None, fault) from fault


def _place(row: Sequence[str | None]) -> int:
    return int(row[0] or 0)
