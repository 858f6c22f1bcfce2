"""A week of scans at the sample market, with rush hours, red ones and damaged codes: for pictures of the console."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Engine

from bench.console_fleet import KIOSK
from bench.heart import MARKET
from bench.journals import genuine
from kiosk.central.journal.read import read_rows
from kiosk.central.journal.sender import Sender
from kiosk.central.journal.store import store_rows
from kiosk.journal.chain import START, Row, link
from kiosk.journal.event import Inspected, to_json, uuid7
from kiosk.journal.upload import journal_name, message_of, row_id
from kiosk.verdicts.verdict import Headline, Level

HOURS = (1, 3, 7, 9, 8, 6, 4, 3, 2, 2, 2, 3, 5, 7, 5, 2)
"""Scans of one kiosk in each hour from 4 o'clock, on a common day."""
OTHERS = (
    (Level.CAUTION, Headline.NOT_CERTIFIED, 13),
    (Level.UNKNOWN, Headline.UNKNOWN_ITEM, 8),
    (Level.UNKNOWN, Headline.FAULTY_CODE, 3),
    (Level.STOP, Headline.RECALLED, 1),
)
"""Verdicts of so many in a hundred; all others are genuine."""


def fill_scans(engine: Engine, now: datetime, days: int = 7) -> str:
    """Store them; return the id of the newest red one. A row of the second kiosk is missing."""
    red = ""
    for kiosk in range(1, 6):
        rows = list(_journal(kiosk, now, days))
        sent = [row for number, row in enumerate(rows) if not (kiosk == 2 and 20 <= number < 24)]
        read, _ = read_rows(journal_name(rows[0].digest), [message_of(row).model_dump() for row in sent])
        sender = Sender(KIOSK.format(kiosk), MARKET, journal_name(rows[0].digest))
        with engine.begin() as connection:
            store_rows(connection, sender, read, now)
        red = max(red, *(row.row.id for row in read if row.level == "stop"), "")
    return red


def _journal(kiosk: int, now: datetime, days: int) -> Iterator[Row]:
    chance = random.Random(kiosk)
    previous = START
    for number, at in enumerate(sorted(_times(chance, now, days)), 1):
        row = link(previous, number, to_json(_event(chance, at, kiosk * 10_000 + number)))
        assert row_id(at, row.digest)
        previous = row.digest
        yield row


def _times(chance: random.Random, now: datetime, days: int) -> Iterator[datetime]:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    for day in range(days):
        for hour, usual in enumerate(HOURS, 4):
            for _ in range(round(usual * chance.uniform(0.5, 1.6) * (1.5 if day in {1, 2} else 1))):
                at = midnight - timedelta(days=day) + timedelta(hours=hour, seconds=chance.randrange(3600))
                if at <= now:
                    yield at


def _event(chance: random.Random, at: datetime, number: int) -> Inspected:
    event = genuine()
    event = replace(event, stand=replace(event.stand, is_enrolled=False))  # a demonstration, as its labels are
    event = replace(event, at=at, check_id=uuid7(int(at.timestamp() * 1000), number.to_bytes(10)))
    event = replace(event, shown=replace(event.shown, frame_to_paint_ms=round(chance.lognormvariate(4.1, 0.4), 1)))
    place = chance.randrange(100)
    for level, headline, share in OTHERS:
        if place < share:
            return replace(event, level=level, headline=headline)
        place -= share
    return event
