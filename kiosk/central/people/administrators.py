"""Nobody locks everybody out: one administrator of everything can enter, by a token in force or by the console."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http import HTTPStatus

from fastapi import HTTPException
from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select

from kiosk.central.people.rights import Role
from kiosk.central.people.tables import credentials, grants, tokens, users


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
            "No administrator of everything would be left who can enter. Make another administrator first.",
        )


def _can_somebody_enter(connection: Connection, now: datetime) -> bool:
    in_force = (
        select(tokens.c.id)
        .where(tokens.c.user_id == users.c.id, tokens.c.revoked_at.is_(None))
        .where(or_(tokens.c.expires_at.is_(None), tokens.c.expires_at > now))
    )
    signing_in = select(credentials.c.user_id).where(credentials.c.user_id == users.c.id)
    query = (
        select(users.c.id)
        .join(grants, grants.c.user_id == users.c.id)
        .where(users.c.is_active, _of_administrators(), or_(exists(in_force), exists(signing_in)))
        .limit(1)
    )
    return connection.execute(query).first() is not None


def _of_administrators() -> ColumnElement[bool]:
    limits = (grants.c.establishment_id, grants.c.market_id, grants.c.unit_id, grants.c.department)
    return and_(grants.c.role == Role.ADMINISTRATOR.value, *(limit == "" for limit in limits))
