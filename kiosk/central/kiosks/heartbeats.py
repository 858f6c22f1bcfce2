"""How each kiosk fares: its last heartbeat, those of the last week, and what in it is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, select

from kiosk.central.database import insert_of
from kiosk.central.kiosks.arrivals import note_received
from kiosk.central.kiosks.tables import heartbeats, kiosk_states, kiosks
from kiosk.messages.heartbeat import CameraState, ClockQuality, Heartbeat

KEPT_FOR = timedelta(days=7)
"""Then the rounds of pruning delete them (retention.py)."""
SILENT_AFTER = timedelta(minutes=25)
"""Two heartbeats missed and a half: on a bad line one is lost now and then."""
HOT_C = 80.0
"""A Raspberry Pi slows down at 80 °C."""
LITTLE_DISK_MB = 500
MANY_UNSENT = 1000
OLD_DATA = timedelta(hours=36)
"""A kiosk that fetches once a day has data of up to a day and what was published before: one day was missed."""
CLOCKS_DIFFER = timedelta(minutes=5)
"""How far a unit's clock may run ahead and still say which heartbeat is the newest."""


class Ailment(StrEnum):
    """What is wrong with a kiosk."""

    SILENT = "silent"
    CAMERA = "camera"
    HOT = "hot"
    DISK = "disk"
    UNSENT = "unsent"
    CLOCK = "clock"
    OLD_DATA = "old_data"
    FAULT = "fault"
    """The unit names error numbers that stand."""


@dataclass(frozen=True, slots=True)
class _Sign:
    ailment: Ailment
    shows: Callable[[Heartbeat, datetime], bool]


SIGNS = (
    _Sign(Ailment.CAMERA, lambda beat, _: beat.camera is CameraState.LOST),
    _Sign(Ailment.HOT, lambda beat, _: beat.temperature_c is not None and beat.temperature_c >= HOT_C),
    _Sign(Ailment.DISK, lambda beat, _: beat.disk_free_mb is not None and beat.disk_free_mb < LITTLE_DISK_MB),
    _Sign(Ailment.UNSENT, lambda beat, _: beat.unsent >= MANY_UNSENT),
    _Sign(Ailment.CLOCK, lambda beat, _: beat.clock is ClockQuality.UNTRUSTED),
    _Sign(Ailment.OLD_DATA, lambda beat, now: beat.data_as_of is not None and now - beat.data_as_of > OLD_DATA),
    _Sign(Ailment.FAULT, lambda beat, _: bool(beat.faults)),
)


def ailments_of(beat: Heartbeat, received_at: datetime) -> tuple[Ailment, ...]:
    """Return what a heartbeat says to be wrong."""
    return tuple(sign.ailment for sign in SIGNS if sign.shows(beat, received_at))


def store_heartbeat(connection: Connection, kiosk_id: str, beat: Heartbeat, now: datetime) -> None:
    """Store a heartbeat once, and make it the kiosk's state if it is the newest."""
    # A kiosk's heartbeats one after another: on PostgreSQL by this lock, on SQLite by the first that writes.
    connection.execute(select(kiosks.c.id).where(kiosks.c.id == kiosk_id).with_for_update())
    document = beat.model_dump(mode="json")
    row = {"kiosk_id": kiosk_id, "made_at": beat.made_at, "at": now, "document": document}
    connection.execute(insert_of(connection, heartbeats).values(row).on_conflict_do_nothing())
    note_received(connection, kiosk_id, beat.data_as_of, now)
    if _is_late(connection, kiosk_id, beat, now):
        return
    state = {"at": now, "ailments": len(ailments_of(beat, now)), "document": document}
    made = insert_of(connection, kiosk_states).values(kiosk_id=kiosk_id, **state)
    connection.execute(made.on_conflict_do_update(index_elements=[kiosk_states.c.kiosk_id], set_=state))


def _is_late(connection: Connection, kiosk_id: str, beat: Heartbeat, now: datetime) -> bool:
    """Return whether a heartbeat as new stands already. One from a clock that ran ahead holds nothing up."""
    query = select(kiosk_states.c.document).where(kiosk_states.c.kiosk_id == kiosk_id)
    document = connection.execute(query).scalar_one_or_none()
    if document is None:
        return False
    return beat.made_at <= Heartbeat.model_validate(document).made_at <= now + CLOCKS_DIFFER


@dataclass(frozen=True, slots=True)
class Received:
    """A heartbeat and when the centre got it."""

    at: datetime
    heartbeat: Heartbeat


def read_heartbeats(connection: Connection, kiosk_id: str, limit: int) -> list[Received]:
    """Return the newest heartbeats of a kiosk, newest first."""
    query = select(heartbeats).where(heartbeats.c.kiosk_id == kiosk_id).order_by(heartbeats.c.at.desc()).limit(limit)
    return [Received(row.at, Heartbeat.model_validate(row.document)) for row in connection.execute(query)]
