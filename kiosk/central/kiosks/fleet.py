"""The kiosks of a market at a glance: the ailing ones first."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Connection, Join, Select, and_, case, func, literal, or_, select, tuple_

from kiosk.central.kiosks.arrivals import later_of
from kiosk.central.kiosks.heartbeats import SILENT_AFTER, Ailment, ailments_of
from kiosk.central.kiosks.shut import Shut, shut_now
from kiosk.central.kiosks.tables import kiosk_states, kiosks
from kiosk.central.people.reach import within_reach
from kiosk.central.people.rights import Caller, Right
from kiosk.central.registry.belonging import ties_of_market
from kiosk.central.registry.folded import is_found_by
from kiosk.messages.enrolment import Hardware, fingerprint_of
from kiosk.messages.heartbeat import CameraState, Heartbeat

_TIES = ties_of_market(kiosks.c.market_id)


class Health(StrEnum):
    """How a kiosk fares at a glance, in the order in which kiosks are listed."""

    CANNOT_SCAN = "cannot_scan"
    SILENT = "silent"
    AILING = "ailing"
    """It scans, and something else is wrong."""
    WELL = "well"
    SHUT = "shut"
    """It is not heard from, and its market is shut: nothing is known, and nothing is wrong."""
    DENIED = "denied"
    """On the deny list, however it fares."""


_RANKS = {health: rank for rank, health in enumerate(Health)}


def health_of(ailments: Collection[Ailment], *, is_denied: bool, is_shut: bool = False) -> Health:
    """Return how a kiosk fares that ails so. What a silent one said last of its camera may be long over."""
    if is_denied:
        return Health.DENIED
    if Ailment.SILENT in ailments:
        return Health.SHUT if is_shut else Health.SILENT
    if Ailment.CAMERA in ailments:
        return Health.CANNOT_SCAN
    return Health.AILING if ailments else Health.WELL


class KioskView(BaseModel):
    """One kiosk as a board sees it."""

    id: str
    name: str
    market_id: str
    area: str
    position: str
    fingerprint: str
    hardware: Hardware
    paired_at: datetime
    expires_at: datetime
    """End of its certificate, which it renews by itself."""
    denied_at: datetime | None
    denied_because: str
    last_seen_at: datetime | None
    """When it showed last that it lives: by a heartbeat, rows, or whatever it signed; to the minute."""
    is_shut: bool
    """Whether it is silent because its market is shut."""
    ailments: tuple[Ailment, ...]
    heartbeat: Heartbeat | None

    @property
    def health(self) -> Health:
        """How it fares at a glance."""
        return health_of(self.ailments, is_denied=self.denied_at is not None, is_shut=self.is_shut)


class KioskPage(BaseModel):
    """Some kiosks, ailing ones first. `next` is the cursor of the page behind."""

    kiosks: list[KioskView]
    next: str | None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Behind which kiosk a page begins."""

    rank: int
    name: str
    id: str


def cursor_of(text: str) -> Cursor | None:
    """Return the cursor that `text` is; None for what is none of ours."""
    try:
        rank, name, kiosk_id = json.loads(base64.urlsafe_b64decode(text.encode("ascii")))
    except (ValueError, TypeError, binascii.Error):
        return None
    if not (isinstance(rank, int) and 0 <= rank < len(Health) and isinstance(name, str) and isinstance(kiosk_id, str)):
        return None
    return Cursor(rank, name, kiosk_id)


@dataclass(frozen=True, slots=True)
class FleetAsked:
    """Which kiosks are asked for. What is empty does not choose."""

    market_id: str = ""
    health: Health | None = None
    text: str = ""
    """Part of a name or a place, with or without marks."""


def read_fleet(
    connection: Connection, caller: Caller, asked: FleetAsked, after: Cursor | None, limit: int, now: datetime
) -> KioskPage:
    """Return those of the asked kiosks that `caller` may see."""
    shut = shut_now(connection, now)
    rank = _rank(now, shut)
    query = _with_state().add_columns(rank.label("rank")).where(*_chosen(caller, asked))
    if asked.health is not None:
        query = query.where(rank == _RANKS[asked.health])
    if after is not None:
        behind = tuple_(literal(after.rank), literal(after.name), literal(after.id))
        query = query.where(tuple_(rank, kiosks.c.name, kiosks.c.id) > behind)
    rows = connection.execute(query.order_by(rank, kiosks.c.name, kiosks.c.id).limit(limit + 1)).mappings()
    found = [dict(row) for row in rows]
    page = [_view_of(row, now, shut) for row in found[:limit]]
    return KioskPage(kiosks=page, next=_written(found[limit - 1]) if len(found) > limit else None)


