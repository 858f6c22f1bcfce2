"""Who is written to: everybody chooses for themselves which alerts come by e-mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from kiosk.central.alerts.post.letters import last_fault
from kiosk.central.alerts.post.wishes import Held, Wish, confirm_wish, drop_wish, put_wish, wish_of
from kiosk.central.console.alerts.list_routes import ALERTS_PATH, kinds_for, markets_for
from kiosk.central.console.console import Console
from kiosk.central.console.page import Page, SomePage
from kiosk.central.console.typed import NO_FAULTS, Faults, faults_of_refusal, read_form
from kiosk.central.people.rights import Right
from kiosk.central.problems import NotValid
from kiosk.words import LANGUAGES

MAIL_PATH = f"{ALERTS_PATH}/mail"


class Typed(BaseModel):
    """The code that came to an address."""

    code: str = Field(min_length=1, max_length=40)


@dataclass(frozen=True, slots=True)
class MailView:
    """The page."""

    held: Held | None
    typed: Mapping[str, str]
    ticked: frozenset[str]
    kinds: Sequence[tuple[str, str]]
    markets: Sequence[tuple[str, str]]
    languages: Sequence[tuple[str, str]]
    is_ready: bool
    """Whether the centre has a mail server."""
    fault: tuple[str, datetime] | None
    faults: Faults


def mail_routes(console: Console) -> APIRouter:
    """Return the routes of e-mail."""
    routes = APIRouter()

    @routes.get(MAIL_PATH)
    def show(page: SomePage) -> Response:
        """Show what the caller is written to about."""
        page.demand(Right.SEE_ALERTS)
        return _answer(console, page)

    @routes.post(MAIL_PATH)
    def change(page: SomePage) -> Response:
        """Choose which alerts come by e-mail, and to which address."""
        page.demand(Right.SEE_ALERTS)
        read = read_form(Wish, page.typed, page.words)
        if not isinstance(read, Wish):
            return _answer(console, page, read)
        try:
            with console.service.primary.begin() as connection:
                is_new = put_wish(connection, page.deed(Right.SEE_ALERTS), read)
        except NotValid as fault:
            return _answer(console, page, faults_of_refusal(fault, page.words))
        return console.go(page, MAIL_PATH, told="console.told.code_sent" if is_new else "console.told.saved")

    @routes.post(f"{MAIL_PATH}/confirm")
    def confirm(page: SomePage) -> Response:
        """Type the code that came to the address."""
        page.demand(Right.SEE_ALERTS)
        read = read_form(Typed, page.typed, page.words)
        if not isinstance(read, Typed):
            return _answer(console, page, read)
        with console.service.primary.begin() as connection:
            is_right = confirm_wish(connection, page.deed(Right.SEE_ALERTS), read.code)
        if not is_right:
            return _answer(console, page, {"code": page.words("console.alerts.mail.wrong_code")})
        return console.go(page, MAIL_PATH, told="console.told.mail_confirmed")

    @routes.post(f"{MAIL_PATH}/end")
    def end(page: SomePage) -> Response:
        """Be written to no more."""
        page.demand(Right.SEE_ALERTS)
        with console.service.primary.begin() as connection:
            drop_wish(connection, page.deed(Right.SEE_ALERTS))
        return console.go(page, MAIL_PATH, told="console.told.mail_ended")

    return routes


def _answer(console: Console, page: Page, faults: Faults = NO_FAULTS) -> Response:
    with console.service.primary.connect() as connection:
        held = wish_of(connection, page.caller.user_id)
        fault = last_fault(connection, page.caller.user_id)
        spots = markets_for(connection, page)
    wish = held.wish if held else None
    is_typed = "address" in dict(page.typed)
    names = ("address", "language", "market_id")
    view = MailView(
        held=held,
        typed={name: page.typed[name] if is_typed else str(getattr(wish, name, "")) for name in names},
        ticked=frozenset(page.typed.all("kinds") if is_typed else (kind.value for kind in wish.kinds) if wish else ()),
        kinds=kinds_for(page),
        markets=[(spot.id, spot.name) for spot in spots],
        languages=[(name, page.words(f"console.alerts.mail.language.{name}")) for name in LANGUAGES],
        is_ready=console.service.sends_mail,
        fault=fault,
        faults=faults,
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return console.answer(page, "alerts/mail.html", view, status=status)
