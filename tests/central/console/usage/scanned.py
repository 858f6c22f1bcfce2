"""Journals of kiosks whose scans differ: what the pages of scans are tried with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Engine

from kiosk.central.journal.read import read_rows
from kiosk.central.journal.sender import Sender
from kiosk.central.journal.store import store_rows
from kiosk.journal.chain import START, Row, link
from kiosk.journal.event import to_json
from kiosk.journal.upload import journal_name, message_of
from kiosk.verdicts.verdict import Headline, Level
from tests.central.conftest import NOW
from tests.journal.events import event_of

GOOD, RED, FAULTY = (
    (Level.GOOD, Headline.GENUINE),
    (Level.STOP, Headline.RECALLED),
    (Level.UNKNOWN, Headline.FAULTY_CODE),
)


@dataclass(frozen=True)
class Scan:
    """One scan, as far as it differs from a genuine one."""

    at: datetime
    verdict: tuple[Level, Headline] = GOOD
    gtin: str = "09521234543213"
    lot: str = "L2611A"
    establishment: str = "E1"
    group: str = "vegetable"
    ms: float = 60.0
    replaces: int | None = None
    serial: str = "7K2M9Q4T"
    frames: int = 4
    check_id: str = ""
    is_enrolled: bool = False


def store(engine: Engine, kiosk: str, market: str, scans: Sequence[Scan]) -> list[str]:
    """Store one kiosk's journal of these scans; return the ids of its rows."""
    rows: list[Row] = []
    previous = START
    for number, scan in enumerate(scans, 1):
        event = event_of(at=scan.at, number=hash_of(kiosk) + number)
        assert event.finding.product is not None
        assert event.finding.establishment is not None
        event = replace(
            event,
            level=scan.verdict[0],
            headline=scan.verdict[1],
            check_id=scan.check_id or event.check_id,
            stand=replace(event.stand, is_enrolled=scan.is_enrolled),
            identity=replace(event.identity, gtin=scan.gtin, lot=scan.lot, serial=scan.serial),
            finding=replace(
                event.finding,
                product=replace(event.finding.product, group=scan.group, gtin=scan.gtin),
                establishment=replace(event.finding.establishment, id=scan.establishment),
            ),
            shown=replace(event.shown, frame_to_paint_ms=scan.ms, frames=scan.frames),
            replaces=scan.replaces,
        )
        rows.append(link(previous, number, to_json(event)))
        previous = rows[-1].digest
    name = journal_name(rows[0].digest)
    read, refused = read_rows(name, [message_of(row).model_dump() for row in rows])
    assert refused == []
    with engine.begin() as connection:
        store_rows(connection, Sender(kiosk, market, name), read, NOW)
    return [row.row.id for row in read]


def hash_of(kiosk: str) -> int:
    return sum(kiosk.encode()) * 1000
