"""Which kiosks have what was decided, and how long that took: by what they say of the registry they hold.

A publication bears the time as of which its registry is; a kiosk names that time in its heartbeat, and sends one as
soon as it has exchanged the old registry for the new. So it is the kiosk itself that says it has the recall.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from sqlalchemy import Connection, func, select

from kiosk.central.database import insert_of
from kiosk.central.kiosks.tables import kiosk_states, kiosks, registry_received
from kiosk.central.people.reach import within_reach
from kiosk.central.people.rights import Caller, Right
from kiosk.central.registry.belonging import ties_of_market

WITHIN: Final = timedelta(days=30)
"""What comes later is no answer to the decision any more."""
CLOCKS_DIFFER: Final = timedelta(minutes=1)
"""So far the clocks of two machines of the centre may be apart."""
SHARES: Final = (50, 95, 100)
"""Hundredths of the kiosks of which is told when they had it."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One kiosk, and when it said that it has it; None where it has not."""

    kiosk_id: str
    name: str
    position: str
    market_id: str
    seen_at: datetime | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Reached:
    """When so many hundredths of the kiosks had it; None where they have not."""

    percent: int
    at: datetime | None
    minutes: float | None
    """Since it was decided."""


def note_received(connection: Connection, kiosk_id: str, as_of: datetime | None, now: datetime) -> None:
    """Store the first time that a kiosk says it has the registry as of then. One of tomorrow is not believed."""
    if as_of is None or as_of > now + CLOCKS_DIFFER:
        return
    row = {"kiosk_id": kiosk_id, "as_of": as_of, "at": now}
    connection.execute(insert_of(connection, registry_received).values(row).on_conflict_do_nothing())


def later_of(one: object, other: object) -> datetime | None:
    """Return when a kiosk was last heard of: the later of its request and its heartbeat, where there is any."""
    return max((at for at in (one, other) if isinstance(at, datetime)), default=None)


def arrivals_of(connection: Connection, caller: Caller, as_of: datetime) -> Sequence[Arrival]:
    """Return the kiosks that `caller` sees and that were there then: who lacks it first, then by when they had it."""
    heard = registry_received.c
    first = (
        select(heard.kiosk_id, func.min(heard.at).label("at"))
        .where(heard.as_of >= as_of, heard.as_of < as_of + WITHIN)
        .group_by(heard.kiosk_id)
        .subquery()
    )
    row = kiosks.c
    query = (
        select(row.id, row.name, row.position, row.area, row.market_id, row.seen_at, first.c.at)
        .add_columns(kiosk_states.c.at.label("told_at"))
        .outerjoin(first, first.c.kiosk_id == row.id)
        .outerjoin(kiosk_states, kiosk_states.c.kiosk_id == row.id)
        .where(row.denied_at.is_(None), row.paired_at <= as_of)
        .where(within_reach(caller, Right.SEE_KIOSKS, ties_of_market(row.market_id)))
        .order_by(first.c.at.is_not(None), first.c.at, row.market_id, row.name, row.id)
    )
    return [
        Arrival(
            each.id,
            each.name,
            each.position or each.area,
            each.market_id,
            later_of(each.seen_at, each.told_at),
            each.at,
        )
        for each in connection.execute(query)
    ]


def reached(arrivals: Sequence[Arrival], decided_at: datetime) -> Sequence[Reached]:
    """Return, for each of SHARES, when so many of these kiosks had it."""
    times = sorted(each.at for each in arrivals if each.at is not None)
    return [_share(percent, times, len(arrivals), decided_at) for percent in SHARES]


def _share(percent: int, times: Sequence[datetime], number: int, decided_at: datetime) -> Reached:
    needed = ceil(percent * number / 100)
    if not number or len(times) < needed:
        return Reached(percent, None, None)
    at = times[needed - 1]
    return Reached(percent, at, (at - decided_at).total_seconds() / 60)
