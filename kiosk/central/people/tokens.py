"""API tokens: made once, shown once, kept as a hash; and who a request comes from."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from kiosk.central.people.changes import new_id
from kiosk.central.people.rights import Caller, Grant, Role
from kiosk.central.people.tables import grants, tokens, users

PREFIX = "kst_"
"""By which a secret scanner knows a token that was committed somewhere."""
SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token as it is shown once."""

    id: str
    text: str


def issue_token(
    connection: Connection, user_id: str, label: str, now: datetime, expires_at: datetime | None = None
) -> NewToken:
    """Store a new token of `user_id` by its hash, and return it. The caller records the change."""
    text = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    row = {
        "id": new_id(now),
        "user_id": user_id,
        "digest": digest_of(text),
        "label": label,
        "created_at": now,
        "expires_at": expires_at,
        "revoked_at": None,
    }
    connection.execute(insert(tokens), row)
    return NewToken(str(row["id"]), text)


def caller_of_token(connection: Connection, text: str, now: datetime) -> Caller | None:
    """Return whose token it is, with the grants in force; None for one that is unknown, expired or revoked."""
    query = (
        select(users.c.id, users.c.name, tokens.c.expires_at)
        .join(users, users.c.id == tokens.c.user_id)
        .where(tokens.c.digest == digest_of(text), tokens.c.revoked_at.is_(None), users.c.is_active)
    )
    row = connection.execute(query).first()
    if row is None or (row.expires_at is not None and row.expires_at <= now):
        return None
    return Caller(row.id, row.name, grants_of(connection, row.id))


def grants_of(connection: Connection, user_id: str) -> tuple[Grant, ...]:
    """Return the grants that a user holds."""
    held = connection.execute(select(grants).where(grants.c.user_id == user_id)).all()
    return tuple(
        Grant(Role(one.role), one.establishment_id, one.market_id, one.unit_id, one.department) for one in held
    )


def digest_of(text: str) -> str:
    """Return the SHA-256 by which a token is kept."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
