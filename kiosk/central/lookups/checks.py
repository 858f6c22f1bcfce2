"""Recording a check: once, whatever is sent again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, text

from kiosk.central.database import Instant
from kiosk.central.lookups.find import KioskCheck, Known
from kiosk.codes.code import Identity
from kiosk.records.history import SAME_CHECK

_INSERT = text(
    "INSERT INTO checks (check_id, gtin, serial, at, market_id, kiosk_id, is_clock_trusted)"
    " VALUES (:check_id, :gtin, :serial, :at, :market_id, :kiosk_id, :is_clock_trusted)"
    " ON CONFLICT (check_id) DO NOTHING"
).bindparams(bindparam("at", type_=Instant()))


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and the check that it makes."""

    check_id: str
    market_id: str
    kiosk_id: str
    """Tells the kiosks of one market apart; those of two markets may bear the same."""
    is_clock_trusted: bool = True


def record_check(connection: Connection, identity: Identity, known: Known, asker: Asker, now: datetime) -> str:
    """Store the check unless it stands already; return the id of the check that this one is.

    Only a GTIN with a serial has a history: for anything else nothing is stored.
    """
    if identity.gtin is None or identity.serial is None:
        return asker.check_id
    same = _same_check(known.checks, asker, now)
    if same is not None:
        return same
    row = {
        "check_id": asker.check_id,
        "gtin": identity.gtin,
        "serial": identity.serial,
        "at": now,
        "market_id": asker.market_id,
        "kiosk_id": asker.kiosk_id,
        "is_clock_trusted": asker.is_clock_trusted,
    }
    connection.execute(_INSERT, row)
    return asker.check_id


def _same_check(checks: tuple[KioskCheck, ...], asker: Asker, now: datetime) -> str | None:
    for check in reversed(checks):
        is_same_kiosk = (check.market_id, check.kiosk_id) == (asker.market_id, asker.kiosk_id)
        is_repeat = is_same_kiosk and timedelta(0) <= now - check.at <= SAME_CHECK
        if check.check_id == asker.check_id or is_repeat:
            return check.check_id
    return None
