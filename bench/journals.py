"""Journals as busy kiosks write them: rows of a real inspection of the sample's genuine label."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache

from bench.heart import AT, MARKET, NOW, SAMPLE, labels, read_lists
from kiosk.central.lookups.records import CentralRecords, sample_database
from kiosk.inspection import inspect
from kiosk.journal.chain import START, Row, link
from kiosk.journal.event import Inspected, Shown, Stand, inspected, to_json, uuid7
from kiosk.journal.upload import journal_name, message_of
from kiosk.messages.journal import JournalUpload
from kiosk.messages.journal_runs import JournalRun
from kiosk.verdicts.gather import Place


@cache
def genuine() -> Inspected:
    """Return the event of the first story label, with all that the sample registry knows of it."""
    lists = read_lists()
    with sample_database(SAMPLE).connect() as connection:
        records = CentralRecords(connection, lambda: AT, MARKET)
        inspection = inspect(labels()[0], records, lists, Place(MARKET), NOW)
    shown = Shown("vi", "headline.genuine", frames=4, decode_ms=3.2, frame_to_paint_ms=71.3)
    return inspected(uuid7(0, bytes(10)), inspection, lists, Stand("K1", MARKET, "0.1.0", is_enrolled=True), shown, NOW)


def rows(count: int, unit: int) -> Iterator[Row]:
    """Yield the first `count` rows of the journal of one unit, 3 s apart."""
    previous, event = START, genuine()
    for number in range(1, count + 1):
        at = AT + timedelta(seconds=3 * number)
        noise = unit.to_bytes(5) + number.to_bytes(5)
        text = to_json(replace(event, at=at, check_id=uuid7(int(at.timestamp() * 1000), noise)))
        row = link(previous, number, text)
        previous = row.digest
        yield row


def uploads(count: int, rows_each: int, unit: int) -> Iterator[JournalUpload]:
    """Yield `count` uploads of `rows_each` rows: together one journal of one unit."""
    journal = list(rows(count * rows_each, unit))
    name = journal_name(journal[0].digest)
    for begin in range(0, len(journal), rows_each):
        yield JournalUpload(journal=name, rows=tuple(message_of(row) for row in journal[begin : begin + rows_each]))


def run(count: int, unit: int) -> JournalRun:
    """Return the first `count` rows of the journal of one unit as one run."""
    journal = list(rows(count, unit))
    events = tuple(row.text for row in journal)
    name = journal_name(journal[0].digest)
    return JournalRun(journal=name, first=1, previous=START, digest=journal[-1].digest, events=events)
