"""Nobody locks everybody out: one administrator of everything keeps a token in force."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http import HTTPStatus

from fastapi import HTTPException
from sqlalchemy import ColumnElement, Connection, and_, or_, select

from kiosk.central.people.rights import Role
from kiosk.central.people.tables import grants, tokens, users


@contextmanager
def somebody_stays(connection: Connection, now: datetime) -> Iterator[None]:
    """Do what takes rights away. Raises a 409 where an administrator could enter before, and none can after.

    Of two at once the second waits: on PostgreSQL for the administrators' grants, which are locked
    here, on SQLite for the only writer.
    """
    unlimited = _of_administrators()
    connection.execute(select(grants.c.id).where(unlimited).order_by(grants.c.id).with_for_update())
    had_somebody = _can_somebody_enter(connection, now)
    yield
    if had_somebody and not _can_somebody_enter(connection, now):
        raise HTTPException(
            HTTPStatus.CONFLICT,
            "No administrator of everything would be left with a token in force. Make another administrator first.",
        )


def _can_somebody_enter(connection: Connection, now: datetime) -> bool:
    query = (
        select(users.c.id)
        .join(grants, grants.c.user_id == users.c.id)
        .join(tokens, tokens.c.user_id == users.c.id)
        .where(
            users.c.is_active,
            _of_administrators(),
            tokens.c.revoked_at.is_(None),
            or_(tokens.c.expires_at.is_(None), tokens.c.expires_at > now),
        )
        .limit(1)
    )
    return connection.execute(query).first() is not None


def _of_administrators() -> ColumnElement[bool]:
    limits = (grants.c.establishment_id, grants.c.market_id, grants.c.unit_id, grants.c.department)
    return and_(grants.c.role == Role.ADMINISTRATOR.value, *(limit == "" for limit in limits))
