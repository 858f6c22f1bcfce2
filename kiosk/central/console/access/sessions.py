"""Sessions: opened at log in under a token that nobody had before, ended by time, by hand, or with the rights.

The cookie holds the token, the database its SHA-256. What is bound to the session (the CSRF token) is
derived from it, so that nothing else is kept.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from kiosk.central.console.access.tables import sessions
from kiosk.central.people.changes import new_id
from kiosk.central.people.rights import Caller, Grant
from kiosk.central.people.tables import users
from kiosk.central.people.tokens import digest_of, grants_of

IDLE = timedelta(hours=1)
WHOLE = timedelta(hours=12)
"""A working day, whatever was done in it."""
MAX_SESSIONS = 10
"""Of one user: the oldest end."""
_TOLD_EVERY = timedelta(minutes=1)
"""Being seen is stored no more often: pages that ask by themselves would write each time."""
_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Session:
    """One session in force, and whose it is."""

    id: str
    caller: Caller
    csrf: str
    is_told: bool
    """Its being seen stands in the database."""


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session as its owner sees it."""

    id: str
    created_at: datetime
    seen_at: datetime


def open_session(connection: Connection, user_id: str, now: datetime) -> str:
    """Store a new session of `user_id` and return its token: the cookie alone holds it."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    row = {
        "id": new_id(now),
        "user_id": user_id,
        "digest": digest_of(token),
        "grants_digest": _digest_of_grants(grants_of(connection, user_id)),
        "created_at": now,
        "seen_at": now,
    }
    connection.execute(insert(sessions), row)
    _end_oldest(connection, user_id, but=str(row["id"]))
    return token


def session_of(connection: Connection, token: str, now: datetime) -> Session | None:
    """Return the session of a token; None for one that is unknown or over, or whose user has other rights by now."""
    query = (
        select(sessions, users.c.name)
        .join(users, users.c.id == sessions.c.user_id)
        .where(sessions.c.digest == digest_of(token), users.c.is_active)
    )
    row = connection.execute(query).first()
    if row is None or row.created_at <= now - WHOLE or row.seen_at <= now - IDLE:
        return None
    held = grants_of(connection, row.user_id)
    if not hmac.compare_digest(row.grants_digest, _digest_of_grants(held)):
        return None
    return Session(row.id, Caller(row.user_id, row.name, held), csrf_of(token), row.seen_at > now - _TOLD_EVERY)


def note_seen(connection: Connection, session_id: str, now: datetime) -> None:
    """Store that somebody is there."""
    connection.execute(update(sessions).where(sessions.c.id == session_id).values(seen_at=now))


def end_session(connection: Connection, user_id: str, session_id: str) -> bool:
    """End one session of `user_id`, and return whether there was one."""
    own = (sessions.c.user_id == user_id) & (sessions.c.id == session_id)
    return connection.execute(delete(sessions).where(own)).rowcount == 1


def end_sessions(connection: Connection, user_id: str, but: str = "") -> None:
    """End every session of `user_id`, `but` the one of that id."""
    connection.execute(delete(sessions).where(sessions.c.user_id == user_id, sessions.c.id != but))


def sessions_of(connection: Connection, user_id: str, now: datetime) -> list[OpenSession]:
    """Return the sessions of `user_id` that are not over, newest first."""
    in_force = (sessions.c.created_at > now - WHOLE) & (sessions.c.seen_at > now - IDLE)
    query = select(sessions).where(sessions.c.user_id == user_id, in_force).order_by(sessions.c.id.desc())
    return [OpenSession(row.id, row.created_at, row.seen_at) for row in connection.execute(query)]


def csrf_of(token: str) -> str:
    """Return what each form of a session bears; it says nothing of the session's token."""
    return hmac.new(token.encode("utf-8", "surrogatepass"), b"console form", hashlib.sha256).hexdigest()


def _end_oldest(connection: Connection, user_id: str, but: str) -> None:
    """End what is beyond MAX_SESSIONS: never the new one, whose id is no later than others of its millisecond."""
    others = select(sessions.c.id).where(sessions.c.user_id == user_id, sessions.c.id != but)
    kept = connection.execute(others.order_by(sessions.c.id.desc()).limit(MAX_SESSIONS - 1)).scalars().all()
    old = (sessions.c.user_id == user_id) & sessions.c.id.not_in([*kept, but])
    connection.execute(delete(sessions).where(old))


def _digest_of_grants(grants: Iterable[Grant]) -> str:
    written = sorted(
        "\0".join((one.role.value, one.establishment_id, one.market_id, one.unit_id, one.department)) for one in grants
    )
    return hashlib.sha256("\n".join(written).encode()).hexdigest()
