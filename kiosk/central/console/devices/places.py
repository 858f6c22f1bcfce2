"""Kiosks that a caller has to do with, and who changed something of a place last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from kiosk.central.console.conflicts import Conflict, last_change
from kiosk.central.kiosks.tables import kiosks
from kiosk.central.people.reach import within_reach
from kiosk.central.people.rights import Caller, Right
from kiosk.central.registry.belonging import ties_of_market
from kiosk.central.registry.tables import markets
from kiosk.words.alphabet import in_order

_KIOSKS = ties_of_market(kiosks.c.market_id)


def kiosks_within(connection: Connection, caller: Caller, right: Right) -> Sequence[tuple[str, str]]:
    """Return the kiosks on which `caller` has `right`, by id and name with place."""
    query = select(kiosks.c.id, kiosks.c.name, kiosks.c.area, kiosks.c.position, markets.c.name.label("market"))
    rows = connection.execute(query.join(markets).where(within_reach(caller, right, _KIOSKS)))
    return in_order((row.id, " · ".join(filter(None, (row.market, row.name, row.area, row.position)))) for row in rows)


def told_conflict(connection: Connection, conflict: Conflict | None, kind: str, key: str) -> Conflict | None:
    """Return the conflict with who changed the row last, and when."""
    if conflict is None or (changed := last_change(connection, kind, key)) is None:
        return conflict
    who, at = changed
    return replace(conflict, by=who, at=at)