def count_fleet(connection: Connection, caller: Caller, asked: FleetAsked, now: datetime) -> dict[Health, int]:
    """Return how many of the asked kiosks fare how, of those that `caller` may see, whatever health was asked for."""
    rank = _rank(now, shut_now(connection, now)).label("rank")
    query = (
        select(rank, func.count().label("number")).select_from(_joined()).where(*_chosen(caller, asked)).group_by(rank)
    )
    counted = {row.rank: row.number for row in connection.execute(query)}
    return {health: counted.get(_RANKS[health], 0) for health in Health}


def read_kiosk(connection: Connection, kiosk_id: str, now: datetime) -> KioskView | None:
    """Return one kiosk; None where there is none."""
    row = connection.execute(_with_state().where(kiosks.c.id == kiosk_id)).mappings().first()
    return None if row is None else _view_of(dict(row), now, shut_now(connection, now))


def _joined() -> Join:
    return kiosks.outerjoin(kiosk_states, kiosk_states.c.kiosk_id == kiosks.c.id)


def _with_state() -> Select[tuple[object, ...]]:
    state = (kiosk_states.c.at.label("told_at"), kiosk_states.c.document.label("heartbeat"))
    return select(kiosks, *state).select_from(_joined())


def _chosen(caller: Caller, asked: FleetAsked) -> list[ColumnElement[bool]]:
    chosen = [within_reach(caller, Right.SEE_KIOSKS, _TIES)]
    if asked.market_id:
        chosen.append(kiosks.c.market_id == asked.market_id)
    if asked.text:
        chosen.append(is_found_by(kiosks.c.folded, asked.text))
    return chosen


def _rank(now: datetime, shut: Shut) -> ColumnElement[int]:
    """Return the place of a kiosk's health among all: `health_of`, as the database judges it."""
    is_silent = and_(*(or_(at.is_(None), at < now - SILENT_AFTER) for at in (kiosk_states.c.at, kiosks.c.seen_at)))
    cannot_scan = kiosk_states.c.document["camera"].as_string() == CameraState.LOST.value
    return case(
        (kiosks.c.denied_at.is_not(None), _RANKS[Health.DENIED]),
        (and_(is_silent, shut.excused()), _RANKS[Health.SHUT]),
        (is_silent, _RANKS[Health.SILENT]),
        (cannot_scan, _RANKS[Health.CANNOT_SCAN]),
        (kiosk_states.c.ailments > 0, _RANKS[Health.AILING]),
        else_=_RANKS[Health.WELL],
    )


def _view_of(row: Mapping[str, object], now: datetime, shut: Shut) -> KioskView:
    beat = None if row["heartbeat"] is None else Heartbeat.model_validate(row["heartbeat"])
    told_at = row["told_at"]
    seen_at = later_of(told_at, row["seen_at"])
    is_silent = seen_at is None or now - seen_at > SILENT_AFTER
    told = () if beat is None or not isinstance(told_at, datetime) else ailments_of(beat, told_at)
    ailments = (*((Ailment.SILENT,) if is_silent else ()), *told)
    fields = {name: row[name] for name in KioskView.model_fields if name in row}
    computed = {
        "fingerprint": _fingerprint(str(row["public_key"])),
        "ailments": ailments,
        "heartbeat": beat,
        "last_seen_at": seen_at,
        "is_shut": is_silent and shut.excuses(str(row["id"]), str(row["market_id"]), seen_at),
    }
    return KioskView.model_validate(fields | computed)


def _fingerprint(public_key: str) -> str:
    return fingerprint_of(base64.urlsafe_b64decode(public_key + "="))


def _written(row: Mapping[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps([row["rank"], row["name"], row["id"]]).encode()).decode("ascii")
