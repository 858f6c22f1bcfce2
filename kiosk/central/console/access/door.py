"""Log in and out. Where a session is over, what was typed is carried through the door."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from kiosk.central.console.access.cookie import give_session, take_session
from kiosk.central.console.access.sessions import csrf_of, end_session, session_of
from kiosk.central.console.access.signing_in import Given, Refused, sign_in
from kiosk.central.console.console import Console
from kiosk.central.console.page import (
    CONSOLE,
    LOG_IN_PATH,
    OtherSession,
    Page,
    SomeDoor,
    SomePage,
    cookie_name,
    language_of_console,
    own_path,
    shown_again,
)
from kiosk.central.console.typed import Typed, typed_of
from kiosk.central.pages.language import query_of

KEPT = "kept."
"""Before the name of each field that is carried through the door."""


@dataclass(frozen=True, slots=True)
class Door:
    """The form: who, where to go after, and what was typed on the page whose session was over."""

    name: str = ""
    then: str = CONSOLE
    kept: tuple[tuple[str, str], ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class CarriedOn:
    """What was typed before, to be sent now."""

    then: str
    kept: tuple[tuple[str, str], ...]


def door_routes(console: Console) -> APIRouter:
    """Return the routes of logging in and out."""
    routes = APIRouter()

    @routes.get(LOG_IN_PATH)
    def show(page: SomeDoor) -> Response:
        """Show the form."""
        return console.answer(page, "access/log_in.html", Door(then=own_path(page.query["then"])))

    @routes.post(LOG_IN_PATH)
    def enter(page: SomeDoor) -> Response:
        """Let somebody in, and lead to where they wanted to go."""
        typed, client = page.typed, page.request.client
        door = Door(typed["name"], own_path(typed["then"]), _kept_of(typed))
        address = "" if client is None else client.host
        given = Given(typed["name"], typed["password"], typed["code"], address)
        token = sign_in(console.service, given)
        if isinstance(token, Refused):
            return _refused(console, page, door, token)
        _end_former(console, page)
        answer = _carried_on(console, page, door, csrf_of(token)) if door.kept else console.go(page, door.then)
        give_session(answer, page.request, token)
        return answer

    @routes.post("/console/log-out")
    def leave(page: SomePage) -> Response:
        """End the session."""
        with console.service.primary.begin() as connection:
            end_session(connection, page.caller.user_id, page.session_id)
        answer = console.go(page, LOG_IN_PATH, told="console.told.logged_out")
        take_session(answer, page.request)
        return answer

    return routes


def door_for_strangers(console: Console) -> Callable[[Request, Exception], Awaitable[Response]]:
    """Return the answer where nobody is signed in: the form, with what was typed; a mere look is led there."""

    async def show(request: Request, _fault: Exception) -> Response:
        is_piece = "hx-request" in request.headers
        if request.method in {"GET", "HEAD"} and not is_piece:
            query = query_of(request)
            then = request.url.path + (f"?{query}" if query else "")
            return RedirectResponse(f"{LOG_IN_PATH}?{urlencode({'then': then})}", HTTPStatus.SEE_OTHER)
        typed = await typed_of(request)
        kept = shown_again(typed)
        then = request.url.path if kept or not is_piece else _path_of_window(request)
        page = Page(request, language_of_console(request), console.service.now(), typed)
        door = Door(then=own_path(then), kept=kept, fault=page.words("console.log_in.over"))
        return console.answer(page, "access/log_in.html", door, status=HTTPStatus.UNAUTHORIZED)

    return show


def carry_on_in_this_session(console: Console) -> Callable[[Request, Exception], Response]:
    """Return the answer to the form of an old tab: nothing is done, and what was typed is shown to be sent anew."""

    def show(request: Request, fault: Exception) -> Response:
        assert isinstance(fault, OtherSession)
        view = CarriedOn(own_path(request.url.path), shown_again(fault.page.typed))
        return console.answer(fault.page, "access/carry_on.html", view, status=HTTPStatus.FORBIDDEN)

    return show


def _path_of_window(request: Request) -> str:
    """Return the path and query that the browser's window shows, of which htmx asked for a piece."""
    window = urlsplit(request.headers.get("hx-current-url", ""))
    return window.path + (f"?{window.query}" if window.query else "")


def _kept_of(typed: Typed) -> tuple[tuple[str, str], ...]:
    return tuple((name.removeprefix(KEPT), text) for name, text in typed if name.startswith(KEPT))


def _refused(console: Console, page: Page, door: Door, refused: Refused) -> Response:
    if refused.wait > timedelta(0):
        wait_s = int(refused.wait.total_seconds()) + 1
        fault = page.words("console.log_in.wait", minutes=-(-wait_s // 60))
        shown = replace(door, fault=fault)
        headers = {"Retry-After": str(wait_s)}
        return console.answer(page, "access/log_in.html", shown, status=HTTPStatus.TOO_MANY_REQUESTS, headers=headers)
    shown = replace(door, fault=page.words("console.log_in.wrong"))
    return console.answer(page, "access/log_in.html", shown, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _end_former(console: Console, page: Page) -> None:
    """End the session that this browser had: its token opens nothing any more."""
    token = page.request.cookies.get(cookie_name(page.request), "")
    with console.service.primary.begin() as connection:
        session = session_of(connection, token, page.now) if token else None
        if session is not None:
            end_session(connection, session.caller.user_id, session.id)


def _carried_on(console: Console, page: Page, door: Door, csrf: str) -> Response:
    return console.answer(replace(page, csrf=csrf), "access/carry_on.html", CarriedOn(door.then, door.kept))
