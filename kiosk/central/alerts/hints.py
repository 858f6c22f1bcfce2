"""What the intake notes for alerts, in the transaction that stores the rows: few statements, where there is cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import Connection

from kiosk.central.alerts.tables import alert_hints, read_quality
from kiosk.central.database import insert_of
from kiosk.central.journal.read import ReadRow
from kiosk.central.journal.sender import Sender
from kiosk.moment import hanoi_day
from kiosk.verdicts.verdict import Headline

SLOW_FRAMES: Final = 30
"""A label that the camera saw for so many frames (one second) before it could read it was read slowly."""
_SCANNED: Final = "inspected"


def note_for_alerts(connection: Connection, sender: Sender, new: Sequence[ReadRow]) -> None:
    """Note scans of recalled goods, and how quickly labels were read, of rows that have just been stored."""
    scans = [row for row in new if row.kind == _SCANNED]
    recalled = [_hint(sender, row) for row in scans if row.headline == Headline.RECALLED and row.gtin]
    if recalled:
        connection.execute(insert_of(connection, alert_hints).on_conflict_do_nothing(), recalled)
    reads: Counter[date] = Counter()
    slow: Counter[date] = Counter()
    for row in scans:
        if row.frames is not None and row.replaces is None:
            day = hanoi_day(row.at)
            reads[day] += 1
            slow[day] += row.frames >= SLOW_FRAMES
    for day in reads:
        values = {"kiosk_id": sender.kiosk_id, "day": day, "reads": reads[day], "slow": slow[day]}
        made = insert_of(connection, read_quality).values(values)
        added = {name: read_quality.c[name] + made.excluded[name] for name in ("reads", "slow")}
        connection.execute(made.on_conflict_do_update(index_elements=["kiosk_id", "day"], set_=added))


def _hint(sender: Sender, row: ReadRow) -> dict[str, object]:
    return {
        "scan_id": row.row.id,
        "at": row.at,
        "market_id": sender.market_id,
        "kiosk_id": sender.kiosk_id,
        "gtin": row.gtin,
        "lot": row.lot,
        "establishment_id": row.establishment_id,
    }
