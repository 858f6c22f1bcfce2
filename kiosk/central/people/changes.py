"""The audit: every change with who, when, before and after."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, insert

from kiosk.central.people.rights import Caller, Right
from kiosk.central.people.tables import changes
from kiosk.journal.event import uuid7

Row = Mapping[str, object]
READS = "reads"
"""Kind of the rows of the audit that say who looked at personal data."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Who does something, by which right, and when: what the audit says of each change of one request."""

    caller: Caller
    right: Right
    at: datetime


def new_id(at: datetime) -> str:
    """Return a UUIDv7 of the time `at`: ids in the order of their making."""
    return uuid7(int(at.timestamp() * 1000), secrets.token_bytes(10))


@dataclass(frozen=True, slots=True)
class Changed:
    """One row of a table before and after; None where there was, or is, nothing.

    `key` is its primary key as text, parts joined by "/".
    """

    key: str
    before: Row | None
    after: Row | None


def record_change(
    connection: Connection, deed: Deed, kind: str, key: str, before: Row | None, after: Row | None
) -> None:
    """Store that `deed` made `after` of `before`; None where there was, or is, nothing.

    `kind` is the table, `key` its primary key as text, parts joined by "/". In the caller's transaction.
    """
    record_changes(connection, deed, kind, (Changed(key, before, after),))


def record_read(connection: Connection, deed: Deed, kind: str, key: str) -> None:
    """Store that `deed` read personal data of the row `key` of the table `kind`: who looked, at what, and when.

    What is personal is listed in docs/specs/console.md. In the caller's transaction.
    """
    record_changes(connection, deed, READS, (Changed(f"{kind}/{key}" if key else kind, None, None),))


def record_changes(connection: Connection, deed: Deed, kind: str, rows: Iterable[Changed]) -> None:
    """Store what `deed` did to rows of the table `kind`, in one statement. In the caller's transaction."""
    recorded = [
        {
            "id": new_id(deed.at),
            "at": deed.at,
            "user_id": deed.caller.user_id,
            "right": deed.right.value,
            "kind": kind,
            "key": row.key,
            "before": as_document(row.before),
            "after": as_document(row.after),
        }
        for row in rows
    ]
    if recorded:
        connection.execute(insert(changes), recorded)


def as_document(row: Row | None) -> dict[str, object] | None:
    """Return a row as JSON can hold it: days and instants as ISO 8601 text."""
    if row is None:
        return None
    return {name: value.isoformat() if isinstance(value, date | datetime) else value for name, value in row.items()}
