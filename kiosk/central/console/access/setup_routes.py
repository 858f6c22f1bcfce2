"""The page that a set-up link leads to: a password, the second factor, and the codes for a lost telephone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Response
from markupsafe import Markup
from starlette.exceptions import HTTPException

from kiosk.central.console.access.codes import drawn, step_of
from kiosk.central.console.access.cookie import give_session
from kiosk.central.console.access.credentials import SETUP_PATH, Link, link_of, use_link
from kiosk.central.console.access.passwords import fault_of_password, hash_password
from kiosk.central.console.access.sessions import open_session
from kiosk.central.console.console import Console
from kiosk.central.console.page import Page, SomeDoor
from kiosk.central.console.typed import NO_FAULTS, Faults, Typed
from kiosk.central.people.changes import Deed
from kiosk.central.people.rights import Caller, Right
from kiosk.central.people.tokens import grants_of
from kiosk.words import Words

Secret = Annotated[str, Path(pattern=r"^[0-9A-Za-z_-]{20,64}$")]
_IN_FOURS = 4


@dataclass(frozen=True, slots=True)
class SetUp:
    """The form for one person."""

    name: str
    drawn: Markup
    secret: str
    faults: Faults = field(default_factory=dict)


def setup_routes(console: Console) -> APIRouter:
    """Return the routes of a set-up link."""
    routes = APIRouter()

    @routes.get(SETUP_PATH + "/{secret}")
    def show(page: SomeDoor, secret: Secret) -> Response:
        """Show the form."""
        return _answer(console, page, _link(console, page, secret))

    @routes.post(SETUP_PATH + "/{secret}")
    def set_up(page: SomeDoor, secret: Secret) -> Response:
        """Set password and second factor, let in, and show the codes for a lost telephone."""
        link = _link(console, page, secret)
        step = step_of(page.typed["code"], link.totp, page.now)
        faults = _faults_of(page.typed, link, page.words, is_right=step is not None)
        if faults or step is None:
            return _answer(console, page, link, faults)
        hashed = hash_password(page.typed["password"])
        with console.service.primary.begin() as connection:
            person = Caller(link.user_id, link.name, grants_of(connection, link.user_id))
            codes = use_link(connection, Deed(person, Right.ENTER_CONSOLE, page.now), link, hashed, step)
            if codes is None:
                raise _gone()
            token = open_session(connection, link.user_id, page.now)
        answer = console.answer(page, "access/codes.html", codes)
        give_session(answer, page.request, token)
        return answer

    return routes


def faults_of_new_password(typed: Typed, name: str, words: Words) -> dict[str, str]:
    """Return what is wrong with `password`, and with `again`, which repeats it."""
    faults: dict[str, str] = {}
    if key := fault_of_password(typed["password"], name):
        faults["password"] = words(key)
    elif typed["again"] != typed["password"]:
        faults["again"] = words("console.fault.password_again")
    return faults


def _faults_of(typed: Typed, link: Link, words: Words, *, is_right: bool) -> Mapping[str, str]:
    faults = faults_of_new_password(typed, link.name, words)
    if not is_right:
        faults["code"] = words("console.fault.code")
    return faults


def _link(console: Console, page: Page, secret: str) -> Link:
    with console.service.primary.connect() as connection:
        link = link_of(connection, secret, page.now)
    if link is None:
        raise _gone()
    return link


def _gone() -> HTTPException:
    return HTTPException(HTTPStatus.NOT_FOUND, "This link was used, or has ended. Ask for a new one.")


def _answer(console: Console, page: Page, link: Link, faults: Faults = NO_FAULTS) -> Response:
    fours = " ".join(link.totp[at : at + _IN_FOURS] for at in range(0, len(link.totp), _IN_FOURS))
    view = SetUp(link.name, drawn(link.totp, link.name), fours, faults)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return console.answer(page, "access/set_up.html", view, status=status)
