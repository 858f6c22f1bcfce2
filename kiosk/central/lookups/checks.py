"""Recording a check: once, whatever is sent again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, text

from kiosk.central.database import Instant
from kiosk.codes.code import Identity
from kiosk.records.history import SAME_CHECK

_NOTE = text(
    "INSERT INTO checks (check_id, gtin, serial, at, market_id, kiosk_id, is_clock_trusted)"
    " SELECT coalesce((SELECT check_id FROM checks WHERE gtin = :gtin AND serial = :serial"
    " AND market_id = :market_id AND kiosk_id = :kiosk_id AND at >= :since AND at <= :at"
    " ORDER BY at DESC LIMIT 1), :check_id), :gtin, :serial, :at, :market_id, :kiosk_id, :is_clock_trusted"
    " WHERE true ON CONFLICT (check_id) DO UPDATE SET check_id = excluded.check_id"
    " WHERE checks.gtin = excluded.gtin AND checks.serial = excluded.serial AND checks.kiosk_id = excluded.kiosk_id"
    " RETURNING check_id"
).bindparams(bindparam("at", type_=Instant()), bindparam("since", type_=Instant()))
"""Stores the check, or finds the one that it is: in one statement, which changes nothing of what stands.

Returns nothing where the id is that of another item's or kiosk's check.
"""


class ForeignCheckError(Exception):
    """The id of a check stands already for another item, or for another kiosk's check."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and the check that it makes."""

    check_id: str
    market_id: str
    kiosk_id: str
    """Tells the kiosks of one market apart; those of two markets may bear the same."""
    is_clock_trusted: bool = True


def record_check(connection: Connection, identity: Identity, asker: Asker, now: datetime) -> str:
    """Store the check unless it stands already; return the id of the check that this one is.

    Repeats of a serial at one kiosk within SAME_CHECK are the same check. Only a GTIN with a serial has a
    history: for anything else nothing is stored. Raises ForeignCheckError.
    """
    if identity.gtin is None or identity.serial is None:
        return asker.check_id
    row = {
        "check_id": asker.check_id,
        "gtin": identity.gtin,
        "serial": identity.serial,
        "at": now,
        "since": now - SAME_CHECK,
        "market_id": asker.market_id,
        "kiosk_id": asker.kiosk_id,
        "is_clock_trusted": asker.is_clock_trusted,
    }
    check_id = connection.execute(_NOTE, row).scalar_one_or_none()
    if check_id is None:
        raise ForeignCheckError
    return str(check_id)
