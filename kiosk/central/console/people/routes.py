"""Users: who there is, and one more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from fastapi import APIRouter, Response
from sqlalchemy import Connection, select

from kiosk.central.console.access.credentials import make_link
from kiosk.central.console.console import Console
from kiosk.central.console.markets import all_markets
from kiosk.central.console.page import AFTER, Page, SomePage
from kiosk.central.console.people.forms import (
    NOTHING_OFFERED,
    Invited,
    NewRole,
    Offered,
    Unsettled,
    limits_named,
    settle_limits,
)
from kiosk.central.console.people.user_routes import Linked, user_routes
from kiosk.central.console.section import Section
from kiosk.central.console.typed import NO_FAULTS, Faults, Typed, read_form
from kiosk.central.people.changes import record_read
from kiosk.central.people.holdings import User, list_users, user_named
from kiosk.central.people.rights import Grant, Right
from kiosk.central.people.tables import credentials
from kiosk.central.people.users import add_user

PEOPLE_PATH = "/console/people"
ROWS = 50


@dataclass(frozen=True, slots=True)
class ListView:
    """Users, and who of them can sign in."""

    users: list[User]
    signing_in: frozenset[str]
    named: Mapping[Grant, Sequence[str]]
    next: str | None


@dataclass(frozen=True, slots=True)
class InviteView:
    """The form for one more. `offered`: of which rows one is to be chosen, by the field's name."""

    typed: Typed
    markets: Sequence[tuple[str, str]]
    faults: Faults = field(default_factory=dict)
    offered: Offered = field(default_factory=dict)


def people_routes(console: Console) -> APIRouter:
    """Return the routes of users."""
    routes = APIRouter(prefix=PEOPLE_PATH)

    @routes.get("")
    def show(page: SomePage) -> Response:
        """Show the users all of whose grants the caller's own cover. Who looked is kept."""
        page.demand(Right.SEE_PEOPLE)
        with console.service.primary.begin() as connection:
            record_read(connection, page.deed(Right.SEE_PEOPLE), "users", "")
            found = list_users(connection, page.caller, page.query[AFTER][:36], ROWS)
            able = _signing_in(connection, found)
            named = limits_named(connection, (held.grant for user in found for held in user.grants))
        view = ListView(found, able, named, found[-1].id if len(found) == ROWS else None)
        return console.answer(page, "people/list.html", view)

    @routes.get("/new")
    def new(page: SomePage) -> Response:
        """Show the form for one more."""
        page.demand(Right.CHANGE_PEOPLE)
        return _form(console, page)

    @routes.post("/new")
    def invite(page: SomePage) -> Response:
        """Make a user with one role, and show the link by which they begin: this once."""
        page.demand(Right.CHANGE_PEOPLE)
        read = read_form(Invited, page.typed, page.words)
        role = read_form(NewRole, page.typed, page.words)
        if not isinstance(read, Invited) or not isinstance(role, NewRole):
            return _form(console, page, {**_faults(role), **_faults(read)})
        deed = page.deed(Right.CHANGE_PEOPLE)
        with console.service.primary.begin() as connection:
            settled = settle_limits(connection, role, page.words)
            taken = user_named(connection, read.name) is not None
            if isinstance(settled, NewRole) and not taken:
                user_id = add_user(connection, deed, read.name, (settled.as_grant(),))
                link = make_link(connection, deed, user_id)
        faults = {"name": page.words("console.people.taken")} if taken else NO_FAULTS
        if isinstance(settled, Unsettled):
            return _form(console, page, {**settled.faults, **faults}, settled.offered)
        if faults:
            return _form(console, page, faults)
        return console.answer(page, "people/link.html", Linked(user_id, read.name, console.address(page, link)))

    routes.include_router(user_routes(console))
    return routes


PEOPLE = Section("people", PEOPLE_PATH, "users", frozenset({Right.SEE_PEOPLE}), people_routes)


def _faults(read: object) -> Faults:
    return read if isinstance(read, dict) else NO_FAULTS


def _signing_in(connection: Connection, found: Sequence[User]) -> frozenset[str]:
    ids = [user.id for user in found]
    query = select(credentials.c.user_id).where(credentials.c.user_id.in_(ids))
    return frozenset(connection.execute(query).scalars())


def _form(
    console: Console,
    page: Page,
    faults: Faults = NO_FAULTS,
    offered: Offered = NOTHING_OFFERED,
) -> Response:
    with console.service.replica.connect() as connection:
        view = InviteView(page.typed, all_markets(connection), faults, offered)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return console.answer(page, "people/new.html", view, status=status)
