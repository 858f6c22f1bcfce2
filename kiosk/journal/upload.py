"""A row of the journal as it is sent to the centre. Pure."""

from __future__ import annotations

from datetime import datetime

from kiosk.journal.chain import Row
from kiosk.journal.event import from_json, uuid7
from kiosk.messages.journal import JournalRow

NAME_DIGITS = 16


def journal_name(first_digest: str) -> str:
    """Return the name of the journal whose first row has the digest `first_digest`."""
    return first_digest[:NAME_DIGITS]


def row_id(at: datetime, digest: str) -> str:
    """Return the id of the row with this digest whose event happened at `at` (aware, from 1970 on).

    A UUIDv7 of both: every upload of a row names it alike, no other row has its name, and the
    name says in which month it belongs. Raises ValueError for a time before 1970.
    """
    return uuid7(int(at.timestamp() * 1000), bytes.fromhex(digest[:20]))


def message_of(row: Row) -> JournalRow:
    """Return `row` as it is sent. Raises MessageError where its event is not understood, ValueError as `row_id`."""
    return JournalRow(
        id=row_id(from_json(row.text).at, row.digest),
        sequence=row.sequence,
        event=row.text,
        previous=row.previous,
        digest=row.digest,
    )
