"""Reports of shoppers over some months, one of them about a red scan: for pictures of the console."""

from __future__ import annotations

import random
import uuid
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, select, update

from bench.console_fleet import KIOSK
from kiosk.central.journal.tables import journal
from kiosk.central.reports.causes import Cause
from kiosk.central.reports.store import PHONE, ReportState, Sender, take_report
from kiosk.central.reports.tables import reports
from kiosk.journal.event import Inspected, from_json
from kiosk.messages.reports import Report, ReportReason
from kiosk.processes.demo import SAMPLE_MARKET_ID

MONTHS = 5


def fill_reports(engine: Engine, now: datetime) -> str:
    """Store them; return the number of the one about a red scan."""
    chance = random.Random(7)
    with engine.begin() as connection:
        for number in range(14 * MONTHS):
            at = now - timedelta(days=chance.uniform(0.2, 30 * MONTHS))
            made = _take(connection, chance, at, number)
            if at < now - timedelta(days=6) or chance.random() < 0.3:
                cause = chance.choice([*Cause, Cause.GOODS_BAD, Cause.NOTHING_FOUND])
                closed = {"state": ReportState.CLOSED.value, "cause": cause.value, "answer": "Đã xem tại quầy."}
                connection.execute(update(reports).where(reports.c.number == made).values(**closed))
        return _about_a_scan(connection, now)


def _take(connection: Connection, chance: random.Random, at: datetime, number: int) -> str:
    report = Report(
        id=str(uuid.UUID(int=chance.getrandbits(128))),
        reason=chance.choice(list(ReportReason)),
        at=at,
        gtin="09521234543213",
        lot="L2611A",
        serial="",
    )
    sender = PHONE if number % 9 == 0 else Sender(SAMPLE_MARKET_ID, KIOSK.format(1 + number % 7))
    return take_report(connection, report, sender, at).number


def _about_a_scan(connection: Connection, now: datetime) -> str:
    query = select(journal).where(journal.c.level == "stop", journal.c.market_id == SAMPLE_MARKET_ID)
    row = connection.execute(query.order_by(journal.c.id.desc()).limit(1)).one()
    event = from_json(row.event)
    assert isinstance(event, Inspected)
    report = Report(
        id=str(uuid.UUID(int=1)),
        reason=ReportReason.GOODS_DIFFER,
        at=row.at + timedelta(seconds=40),
        gtin=row.gtin,
        lot=row.lot,
        serial=event.identity.serial or "",
        headline=row.headline,
    )
    received_at = min(now, row.at + timedelta(minutes=1))
    return take_report(connection, report, Sender(row.market_id, row.kiosk_id), received_at).number
