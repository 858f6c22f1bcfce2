"""Alerts about kiosks: silent while their market is open, a camera that reads nothing, one that reads ever worse."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import add
from typing import Final

from sqlalchemy import ColumnElement, Connection, case, func, select

from kiosk.central.alerts.kinds import Kind
from kiosk.central.alerts.opening import Evidence, Found, end_alert, open_alert, standing_subjects
from kiosk.central.alerts.tables import read_quality
from kiosk.central.journal.count_tables import HOURS, usage_kiosk_days
from kiosk.central.kiosks.heartbeats import MANY_UNSENT, SILENT_AFTER
from kiosk.central.kiosks.hours import open_time
from kiosk.central.kiosks.levels import CITY, kiosk_key, market_key
from kiosk.central.kiosks.tables import heartbeats, kiosk_settings, kiosk_states, kiosks
from kiosk.messages.heartbeat import CameraState, Heartbeat
from kiosk.messages.unit_settings import KioskSettings, OpeningHours, merged
from kiosk.moment import HANOI, hanoi_day

WITHOUT_HOURS: Final = timedelta(hours=24)
"""Silence of a kiosk whose hours nobody set is told after so long: the breaker is pulled every evening."""
LISTENS_FOR: Final = timedelta(minutes=15)
"""After a break of its own the centre opens no alert for so long: units come back within five minutes."""
BREAK: Final = timedelta(minutes=10)
LOOKED_AT: Final = timedelta(hours=3)
"""So long nothing was read, where usually something is."""
DAYS_BEFORE: Final = 7
EXPECTED: Final = 10
"""Scans that the same hours usually have: none where so many are usual happens by chance once in 20,000."""
BEATS: Final = 12
"""Heartbeats in that time: two hours of it at least, so that the kiosk was there."""
RECENT_DAYS: Final = 2
USUAL_DAYS: Final = 14
ENOUGH_READS: Final = 100
SLOW_SHARE: Final = 0.15
"""Less than every seventh label read slowly is no dirty camera, whatever was usual."""
SLOW_ANYWAY: Final = 0.5
"""Every second label read slowly is one, even if it was never better."""
TIMES_USUAL: Final = 2.0
SURE: Final = 4.0
"""Standard errors by which the share is above the usual one."""
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Unit:
    """A kiosk in service, and when it was there last. `beat`: what it said last of itself."""

    id: str
    market_id: str
    seen_at: datetime
    beat: Heartbeat | None

    def is_silent(self, now: datetime) -> bool:
        """Return whether it has not said a word for longer than a bad line explains."""
        return now - self.seen_at > SILENT_AFTER


def look_for_down(connection: Connection, now: datetime, cursor: str) -> str:
    """Open an alert for each kiosk that is silent while its market is open; end it when the kiosk is back.

    Only time in which the market is open counts: a kiosk without power at night is none. The cursor says since when
    the centre has been there itself, and when it looked last: after an outage of its own it listens first.
    """
    up_since = _up_since(cursor, now)
    silent = [unit for unit in units_of(connection) if unit.is_silent(now)]
    hours = opening_hours_of(connection, silent)
    for unit in silent:
        if now - up_since >= LISTENS_FOR and is_down(hours[unit.id], unit.seen_at, now):
            last = () if unit.beat is None else (_beat(unit, unit.beat.made_at),)
            open_alert(connection, _about(Kind.KIOSK_DOWN, unit, now, {"since": unit.seen_at.isoformat()}, last), now)
    _end(connection, Kind.KIOSK_DOWN, {unit.id for unit in silent}, now)
    return json.dumps([up_since.isoformat(), now.isoformat()])


def _up_since(cursor: str, now: datetime) -> datetime:
    """Return since when the centre has looked without a break."""
    if not cursor:
        return now
    up_since, last = map(datetime.fromisoformat, json.loads(cursor))
    return up_since if timedelta(0) <= now - last <= BREAK else now


def is_down(hours: Sequence[OpeningHours] | None, seen_at: datetime, now: datetime) -> bool:
    """Return whether a kiosk that was there last at `seen_at` should have been heard; `hours` None: nobody set them."""
    if hours is None:
        return now - seen_at >= WITHOUT_HOURS
    return open_time(hours, seen_at, now) > SILENT_AFTER


def look_for_blind(connection: Connection, now: datetime, cursor: str) -> str:
    """Open an alert for each kiosk that is there and whose camera is lost, or reads nothing where it usually does."""
    present = [unit for unit in units_of(connection) if not unit.is_silent(now)]
    lost = [unit for unit in present if unit.beat is not None and unit.beat.camera is CameraState.LOST]
    blind: dict[str, None] = {}
    for unit in lost:
        shown = _lost_beats(connection, unit, now)
        if shown:
            blind[unit.id] = None
            open_alert(connection, _about(Kind.CAMERA_NOTHING, unit, now, {"lost": True}, shown), now)
    ready = [unit for unit in present if unit not in lost and _has_sent(unit)]
    expected = _expected(connection, {unit.market_id for unit in ready}, now)
    for unit in ready:
        usual, read = expected.get(unit.id, (0.0, 0))
        if read == 0 and usual >= EXPECTED and len(beats := _beats_since(connection, unit, now - LOOKED_AT)) >= BEATS:
            blind[unit.id] = None
            details = {"lost": False, "usual": round(usual), "hours": LOOKED_AT // timedelta(hours=1)}
            open_alert(connection, _about(Kind.CAMERA_NOTHING, unit, now, details, beats[-3:]), now)
    # Of one that is silent nothing is known: its alert stays until it reads again.
    _end(connection, Kind.CAMERA_NOTHING, blind.keys() | (_all_subjects(connection) - _ids(present)), now)
    return cursor


def look_for_dirty(connection: Connection, now: datetime, cursor: str) -> str:
    """Open an alert for each kiosk whose camera reads much slower than it used to."""
    today = hanoi_day(now)
    dirty = set()
    units = {unit.id: unit for unit in units_of(connection)}
    for kiosk_id, days in _quality(connection, today).items():
        recent, usual = _summed(days, today)
        if kiosk_id in units and is_dirty(recent, usual):
            dirty.add(kiosk_id)
            details = {"share": round(recent.share, 3), "usual": round(usual.share, 3), "reads": recent.reads}
            shown = tuple(
                Evidence("day", day.isoformat(), _noon(day), units[kiosk_id].market_id, kiosk_id)
                for day, _ in days
                if today - day < timedelta(days=RECENT_DAYS)
            )
            open_alert(connection, _about(Kind.CAMERA_DIRTY, units[kiosk_id], now, details, shown), now)
    _end(connection, Kind.CAMERA_DIRTY, dirty, now)
    return cursor


@dataclass(frozen=True, slots=True)
class Reads:
    """Labels that were read, and those that were read slowly."""

    reads: int = 0
    slow: int = 0

    @property
    def share(self) -> float:
        """Of those that were read, how many slowly."""
        return self.slow / self.reads if self.reads else 0.0


def is_dirty(recent: Reads, usual: Reads) -> bool:
    """Return whether a camera reads so much slower than usual that it is hardly chance, or slower than any should."""
    if recent.reads < ENOUGH_READS or recent.share < SLOW_SHARE:
        return False
    if recent.share >= SLOW_ANYWAY:
        return True
    if usual.reads < ENOUGH_READS:
        return False
    together = (recent.slow + usual.slow) / (recent.reads + usual.reads)
    error = math.sqrt(together * (1 - together) * (1 / recent.reads + 1 / usual.reads))
    is_twice = recent.share >= TIMES_USUAL * usual.share
    return is_twice and recent.share - usual.share > SURE * error


def units_of(connection: Connection) -> list[Unit]:
    """Return every kiosk that is not shut out."""
    query = select(kiosks.c.id, kiosks.c.market_id, kiosks.c.paired_at, kiosks.c.seen_at, kiosk_states.c.at)
    query = query.add_columns(kiosk_states.c.document).outerjoin(kiosk_states, kiosk_states.c.kiosk_id == kiosks.c.id)
    found = []
    for row in connection.execute(query.where(kiosks.c.denied_at.is_(None)).order_by(kiosks.c.id)):
        seen_at = max(at for at in (row.paired_at, row.seen_at, row.at) if at is not None)
        beat = None if row.document is None else Heartbeat.model_validate(row.document)
        found.append(Unit(row.id, row.market_id, seen_at, beat))
    return found


def opening_hours_of(connection: Connection, units: Sequence[Unit]) -> Mapping[str, tuple[OpeningHours, ...] | None]:
    """Return the hours that hold for each kiosk; None where neither city, market nor kiosk has any."""
    keys = sorted({CITY} | {market_key(one.market_id) for one in units} | {kiosk_key(one.id) for one in units})
    said: dict[str, KioskSettings] = {}
    for begin in range(0, len(keys), _AT_ONCE):
        query = select(kiosk_settings.c.key, kiosk_settings.c.document)
        for row in connection.execute(query.where(kiosk_settings.c.key.in_(keys[begin : begin + _AT_ONCE]))):
            said[row.key] = KioskSettings.model_validate(row.document)
    nothing = KioskSettings()
    return {
        one.id: merged(
            tuple(said.get(key, nothing) for key in (CITY, market_key(one.market_id), kiosk_key(one.id)))
        ).opening_hours
        for one in units
    }


def _about(kind: Kind, unit: Unit, now: datetime, details: Mapping[str, object], shown: tuple[Evidence, ...]) -> Found:
    return Found(
        kind,
        unit.id,
        at=now,
        markets=frozenset({unit.market_id}),
        kiosk_id=unit.id,
        details=details,
        evidence=shown,
    )


def _end(connection: Connection, kind: Kind, stay: Iterable[str], now: datetime) -> None:
    for subject in standing_subjects(connection, kind) - frozenset(stay):
        end_alert(connection, kind, subject, now)


def _beat(unit: Unit, made_at: datetime) -> Evidence:
    return Evidence("heartbeat", made_at.isoformat(), made_at, unit.market_id, unit.id)


def _beats_since(connection: Connection, unit: Unit, since: datetime) -> tuple[Evidence, ...]:
    query = select(heartbeats.c.made_at).where(heartbeats.c.kiosk_id == unit.id, heartbeats.c.at >= since)
    return tuple(_beat(unit, at) for at in connection.execute(query.order_by(heartbeats.c.at)).scalars())


def _lost_beats(connection: Connection, unit: Unit, now: datetime) -> tuple[Evidence, ...]:
    """Return the last two heartbeats where both say that the camera is lost: a plug that was moved is one."""
    query = select(heartbeats).where(heartbeats.c.kiosk_id == unit.id, heartbeats.c.at <= now)
    last = connection.execute(query.order_by(heartbeats.c.at.desc()).limit(2)).all()
    are_lost = len(last) == 2 and all(Heartbeat.model_validate(one.document).camera is CameraState.LOST for one in last)
    return tuple(_beat(unit, one.made_at) for one in last) if are_lost else ()


def _has_sent(unit: Unit) -> bool:
    """Return whether it has a camera and keeps no rows back: only then nothing is a fact."""
    return unit.beat is not None and unit.beat.camera is CameraState.OK and unit.beat.unsent < MANY_UNSENT // 10


def _expected(connection: Connection, markets: set[str], now: datetime) -> dict[str, tuple[float, int]]:
    """Return of each kiosk at `markets` how many scans the last hours usually have, and how many they had."""
    this_hour = now.replace(minute=0, second=0, microsecond=0)
    hours = [this_hour - timedelta(hours=back) for back in range(1, LOOKED_AT // timedelta(hours=1) + 1)]
    before = [hour - timedelta(days=day) for hour in hours for day in range(1, DAYS_BEFORE + 1)]
    rows = usage_kiosk_days.c
    query = select(rows.kiosk_id, _scans_in(before), _scans_in([*hours, this_hour])).where(
        rows.market_id.in_(sorted(markets)), rows.day >= hanoi_day(before[-1]), rows.day <= hanoi_day(now)
    )
    return {
        kiosk_id: (scans / DAYS_BEFORE, count)
        for kiosk_id, scans, count in connection.execute(query.group_by(rows.kiosk_id))
    }


def _scans_in(hours: Iterable[datetime]) -> ColumnElement[int]:
    """Return the sum of the scans of some hours."""
    wanted: dict[date, list[ColumnElement[int]]] = {}
    for hour in hours:
        at = hour.astimezone(HANOI)
        wanted.setdefault(at.date(), []).append(usage_kiosk_days.c[HOURS[at.hour]])
    days = ((usage_kiosk_days.c.day == day, reduce(add, columns)) for day, columns in wanted.items())
    return func.coalesce(func.sum(case(*days, else_=0)), 0)


def _all_subjects(connection: Connection) -> frozenset[str]:
    return standing_subjects(connection, Kind.CAMERA_NOTHING)


def _ids(units: Iterable[Unit]) -> frozenset[str]:
    return frozenset(unit.id for unit in units)


def _quality(connection: Connection, today: date) -> dict[str, list[tuple[date, Reads]]]:
    rows = read_quality.c
    query = select(read_quality).where(rows.day > today - timedelta(days=RECENT_DAYS + USUAL_DAYS), rows.day <= today)
    found: dict[str, list[tuple[date, Reads]]] = {}
    for row in connection.execute(query.order_by(rows.kiosk_id, rows.day)):
        found.setdefault(row.kiosk_id, []).append((row.day, Reads(row.reads, row.slow)))
    return found


def _summed(days: Sequence[tuple[date, Reads]], today: date) -> tuple[Reads, Reads]:
    """Return the reads of the last RECENT_DAYS, and those of the days before."""
    recent = [one for day, one in days if today - day < timedelta(days=RECENT_DAYS)]
    usual = [one for day, one in days if today - day >= timedelta(days=RECENT_DAYS)]
    return tuple(  # type: ignore[return-value]  # two of them
        Reads(sum(one.reads for one in part), sum(one.slow for one in part)) for part in (recent, usual)
    )


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=HANOI)
