"""People of the central service, from its own machine: who has the database needs no token."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from kiosk.central.console.access.credentials import make_link
from kiosk.central.people.changes import Deed
from kiosk.central.people.holdings import User, list_users, user_named
from kiosk.central.people.rights import Grant, Right
from kiosk.central.people.sample import add_sample_people
from kiosk.central.people.tokens import NewToken
from kiosk.central.people.users import OPERATOR, add_token, add_user, set_active
from kiosk.errors import KioskError
from kiosk.processes.central.database import open_migrated

PAGE = 200


def make_person(database_url: str, name: str, grant: Grant, lasts: timedelta, now: datetime) -> NewToken:
    """Store a user of that name with one grant and one token, all or nothing, and return the token.

    Raises KioskError PPL-01 where that cannot be, StoreError and SettingsError for the database.
    """
    with _changing(database_url) as connection:
        deed = Deed(OPERATOR, Right.CHANGE_PEOPLE, now)
        return add_token(connection, deed, add_user(connection, deed, name, (grant,)), "command line", lasts)


def make_token(database_url: str, name: str, lasts: timedelta, now: datetime) -> NewToken:
    """Return a new token of the user of that name. Raises as `make_person`, and PPL-02 for a name that is unknown."""
    with _changing(database_url) as connection:
        user = _known(connection, name)
        return add_token(connection, Deed(OPERATOR, Right.CHANGE_PEOPLE, now), user.id, "command line", lasts)


def make_setup_link(database_url: str, name: str, now: datetime) -> str:
    """Return the path of a link by which the user of that name sets a password. Raises as `make_token`."""
    with _changing(database_url) as connection:
        user = _known(connection, name)
        return make_link(connection, Deed(OPERATOR, Right.CHANGE_PEOPLE, now), user.id)


def put_out(database_url: str, name: str, now: datetime) -> None:
    """Let the user of that name in no more. Raises as `make_token`."""
    with _changing(database_url) as connection:
        user = _known(connection, name)
        set_active(connection, Deed(OPERATOR, Right.CHANGE_PEOPLE, now), user.id, is_active=False)


def all_people(database_url: str) -> list[User]:
    """Return every user, in the order of their making."""
    found: list[User] = []
    with _changing(database_url) as connection:
        while page := list_users(connection, OPERATOR, found[-1].id if found else "", PAGE):
            found += page
    return found


def make_sample_people(database_url: str, now: datetime) -> str:
    """Store one person of each role for a demonstration, without tokens; return what to do with them, in words."""
    with _changing(database_url) as connection:
        names = add_sample_people(connection, now)
    return f"Sample people without a token: {', '.join(names)}. Draw one: kiosk central user token NAME"


@contextmanager
def _changing(database_url: str) -> Iterator[Connection]:
    engine = open_migrated(database_url)
    try:
        with engine.begin() as connection:
            yield connection
    except HTTPException as fault:
        raise KioskError("PPL-01", f"That cannot be: {fault.detail}", "Nothing has changed.") from fault
    finally:
        engine.dispose()


def _known(connection: Connection, name: str) -> User:
    user = user_named(connection, name)
    if user is None:
        raise KioskError("PPL-02", f"There is no user {name!r}.", "See kiosk central user list.")
    return user
