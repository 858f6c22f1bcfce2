"""Alerts about labels and lots: flagged serials, recalled goods, more serials than labels, wrong markets."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import Connection, Row, and_, delete, func, or_, select, tuple_

from kiosk.central.alerts.kinds import Cause, Kind
from kiosk.central.alerts.opening import MOST_EVIDENCE, Evidence, Found, end_alert, open_alert, standing_alert
from kiosk.central.alerts.tables import alert_hints
from kiosk.central.journal.count_tables import usage_goods
from kiosk.central.journal.counting import SCANNED
from kiosk.central.journal.tables import journal
from kiosk.central.lookups.tables import checks, flags
from kiosk.central.registry.tables import lots, products
from kiosk.journal.event import uuid7
from kiosk.records.history import Check, FlagKind
from kiosk.records.registry import Lot
from kiosk.verdicts.alerts import SerialCheck, judge_lot
from kiosk.verdicts.history import JOURNEYS_WINDOW

LATE: Final = timedelta(minutes=10)
"""A transaction that began before the last round may have ended after it: so far back it is looked again."""
MOST_FLAGS: Final = 5000
MOST_HINTS: Final = 1000
MOST_LOTS: Final = 500
"""Of one round: the next goes on behind them."""
MOST_SCANS: Final = 20_000
"""Of one lot, among which serials are told apart."""
LOOKED_BACK: Final = timedelta(days=60)
"""Of lots that were registered longer ago, produce is eaten."""
_HOUR: Final = timedelta(hours=1)
_KINDS: Final = {FlagKind.COPIED.value: Kind.COPIED, FlagKind.COPY_SUSPECTED.value: Kind.COPY_SUSPECTED}


def look_for_flags(connection: Connection, now: datetime, cursor: str) -> str:
    """Open an alert for each serial that was flagged as copied or suspected since the last round."""
    since = datetime.fromisoformat(cursor) - LATE if cursor else now - JOURNEYS_WINDOW
    query = select(flags).where(flags.c.since >= since, flags.c.since <= now, flags.c.kind.in_(list(_KINDS)))
    found = connection.execute(query.order_by(flags.c.since, flags.c.gtin, flags.c.serial).limit(MOST_FLAGS)).all()
    # "copied" first: what is graver takes the other one in.
    for flag in sorted(found, key=lambda one: one.kind != FlagKind.COPIED.value):
        kind, subject = _KINDS[flag.kind], f"{flag.gtin}/{flag.serial}"
        if kind is Kind.COPIED:
            end_alert(connection, Kind.COPY_SUSPECTED, subject, now, Cause.ROSE)
        elif standing_alert(connection, Kind.COPIED, subject) is not None:
            continue
        open_alert(connection, _flagged(connection, kind, subject, flag), now)
    # Behind a full page the next round begins at its last flag: what is looked at again changes nothing.
    return (found[-1].since + LATE if len(found) == MOST_FLAGS else now).isoformat()


def look_for_recalled(connection: Connection, now: datetime, cursor: str) -> str:
    """Open an alert for each recalled lot and market where kiosks were shown it, and drop the hints."""
    hints = connection.execute(select(alert_hints).order_by(alert_hints.c.scan_id).limit(MOST_HINTS)).all()
    by_subject = sorted(hints, key=lambda one: (one.gtin, one.lot, one.market_id, one.at))
    for (gtin, lot, market), group in groupby(by_subject, lambda one: (one.gtin, one.lot, one.market_id)):
        rows = list(group)
        found = Found(
            Kind.RECALLED_SEEN,
            f"{gtin}/{lot}/{market}",
            at=rows[-1].at,
            markets=frozenset({market}),
            establishment_id=rows[-1].establishment_id,
            gtin=gtin,
            lot=lot,
            evidence=tuple(Evidence("scan", one.scan_id, one.at, market, one.kiosk_id) for one in rows),
        )
        open_alert(connection, found, now)
    connection.execute(delete(alert_hints).where(alert_hints.c.scan_id.in_([one.scan_id for one in hints])))
    return cursor


def look_for_lots(connection: Connection, now: datetime, cursor: str) -> str:
    """Judge rules R5 and R6 on the next lots that a kiosk has seen, in the order of their keys; then from the first.

    A lot can have shown more serials than labels only where it was scanned more often than it has labels: the
    rows themselves are read of these alone.
    """
    last = json.loads(cursor) if cursor else ["", ""]
    for row in (page := _lots_behind(connection, last, now)):
        lot = Lot(
            row.gtin,
            row.lot,
            row.registered_at,
            is_serialised=row.is_serialised,
            quantity=row.quantity,
            destination_market_id=row.destination_market_id,
        )
        cells = _cells(connection, lot)
        markets = {cell.market_id for cell in cells} - {"", lot.destination_market_id}
        is_many = lot.is_serialised and lot.quantity is not None and sum(one.scans for one in cells) > lot.quantity
        if is_many or (lot.destination_market_id and markets):
            _judge(connection, lot, row.establishment_id, cells, now)
    return json.dumps([page[-1].gtin, page[-1].lot]) if len(page) == MOST_LOTS else ""


class _Item(BaseModel):
    serial: str | None = None


class _Stand(BaseModel):
    is_enrolled: bool = False


class _Scan(BaseModel):
    """What the rules ask of a scan."""

    model_config = ConfigDict(frozen=True)

    check_id: str = ""
    is_clock_trusted: bool = False
    identity: _Item = _Item()
    stand: _Stand = _Stand()


def _flagged(connection: Connection, kind: Kind, subject: str, flag: Row[Any]) -> Found:
    rows = checks.c
    query = select(checks).where(rows.gtin == flag.gtin, rows.serial == flag.serial, rows.is_clock_trusted)
    shown = connection.execute(query.order_by(rows.at.desc()).limit(MOST_EVIDENCE)).all()
    owner = connection.execute(select(products.c.establishment_id).where(products.c.gtin == flag.gtin)).scalar()
    return Found(
        kind,
        subject,
        at=flag.since,
        markets=frozenset(one.market_id for one in shown),
        establishment_id=owner or "",
        gtin=str(flag.gtin),
        serial=str(flag.serial),
        details={"checks": len(shown)},
        evidence=tuple(Evidence("check", one.check_id, one.at, one.market_id, one.kiosk_id) for one in shown),
    )


def _lots_behind(connection: Connection, last: Sequence[str], now: datetime) -> Sequence[Row[Any]]:
    query = select(lots, products.c.establishment_id).join(products, products.c.gtin == lots.c.gtin)
    told = or_(and_(lots.c.is_serialised, lots.c.quantity.is_not(None)), lots.c.destination_market_id != "")
    query = query.where(tuple_(lots.c.gtin, lots.c.lot) > tuple(last), lots.c.registered_at >= now - LOOKED_BACK, told)
    return connection.execute(query.order_by(lots.c.gtin, lots.c.lot).limit(MOST_LOTS)).all()


@dataclass(frozen=True, slots=True)
class _Cell:
    """An hour at a market in which the lot was scanned, and how often."""

    at: datetime
    market_id: str
    scans: int


def _cells(connection: Connection, lot: Lot) -> list[_Cell]:
    """Return in which hours at which markets the lot was scanned, newest first."""
    rows = usage_goods.c
    query = select(rows.at, rows.market_id, func.sum(rows.scans).label("scans"))
    query = query.where(rows.gtin == lot.gtin, rows.lot == lot.lot, rows.at >= lot.registered_at - _HOUR)
    return [_Cell(*row) for row in connection.execute(query.group_by(rows.at, rows.market_id).order_by(rows.at.desc()))]


def _judge(connection: Connection, lot: Lot, establishment_id: str, cells: Sequence[_Cell], now: datetime) -> None:
    shown = _scans(connection, lot, cells)
    alerts = judge_lot(lot, (one.check for one in shown))
    base = Found(
        Kind.QUANTITY,
        f"{lot.gtin}/{lot.lot}",
        at=max((one.evidence.at for one in shown), default=now),
        markets=frozenset(one.evidence.market_id for one in shown),
        establishment_id=establishment_id,
        gtin=lot.gtin,
        lot=lot.lot,
        evidence=tuple(one.evidence for one in shown[-MOST_EVIDENCE:]),
    )
    if alerts.surplus:
        quantity = lot.quantity or 0
        details = {"surplus": alerts.surplus, "quantity": quantity, "seen": quantity + alerts.surplus}
        open_alert(connection, replace(base, details=details), now)
    for market in sorted(alerts.markets):
        there = [one.evidence for one in shown if one.evidence.market_id == market and one.check.check.is_clock_trusted]
        found = replace(
            base,
            kind=Kind.WRONG_MARKET,
            subject=f"{base.subject}/{market}",
            at=there[-1].at,
            markets=frozenset({market, lot.destination_market_id}),
            details={"destination": lot.destination_market_id, "market": market, "scans": len(there)},
            evidence=tuple(there[-MOST_EVIDENCE:]),
        )
        open_alert(connection, found, now)


@dataclass(frozen=True, slots=True)
class _Shown:
    check: SerialCheck
    evidence: Evidence


def _scans(connection: Connection, lot: Lot, cells: Sequence[_Cell]) -> list[_Shown]:
    """Return the newest MOST_SCANS scans of the lot's serials at kiosks in service, oldest first."""
    found: list[_Shown] = []
    for cell in cells:
        low, high = (uuid7(int(at.timestamp() * 1000), bytes(10)) for at in (cell.at, cell.at + _HOUR))
        query = select(journal.c.id, journal.c.at, journal.c.market_id, journal.c.kiosk_id, journal.c.event).where(
            journal.c.market_id == cell.market_id,
            journal.c.id >= low,
            journal.c.id < high,
            journal.c.gtin == lot.gtin,
            journal.c.lot == lot.lot,
            journal.c.kind == SCANNED,
        )
        for row in connection.execute(query.limit(MOST_SCANS)):
            scan = _read(row.event)
            if scan is None or not scan.identity.serial or not scan.stand.is_enrolled:
                continue
            check = Check(scan.check_id, row.at, row.market_id, is_clock_trusted=scan.is_clock_trusted)
            evidence = Evidence("scan", row.id, row.at, row.market_id, row.kiosk_id)
            found.append(_Shown(SerialCheck(scan.identity.serial, check), evidence))
        if len(found) >= MOST_SCANS:
            break
    return sorted(found, key=lambda one: one.evidence.at)


def _read(event: str) -> _Scan | None:
    try:
        return _Scan.model_validate_json(event)
    except ValidationError:
        return None  # of a release that says it otherwise
