"""Journals as kiosks write them, ready to be sent."""

from __future__ import annotations

from datetime import datetime, timedelta

from kiosk.journal.chain import START, Row, link
from kiosk.journal.event import to_json
from kiosk.journal.upload import journal_name, message_of
from kiosk.messages.journal import JournalRow, JournalUpload
from tests.central.conftest import NOW
from tests.journal.events import event_of


def rows_of(count: int, begun: datetime = NOW, salt: int = 0) -> list[Row]:
    """Return a journal of `count` rows, one a second; another `salt` makes another journal."""
    rows: list[Row] = []
    previous = START
    for number in range(1, count + 1):
        event = event_of(at=begun + timedelta(seconds=number), number=salt * 1_000_000 + number)
        rows.append(link(previous, number, to_json(event)))
        previous = rows[-1].digest
    return rows


def messages_of(count: int, begun: datetime = NOW, salt: int = 0) -> list[JournalRow]:
    return [message_of(row) for row in rows_of(count, begun, salt)]


def upload_of(rows: list[JournalRow], first: JournalRow | None = None) -> JournalUpload:
    """Return an upload of `rows` of the journal that began with `first`."""
    return JournalUpload(journal=journal_name((first or rows[0]).digest), rows=tuple(rows))
