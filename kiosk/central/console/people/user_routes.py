"""One user: roles given and taken, a new link to begin by, tokens and sessions ended, let in or no more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from fastapi import APIRouter, Response
from sqlalchemy import Connection, select
from starlette.exceptions import HTTPException

from kiosk.central.console.access.credentials import make_link
from kiosk.central.console.access.sessions import OpenSession, end_sessions, sessions_of
from kiosk.central.console.console import Console
from kiosk.central.console.markets import all_markets
from kiosk.central.console.page import Page, SomePage
from kiosk.central.console.people.forms import NOTHING_OFFERED, NewRole, Offered, Unsettled, limits_named, settle_limits
from kiosk.central.console.typed import NO_FAULTS, Faults, Typed, read_form
from kiosk.central.people.changes import record_read
from kiosk.central.people.holdings import User, read_user
from kiosk.central.people.rights import Grant, Right
from kiosk.central.people.routes import Id
from kiosk.central.people.tables import credentials
from kiosk.central.people.users import add_grant, revoke_token, set_active, take_grant, user_to_change

USER = "/{user_id}"


@dataclass(frozen=True, slots=True)
class Linked:
    """A link that is shown this once."""

    user_id: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class UserView:
    """One user. `fault`: why the last act was refused."""

    user: User
    is_signing_in: bool
    sessions: list[OpenSession]
    named: Mapping[Grant, Sequence[str]]
    markets: Sequence[tuple[str, str]]
    typed: Typed
    faults: Faults = field(default_factory=dict)
    fault: str = ""
    offered: Offered = field(default_factory=dict)


def user_routes(console: Console) -> APIRouter:
    """Return the routes of one user."""
    routes = APIRouter()

    @routes.get(USER)
    def show(page: SomePage, user_id: Id) -> Response:
        """Show a user. Who looked is kept."""
        with console.service.primary.begin() as connection:
            read_user(connection, page.caller, user_id)
            record_read(connection, page.deed(Right.SEE_PEOPLE), "users", user_id)
        return _answer(console, page, user_id)

    @routes.post(USER + "/link")
    def link(page: SomePage, user_id: Id) -> Response:
        """Make a link by which the user begins anew, and show it this once."""
        with console.service.primary.begin() as connection:
            user = user_to_change(connection, page.caller, user_id)
            path = make_link(connection, page.deed(Right.CHANGE_PEOPLE), user_id)
        return console.answer(page, "people/link.html", Linked(user_id, user.name, console.address(page, path)))

    _add_roles(routes, console)
    _add_ends(routes, console)
    return routes


def _add_roles(routes: APIRouter, console: Console) -> None:
    @routes.post(USER + "/grants")
    def give(page: SomePage, user_id: Id) -> Response:
        """Give a user one more role."""
        page.demand(Right.CHANGE_PEOPLE)
        read = read_form(NewRole, page.typed, page.words)
        if not isinstance(read, NewRole):
            return _answer(console, page, user_id, faults=read)
        with console.service.primary.begin() as connection:
            user_to_change(connection, page.caller, user_id)
            settled = settle_limits(connection, read, page.words)
            if isinstance(settled, NewRole):
                add_grant(connection, page.deed(Right.CHANGE_PEOPLE), user_id, settled.as_grant())
        if isinstance(settled, Unsettled):
            return _answer(console, page, user_id, faults=settled.faults, offered=settled.offered)
        return console.go(page, _path(user_id), told="console.told.saved")

    @routes.post(USER + "/grants/{grant_id}/take")
    def take(page: SomePage, user_id: Id, grant_id: Id) -> Response:
        """Take a role from a user."""
        deed = page.deed(Right.CHANGE_PEOPLE)
        return _act(console, page, user_id, lambda connection: take_grant(connection, deed, user_id, grant_id))


def _add_ends(routes: APIRouter, console: Console) -> None:
    @routes.post(USER + "/tokens/{token_id}/revoke")
    def revoke(page: SomePage, user_id: Id, token_id: Id) -> Response:
        """Revoke a token of a program."""
        deed = page.deed(Right.CHANGE_PEOPLE)
        return _act(console, page, user_id, lambda connection: revoke_token(connection, deed, user_id, token_id))

    @routes.post(USER + "/sessions/end")
    def end(page: SomePage, user_id: Id) -> Response:
        """End every session of a user."""

        def act(connection: Connection) -> None:
            user_to_change(connection, page.caller, user_id)
            end_sessions(connection, user_id)

        return _act(console, page, user_id, act)

    @routes.post(USER + "/deactivate")
    def deactivate(page: SomePage, user_id: Id) -> Response:
        """Let a user in no more, and end every session."""
        deed = page.deed(Right.CHANGE_PEOPLE)

        def act(connection: Connection) -> None:
            set_active(connection, deed, user_id, is_active=False)
            end_sessions(connection, user_id)

        return _act(console, page, user_id, act)

    @routes.post(USER + "/activate")
    def activate(page: SomePage, user_id: Id) -> Response:
        """Let a user in again."""
        deed = page.deed(Right.CHANGE_PEOPLE)
        return _act(console, page, user_id, lambda connection: set_active(connection, deed, user_id, is_active=True))


def _path(user_id: str) -> str:
    return f"/console/people/{user_id}"


def _act(console: Console, page: Page, user_id: str, act: Callable[[Connection], None]) -> Response:
    """Do one thing and show the user again; where nobody would be left to let people in, say so."""
    try:
        with console.service.primary.begin() as connection:
            act(connection)
    except HTTPException as fault:
        if fault.status_code != HTTPStatus.CONFLICT:
            raise
        return _answer(console, page, user_id, fault=page.words("console.people.last_one"))
    return console.go(page, _path(user_id), told="console.told.saved")


def _answer(
    console: Console,
    page: Page,
    user_id: str,
    *,
    faults: Faults = NO_FAULTS,
    fault: str = "",
    offered: Offered = NOTHING_OFFERED,
) -> Response:
    with console.service.primary.connect() as connection:
        user = read_user(connection, page.caller, user_id)
        able = select(credentials.c.user_id).where(credentials.c.user_id == user_id)
        view = UserView(
            user,
            connection.execute(able).first() is not None,
            sessions_of(connection, user_id, page.now),
            limits_named(connection, (held.grant for held in user.grants)),
            all_markets(connection),
            page.typed,
            faults,
            fault,
            offered,
        )
    status = HTTPStatus.CONFLICT if fault else HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return console.answer(page, "people/user.html", view, status=status)
