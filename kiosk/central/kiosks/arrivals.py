"""Which kiosks have what was decided, and how long that took: by what they say of the registry they hold.

A publication bears the time as of which its registry is; a kiosk names that time in its heartbeat, and sends one as
soon as it has exchanged the old registry for the new. So it is the kiosk itself that says it has the recall.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from sqlalchemy import Connection, select

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
    market_id: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Called:
    """What a kiosk is called, and when it was heard of last."""

    name: str
    position: str
    seen_at: datetime | None


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
    """Return the kiosks that `caller` sees and that were there then: who lacks it first, then by when they had it.

    When a kiosk had it is when it told of the first such registry. Of each one row is read, however many came since.
    """
    row, heard = kiosks.c, registry_received.c
    of_kiosk = (heard.kiosk_id == row.id, heard.as_of >= as_of, heard.as_of < as_of + WITHIN)
    at = select(heard.at).where(*of_kiosk).order_by(heard.as_of).limit(1).scalar_subquery()
    query = (
        select(row.id, row.market_id, row.name, at.label("at"))
        .where(row.denied_at.is_(None), row.paired_at <= as_of)
        .where(within_reach(caller, Right.SEE_KIOSKS, ties_of_market(row.market_id)))
    )
    # Sorted here: PostgreSQL would look for `at` anew wherever the order names it.
    found = sorted(
        connection.execute(query),
        key=lambda each: (each.at is not None, each.at or as_of, each.market_id, each.name, each.id),
    )
    return [Arrival(each.id, each.market_id, each.at) for each in found]


def called(connection: Connection, kiosk_ids: Sequence[str]) -> Mapping[str, Called]:
    """Return what these kiosks are called, by id: some hundreds at most."""
    row = kiosks.c
    query = (
        select(row.id, row.name, row.position, row.area, row.seen_at, kiosk_states.c.at.label("told_at"))
        .outerjoin(kiosk_states, kiosk_states.c.kiosk_id == row.id)
        .where(row.id.in_(kiosk_ids))
    )
    return {
        each.id: Called(each.name, each.position or each.area, later_of(each.seen_at, each.told_at))
        for each in connection.execute(query)
    }


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
