"""The kiosks of a market at a glance: the ailing ones first."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Connection, Select, and_, case, literal, or_, select, tuple_

from kiosk.central.kiosks.heartbeats import SILENT_AFTER, Ailment, ailments_of
from kiosk.central.kiosks.tables import kiosk_states, kiosks
from kiosk.central.people.reach import Ties, equal_to, within_reach
from kiosk.central.people.rights import Caller, Right
from kiosk.messages.enrolment import Hardware, fingerprint_of
from kiosk.messages.heartbeat import Heartbeat

_TIES = Ties(market=equal_to(kiosks.c.market_id))
_AILING, _WELL, _DENIED = range(3)


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
    ailments: tuple[Ailment, ...]
    heartbeat: Heartbeat | None


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
    if not (isinstance(rank, int) and 0 <= rank <= _DENIED and isinstance(name, str) and isinstance(kiosk_id, str)):
        return None
    return Cursor(rank, name, kiosk_id)


def read_fleet(
    connection: Connection, caller: Caller, market_id: str, after: Cursor | None, limit: int, now: datetime
) -> KioskPage:
    """Return kiosks that `caller` may see: of one market, or of all where it is ""."""
    rank = _rank(now)
    query = _with_state().add_columns(rank.label("rank")).where(within_reach(caller, Right.SEE_KIOSKS, _TIES))
    if market_id:
        query = query.where(kiosks.c.market_id == market_id)
    if after is not None:
        behind = tuple_(literal(after.rank), literal(after.name), literal(after.id))
        query = query.where(tuple_(rank, kiosks.c.name, kiosks.c.id) > behind)
    rows = connection.execute(query.order_by(rank, kiosks.c.name, kiosks.c.id).limit(limit + 1)).mappings()
    found = [dict(row) for row in rows]
    page = [_view_of(row, now) for row in found[:limit]]
    return KioskPage(kiosks=page, next=_written(found[limit - 1]) if len(found) > limit else None)


def read_kiosk(connection: Connection, kiosk_id: str, now: datetime) -> KioskView | None:
    """Return one kiosk; None where there is none."""
    row = connection.execute(_with_state().where(kiosks.c.id == kiosk_id)).mappings().first()
    return None if row is None else _view_of(dict(row), now)


def _with_state() -> Select[tuple[object, ...]]:
    state = (kiosk_states.c.at.label("told_at"), kiosk_states.c.document.label("heartbeat"))
    return select(kiosks, *state).outerjoin(kiosk_states, kiosk_states.c.kiosk_id == kiosks.c.id)


def _rank(now: datetime) -> ColumnElement[int]:
    is_silent = and_(*(or_(at.is_(None), at < now - SILENT_AFTER) for at in (kiosk_states.c.at, kiosks.c.seen_at)))
    is_ailing = or_(is_silent, kiosk_states.c.ailments > 0)
    return case((kiosks.c.denied_at.is_not(None), _DENIED), (is_ailing, _AILING), else_=_WELL)


def _view_of(row: Mapping[str, object], now: datetime) -> KioskView:
    beat = None if row["heartbeat"] is None else Heartbeat.model_validate(row["heartbeat"])
    told_at = row["told_at"]
    seen_at = max((at for at in (told_at, row["seen_at"]) if isinstance(at, datetime)), default=None)
    is_silent = seen_at is None or now - seen_at > SILENT_AFTER
    told = () if beat is None or not isinstance(told_at, datetime) else ailments_of(beat, told_at)
    ailments = (*((Ailment.SILENT,) if is_silent else ()), *told)
    fields = {name: row[name] for name in KioskView.model_fields if name in row}
    computed = {
        "fingerprint": _fingerprint(str(row["public_key"])),
        "ailments": ailments,
        "heartbeat": beat,
        "last_seen_at": seen_at,
    }
    return KioskView.model_validate(fields | computed)


def _fingerprint(public_key: str) -> str:
    return fingerprint_of(base64.urlsafe_b64decode(public_key + "="))


def _written(row: Mapping[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps([row["rank"], row["name"], row["id"]]).encode()).decode("ascii")
