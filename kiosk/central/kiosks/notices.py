"""Notices as rows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Row, func, insert, select, update

from kiosk.central.kiosks.levels import next_version
from kiosk.central.kiosks.tables import notices
from kiosk.central.people.changes import Deed, record_change
from kiosk.central.registry.folded import folded_columns
from kiosk.messages.notices import Notice

KIND = "notices"


def add_notice(connection: Connection, deed: Deed, notice: Notice) -> None:
    """Store a new notice, and record it."""
    row = notice.model_dump() | {"kind": notice.kind.value}
    derived = {"version": next_version(connection, "notices"), **folded_columns(notices, row)}
    connection.execute(insert(notices), row | derived)
    record_change(connection, deed, KIND, notice.id, None, row)


def end_notice(connection: Connection, deed: Deed, notice: Notice) -> Notice:
    """Let a notice end now, and record it; one that has ended stays as it was."""
    if notice.ends_at <= deed.at:
        return notice
    ended = notice.model_copy(update={"ends_at": deed.at, "starts_at": min(notice.starts_at, deed.at)})
    values = {"ends_at": ended.ends_at, "starts_at": ended.starts_at, "version": next_version(connection, "notices")}
    connection.execute(update(notices).where(notices.c.id == notice.id).values(**values))
    record_change(connection, deed, KIND, notice.id, notice.model_dump(), ended.model_dump())
    return ended


def lengthen_notice(connection: Connection, deed: Deed, notice: Notice, ends_at: datetime) -> None:
    """Let a notice stand to another end, and record it."""
    longer = notice.model_copy(update={"ends_at": ends_at})
    values = {"ends_at": ends_at, "version": next_version(connection, "notices")}
    connection.execute(update(notices).where(notices.c.id == notice.id).values(**values))
    record_change(connection, deed, KIND, notice.id, notice.model_dump(), longer.model_dump())


def notice_of(connection: Connection, notice_id: str) -> Notice | None:
    """Return a notice; None where there is none."""
    row = connection.execute(select(notices).where(notices.c.id == notice_id)).first()
    return None if row is None else _notice_of(row)


def notices_for(connection: Connection, market_id: str, now: datetime) -> tuple[int, tuple[Notice, ...]]:
    """Return the version and what a market's screens tell now or later: emergencies first, then by their start."""
    here = notices.c.market_id.in_(("", market_id))
    version = connection.execute(select(func.max(notices.c.version)).where(here)).scalar_one() or 0
    query = select(notices).where(here, notices.c.ends_at > now)
    rows = connection.execute(query.order_by(notices.c.kind, notices.c.starts_at, notices.c.id))
    return version, tuple(_notice_of(row) for row in rows)


def _notice_of(row: Row[tuple[object, ...]]) -> Notice:
    return Notice.model_validate({name: getattr(row, name) for name in Notice.model_fields})
