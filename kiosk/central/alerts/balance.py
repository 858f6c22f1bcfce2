"""Alerts about weights: more kilograms out of a lot, or out of a place, than went in."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection, literal, select, tuple_

from kiosk.central.alerts.kinds import Kind
from kiosk.central.alerts.opening import Evidence, Found, open_alert
from kiosk.central.epcis.balance import Finding, weigh
from kiosk.central.epcis.steps import KILOGRAMS, MAX_STEPS, Step, steps_of
from kiosk.central.epcis.tables import event_items, events
from kiosk.central.epcis.tracing import Direction, Trace
from kiosk.central.registry.tables import products

SETTLED: Final = timedelta(minutes=10)
"""Captures that were under way then have ended: no event is passed over."""
MOST_EVENTS: Final = 500
_OF_LOT: Final = re.compile(r"01/[0-9]{14}/10/.+")


def look_for_balance(connection: Connection, now: datetime, cursor: str) -> str:
    """Weigh each lot that the next events name, in the order in which they were recorded.

    An alert is opened where more came out than in. The cursor is the time and the number of the last event.
    """
    last: tuple[datetime, int] = (now - timedelta(days=1), 0)
    if cursor:
        at, number = json.loads(cursor)
        last = (datetime.fromisoformat(at), number)
    order = (events.c.recorded_at, events.c.number)
    query = select(*order).where(tuple_(*order) > tuple_(*map(literal, last)), events.c.recorded_at <= now - SETTLED)
    page = connection.execute(query.order_by(*order).limit(MOST_EVENTS)).all()
    for item in _lots_of(connection, [row.number for row in page]):
        steps = _steps(connection, item)
        for finding in weigh(steps):
            if finding.item == item or not finding.item:
                open_alert(connection, _found(connection, item, finding, steps), now)
    return json.dumps([page[-1].recorded_at.isoformat(), page[-1].number]) if page else cursor


def _lots_of(connection: Connection, numbers: Sequence[int]) -> list[str]:
    """Return the lots that these events name with a weight."""
    rows = event_items.c
    query = select(rows.item).where(rows.number.in_(numbers), rows.uom.in_(list(KILOGRAMS))).distinct()
    return sorted(item for item in connection.execute(query).scalars() if _OF_LOT.fullmatch(item))


def _steps(connection: Connection, item: str) -> list[Step]:
    """Return the events that name the item itself: its own balance needs no other."""
    rows = event_items.c
    query = select(rows.number, rows.at).where(rows.item == item, ~rows.is_wrong).order_by(rows.at).limit(MAX_STEPS)
    own = Trace(Direction.UP)
    for row in connection.execute(query):
        own.events[row.number] = row.at
    return steps_of(connection, own)


def _found(connection: Connection, item: str, finding: Finding, steps: Sequence[Step]) -> Found:
    _, gtin, _, lot = item.split("/", 3)
    owner = connection.execute(select(products.c.establishment_id).where(products.c.gtin == gtin)).scalar()
    shown = [one for one in steps if not finding.event_id or one.event_id == finding.event_id]
    return Found(
        Kind.MASS_BALANCE,
        _subject(finding),
        at=max(one.at for one in shown),
        establishment_id=owner or "",
        gtin=gtin,
        lot=lot,
        details={
            "excess": finding.excess.value,
            "in": round(finding.kilograms_in, 3),
            "out": round(finding.kilograms_out, 3),
            "place": finding.place,
        },
        evidence=tuple(Evidence("event", one.event_id, one.at) for one in shown),
    )


def _subject(finding: Finding) -> str:
    """Return what a finding is about, whatever the numbers: places and ids of events may be long."""
    about = f"{finding.item or finding.event_id} {finding.place}"
    return f"{finding.excess.value}/{sha256(about.encode()).hexdigest()}"
