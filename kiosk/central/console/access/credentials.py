"""By what somebody signs in: a password and the second factor, set by a link that works once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from kiosk.central.console.access.codes import digest_of_recovery, new_recovery_codes, new_secret, step_of
from kiosk.central.console.access.sessions import end_sessions
from kiosk.central.console.access.tables import recovery_codes, setup_links
from kiosk.central.database import insert_of
from kiosk.central.people.changes import Deed, new_id, record_change
from kiosk.central.people.tables import credentials, users
from kiosk.central.people.tokens import digest_of

LINK_LASTS = timedelta(days=3)
OWN_LINK_LASTS = timedelta(minutes=15)
SETUP_PATH = "/console/setup"
_SECRET_BYTES = 24


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of somebody who can sign in."""

    user_id: str
    name: str
    password: str
    totp: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link that was not used yet: for whom, and the secret of the second factor that it will set."""

    id: str
    user_id: str
    name: str
    totp: str


def make_link(connection: Connection, deed: Deed, user_id: str, lasts: timedelta = LINK_LASTS) -> str:
    """Store a new link for `user_id` and return its path; links before it are without effect.

    The caller has checked that `deed` may change the user. The audit keeps who made it: whoever can open
    somebody's console is no second person beside them (`holdings.are_one_person`).
    """
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    connection.execute(delete(setup_links).where(setup_links.c.user_id == user_id))
    row: dict[str, object] = {
        "id": new_id(deed.at),
        "user_id": user_id,
        "digest": digest_of(secret),
        "totp": new_secret(),
        "expires_at": deed.at + lasts,
    }
    connection.execute(insert(setup_links), row)
    after = {"user_id": user_id, "expires_at": row["expires_at"]}
    record_change(connection, deed, "setup_links", str(row["id"]), None, after)
    return f"{SETUP_PATH}/{secret}"


def link_of(connection: Connection, secret: str, now: datetime) -> Link | None:
    """Return what a link is for; None for one that is unknown, used or over, or whose user is let in no more."""
    query = (
        select(setup_links.c.id, setup_links.c.user_id, users.c.name, setup_links.c.totp)
        .join(users, users.c.id == setup_links.c.user_id)
        .where(setup_links.c.digest == digest_of(secret), setup_links.c.expires_at > now, users.c.is_active)
    )
    row = connection.execute(query).first()
    return None if row is None else Link(row.id, row.user_id, row.name, row.totp)


def use_link(connection: Connection, deed: Deed, link: Link, hashed: str, step: int) -> tuple[str, ...] | None:
    """Set password and second factor of the link's user, end their sessions, and return new recovery codes.

    None where somebody else has used the link a moment ago. `hashed` is made of the password before, outside of
    the transaction; `step` is that of the code that proved the factor.
    """
    if connection.execute(delete(setup_links).where(setup_links.c.id == link.id)).rowcount != 1:
        return None
    kept = {"password": hashed, "totp": link.totp, "last_step": step, "changed_at": deed.at}
    store = insert_of(connection, credentials).values(user_id=link.user_id, **kept)
    connection.execute(store.on_conflict_do_update(index_elements=["user_id"], set_=kept))
    end_sessions(connection, link.user_id)
    record_change(connection, deed, "credentials", link.user_id, None, {"user_id": link.user_id, "totp": "set"})
    codes = new_recovery_codes()
    connection.execute(delete(recovery_codes).where(recovery_codes.c.user_id == link.user_id))
    rows = [{"digest": digest_of_recovery(code), "user_id": link.user_id, "used_at": None} for code in codes]
    connection.execute(insert(recovery_codes), rows)
    return codes


def change_password(connection: Connection, deed: Deed, user_id: str, hashed: str) -> None:
    """Set another password. The caller has checked the old one, and ends the other sessions."""
    after = {"password": hashed, "changed_at": deed.at}
    connection.execute(update(credentials).where(credentials.c.user_id == user_id).values(after))
    record_change(connection, deed, "credentials", user_id, None, {"user_id": user_id, "password": "set"})


def kept_of(connection: Connection, name: str) -> Kept | None:
    """Return what is kept of the user of that name; None where nobody of that name can sign in."""
    query = (
        select(users.c.id, users.c.name, credentials.c.password, credentials.c.totp)
        .join(credentials, credentials.c.user_id == users.c.id)
        .where(users.c.name == name, users.c.is_active)
    )
    row = connection.execute(query).first()
    return None if row is None else Kept(row.id, row.name, row.password, row.totp)


def use_code(connection: Connection, kept: Kept, code: str, now: datetime) -> bool:
    """Return whether `code` is the second factor's, or a recovery code: each opens once."""
    step = step_of(code, kept.totp, now)
    if step is not None:
        newer = (credentials.c.user_id == kept.user_id) & (credentials.c.last_step < step)
        return connection.execute(update(credentials).where(newer).values(last_step=step)).rowcount == 1
    digest = digest_of_recovery(code)
    if digest is None:
        return False
    mine = (recovery_codes.c.digest == digest) & (recovery_codes.c.user_id == kept.user_id)
    unused = update(recovery_codes).where(mine, recovery_codes.c.used_at.is_(None))
    return connection.execute(unused.values(used_at=now)).rowcount == 1
