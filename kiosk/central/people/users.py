"""People are made and let go, their grants and tokens given and taken: each change recorded.

Who changes somebody must have the right on all that this somebody holds, and on what is given. So a
limited administrator gives no more than their own, and draws no token for one who holds more.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from http import HTTPStatus

from fastapi import HTTPException
from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from kiosk.central.people.administrators import somebody_stays
from kiosk.central.people.changes import Deed, new_id, record_change
from kiosk.central.people.door import demand
from kiosk.central.people.holdings import User, read_user, subject_of
from kiosk.central.people.rights import Caller, Grant, Right, Role, missing_limit
from kiosk.central.people.tables import grants, tokens, users
from kiosk.central.people.tokens import NewToken, issue_token
from kiosk.central.registry.tables import establishments, markets, units

OPERATOR = Caller("operator", "operator at the command line", (Grant(Role.ADMINISTRATOR),))
"""Who works at the machine of the service. No user has this id: it can propose nothing and approve nothing."""

MAX_TOKENS = 50
"""Of one user, the revoked with them: a program that draws one a day is stopped before it fills the table."""


def add_user(connection: Connection, deed: Deed, name: str, given: tuple[Grant, ...]) -> str:
    """Store a new user with the grants `given`, and return the id.

    Raises 403 for a grant beyond the caller's own, and 409 for a name that is taken or a limit that is unknown.
    """
    if not given:
        demand(deed.caller, Right.CHANGE_PEOPLE)
    for grant in given:
        demand(deed.caller, Right.CHANGE_PEOPLE, subject_of(grant))
    row: dict[str, object] = {"id": new_id(deed.at), "name": name, "is_active": True, "created_at": deed.at}
    try:
        connection.execute(insert(users), row)
    except IntegrityError as fault:
        raise HTTPException(HTTPStatus.CONFLICT, "There is a user of this name. Take another.") from fault
    record_change(connection, deed, "users", str(row["id"]), None, row)
    for grant in given:
        _store_grant(connection, deed, str(row["id"]), grant)
    return str(row["id"])


def set_active(connection: Connection, deed: Deed, user_id: str, *, is_active: bool) -> None:
    """Let a user in, or no more. Raises 403, 404, and 409 where nobody would be left to let people in."""
    user = user_to_change(connection, deed.caller, user_id)
    if user.is_active == is_active:
        return
    with somebody_stays(connection, deed.at):
        connection.execute(update(users).where(users.c.id == user_id).values(is_active=is_active))
    before = {"is_active": user.is_active}
    record_change(connection, deed, "users", user_id, before, {"is_active": is_active})


def add_grant(connection: Connection, deed: Deed, user_id: str, grant: Grant) -> str:
    """Give a user one more grant, and return its id; one that they hold already stays as it is."""
    user = user_to_change(connection, deed.caller, user_id)
    demand(deed.caller, Right.CHANGE_PEOPLE, subject_of(grant))
    for held in user.grants:
        if held.grant == grant:
            return held.id
    return _store_grant(connection, deed, user_id, grant)


def take_grant(connection: Connection, deed: Deed, user_id: str, grant_id: str) -> None:
    """Take a grant from a user. Raises 403, 404, and 409 where nobody would be left to let people in."""
    user = user_to_change(connection, deed.caller, user_id)
    held = next((one for one in user.grants if one.id == grant_id), None)
    if held is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "This user holds no such grant.")
    with somebody_stays(connection, deed.at):
        connection.execute(delete(grants).where(grants.c.id == grant_id))
    record_change(connection, deed, "grants", grant_id, {"user_id": user_id, **asdict(held.grant)}, None)


def add_token(connection: Connection, deed: Deed, user_id: str, label: str, lasts: timedelta) -> NewToken:
    """Make a token for a user: the only time that it is seen. Raises 403, 404, and 409 for one too many."""
    user = user_to_change(connection, deed.caller, user_id)
    if len(user.tokens) >= MAX_TOKENS:
        raise HTTPException(HTTPStatus.CONFLICT, f"This user has had {MAX_TOKENS} tokens. Make another user.")
    expires_at = deed.at + lasts
    token = issue_token(connection, user_id, label, deed.at, expires_at)
    after = {"user_id": user_id, "label": label, "expires_at": expires_at}
    record_change(connection, deed, "tokens", token.id, None, after)
    return token


def revoke_token(connection: Connection, deed: Deed, user_id: str, token_id: str) -> None:
    """Let a token open nothing more. Raises 403, 404, and 409 where nobody would be left to let people in."""
    user = user_to_change(connection, deed.caller, user_id)
    held = next((one for one in user.tokens if one.id == token_id), None)
    if held is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "This user has no such token.")
    if held.revoked_at is not None:
        return
    with somebody_stays(connection, deed.at):
        connection.execute(update(tokens).where(tokens.c.id == token_id).values(revoked_at=deed.at))
    after = {"user_id": user_id, "revoked_at": deed.at}
    record_change(connection, deed, "tokens", token_id, {"user_id": user_id, "revoked_at": None}, after)


def user_to_change(connection: Connection, caller: Caller, user_id: str) -> User:
    """Return a user whom `caller` may change. Raises 403, and 404 as the door does."""
    return read_user(connection, caller, user_id, Right.CHANGE_PEOPLE)


def _store_grant(connection: Connection, deed: Deed, user_id: str, grant: Grant) -> str:
    _check_limits(connection, grant)
    row: dict[str, object] = {"id": new_id(deed.at), "user_id": user_id, **asdict(grant), "role": grant.role.value}
    connection.execute(insert(grants), row)
    record_change(connection, deed, "grants", str(row["id"]), None, row)
    return str(row["id"])


def _check_limits(connection: Connection, grant: Grant) -> None:
    """Raise a 409 for a limit that the role needs and lacks, or that the registry does not know."""
    if missing := missing_limit(grant):
        raise HTTPException(HTTPStatus.CONFLICT, f"A grant of the role {grant.role.value} needs its {missing}.")
    for limit, table in ((grant.establishment_id, establishments), (grant.market_id, markets), (grant.unit_id, units)):
        if limit and connection.execute(select(table.c.id).where(table.c.id == limit)).first() is None:
            raise HTTPException(HTTPStatus.CONFLICT, f"{limit!r} is not in the registry's {table.name}.")
