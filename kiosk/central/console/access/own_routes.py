"""One's own page: roles, password, second factor, and where else one is signed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from fastapi import APIRouter, Response

from kiosk.central.console.access.cookie import give_session
from kiosk.central.console.access.credentials import OWN_LINK_LASTS, Kept, change_password, kept_of, make_link, use_code
from kiosk.central.console.access.passwords import hash_password, is_password
from kiosk.central.console.access.sessions import OpenSession, end_sessions, open_session, sessions_of
from kiosk.central.console.access.setup_routes import faults_of_new_password
from kiosk.central.console.access.tries import count_try, forgive_name, of_name
from kiosk.central.console.console import Console
from kiosk.central.console.page import Page, SomePage
from kiosk.central.console.people.forms import limits_named
from kiosk.central.console.typed import NO_FAULTS, Faults
from kiosk.central.people.rights import Grant, Right

OWN_PATH = "/console/own"


@dataclass(frozen=True, slots=True)
class Own:
    """The page. `faults` are of the form called `form`."""

    sessions: list[OpenSession]
    named: Mapping[Grant, Sequence[str]]
    form: str = ""
    faults: Faults = field(default_factory=dict)


def own_routes(console: Console) -> APIRouter:
    """Return the routes of one's own page."""
    routes = APIRouter(prefix=OWN_PATH)

    @routes.get("")
    def show(page: SomePage) -> Response:
        """Show the page."""
        return _answer(console, page)

    @routes.post("/password")
    def set_password(page: SomePage) -> Response:
        """Set another password, and end every other session."""
        faults = faults_of_new_password(page.typed, page.caller.name, page.words)
        if not faults and _proved(console, page) is None:
            faults["current_password"] = page.words("console.fault.password")
        if faults:
            return _answer(console, page, "password", faults)
        hashed = hash_password(page.typed["password"])
        with console.service.primary.begin() as connection:
            change_password(connection, page.deed(Right.ENTER_CONSOLE), page.caller.user_id, hashed)
            end_sessions(connection, page.caller.user_id)
            token = open_session(connection, page.caller.user_id, page.now)
        answer = console.go(page, OWN_PATH, told="console.told.password_set")
        give_session(answer, page.request, token)
        return answer

    @routes.post("/factor")
    def renew_factor(page: SomePage) -> Response:
        """Lead to a set-up link of one's own: another telephone, or new codes for when it is lost."""
        kept = _proved(console, page)
        if kept is None:
            return _answer(console, page, "factor", {"current_password": page.words("console.fault.password")})
        with console.service.primary.begin() as connection:
            if not use_code(connection, kept, page.typed["code"], page.now):
                return _answer(console, page, "factor", {"code": page.words("console.fault.code")})
            path = make_link(connection, page.deed(Right.ENTER_CONSOLE), page.caller.user_id, OWN_LINK_LASTS)
        return console.go(page, path)

    @routes.post("/sessions")
    def end_others(page: SomePage) -> Response:
        """End every other session of one's own."""
        with console.service.primary.begin() as connection:
            end_sessions(connection, page.caller.user_id, but=page.session_id)
        return console.go(page, OWN_PATH, told="console.told.sessions_ended")

    return routes


def _proved(console: Console, page: Page) -> Kept | None:
    """Return what is kept of the caller where the current password is right: counted like tries at the door."""
    counted = of_name(page.caller.name)
    with console.service.primary.begin() as connection:
        if count_try(connection, counted, page.now) is not None:
            return None
        kept = kept_of(connection, page.caller.name)
    if not is_password(page.typed["current_password"], None if kept is None else kept.password):
        return None
    with console.service.primary.begin() as connection:
        forgive_name(connection, counted)
    return kept


def _answer(console: Console, page: Page, form: str = "", faults: Faults = NO_FAULTS) -> Response:
    with console.service.primary.connect() as connection:
        held = sessions_of(connection, page.caller.user_id, page.now)
        named = limits_named(connection, page.caller.grants)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return console.answer(page, "access/own.html", Own(held, named, form, faults), status=status)
