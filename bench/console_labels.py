"""Three batches of labels, as if a key of the sample producer had sealed them: for pictures of the console."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Engine, insert, update

from kiosk.central.lookups.tables import flags
from kiosk.central.people.changes import Deed, record_change
from kiosk.central.people.rights import Right
from kiosk.central.people.users import OPERATOR
from kiosk.central.registry.tables import lots, serials
from kiosk.central.seals.reprinting import PRINTS
from kiosk.central.seals.tables import label_issues, signing_keys
from kiosk.records.history import FlagKind

PRODUCER, KID, GTIN = "htx-rau-mau", 4001, "09521234543213"
BATCH = 9001
"""The batch that has its page drawn."""
LOT = "V2011M"
BATCHES = ((9000, "L2611A", 200, 30), (BATCH, LOT, 96, 6), (9002, LOT, 48, 2))
"""Number, lot, labels, and hours ago."""


def fill_labels(engine: Engine, now: datetime) -> None:
    """Store them, with labels that were withdrawn and a print of the one that is drawn."""
    with engine.begin() as connection:
        key = {
            "kid": KID,
            "establishment_id": PRODUCER,
            "public": b"",
            "vault": "practice",
            "handle": b"",
            "made_at": now,
        }
        connection.execute(insert(signing_keys), key)
        for number, lot, count, hours in BATCHES:
            named = [f"{number}{each:04}" for each in range(count)]
            connection.execute(insert(label_issues), _batch(number, lot, named, now - timedelta(hours=hours)))
            rows = [{"gtin": GTIN, "lot": lot, "serial": serial, "issue": number} for serial in named]
            connection.execute(insert(serials), rows)
        connection.execute(update(lots).where(lots.c.gtin == GTIN, lots.c.lot == LOT).values(quantity=170))
        lost = [f"{BATCH}{each:04}" for each in range(4)]
        since = {"gtin": GTIN, "kind": FlagKind.WITHDRAWN.value, "since": now}
        connection.execute(insert(flags), [{**since, "serial": serial} for serial in lost])
        logged = {"kid": KID, "first": 1, "count": 24}
        deed = Deed(OPERATOR, Right.SEAL_LABELS, now - timedelta(hours=1))
        record_change(connection, deed, PRINTS, str(BATCH), None, logged)


def _batch(number: int, lot: str, named: list[str], at: datetime) -> dict[str, object]:
    return {
        "number": number,
        "at": at,
        "user_id": OPERATOR.user_id,
        "kid": KID,
        "gtin": GTIN,
        "lot": lot,
        "gln": "",
        "count": len(named),
        "is_serialised": True,
        "first_serial": named[0],
        "last_serial": named[-1],
        "attributes": [],
        "host": "trace.example",
    }
