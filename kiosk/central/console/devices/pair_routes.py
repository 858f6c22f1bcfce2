"""A new kiosk: the letters on its screen, its fingerprint compared, then its name and place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException

from kiosk.central.console.console import Console
from kiosk.central.console.devices.list_routes import DEVICES_PATH
from kiosk.central.console.devices.places import kiosks_within
from kiosk.central.console.markets import Markets, markets_within
from kiosk.central.console.page import Page, SomePage
from kiosk.central.console.typed import NO_FAULTS, Faults, Typed, faults_of_refusal, read_form
from kiosk.central.kiosks.pairing import (
    KeyTaken,
    Letters,
    OtherFingerprint,
    Pairing,
    Replacing,
    TooManyLetters,
    UnknownLetters,
    WaitingUnit,
    look_at_unit,
    pair_unit,
    refuse_unit,
    replace_kiosk,
)
from kiosk.central.people.rights import Right
from kiosk.central.problems import NotValid

PAIR_PATH = f"{DEVICES_PATH}/pair"
COMPARED = "compared"

_REFUSALS: Mapping[type[HTTPException], tuple[str, str]] = {
    UnknownLetters: ("user_code", "console.devices.pair.unknown"),
    TooManyLetters: ("user_code", "console.devices.pair.too_many"),
    OtherFingerprint: ("", "console.devices.pair.other"),
    KeyTaken: ("", "console.devices.pair.taken"),
}
"""What is said at which field of each refusal; "" is the whole form."""
_LETTER_REFUSALS: tuple[type[HTTPException], ...] = tuple(_REFUSALS)
_PAIR_REFUSALS: tuple[type[HTTPException], ...] = (NotValid, *_REFUSALS)


@dataclass(frozen=True, slots=True)
class PairView:
    """The form: of the letters, and once a unit is found behind them, of its name and place."""

    typed: Typed
    unit: WaitingUnit | None = None
    markets: Markets = ()
    kiosks: Sequence[tuple[str, str]] = ()
    faults: Faults = field(default_factory=dict)


def pair_routes(console: Console) -> APIRouter:
    """Return the routes of pairing."""
    routes = APIRouter(prefix=PAIR_PATH)

    @routes.get("")
    def show(page: SomePage) -> Response:
        """Ask for the letters."""
        page.demand(Right.PAIR_KIOSK)
        return _answer(console, page, None)

    @routes.post("")
    def look(page: SomePage) -> Response:
        """Show what waits behind the letters."""
        page.demand(Right.PAIR_KIOSK)
        unit, faults = _unit(console, page)
        return _answer(console, page, unit, faults)

    @routes.post("/accept")
    def accept(page: SomePage) -> Response:
        """Make it a new kiosk."""
        page.demand(Right.PAIR_KIOSK)
        read = read_form(Pairing, page.typed, page.words)
        faults = {**(NO_FAULTS if isinstance(read, Pairing) else read), **_not_compared(page)}
        if faults or not isinstance(read, Pairing):
            return _again(console, page, faults)
        try:
            paired = pair_unit(console.service, page.caller, read)
        except _PAIR_REFUSALS as fault:
            return _again(console, page, _faults_of(page, fault))
        return console.go(page, f"{DEVICES_PATH}/{paired.id}", told="console.told.paired")

    _add_others(routes, console)
    return routes


def _add_others(routes: APIRouter, console: Console) -> None:
    @routes.post("/replace")
    def replace(page: SomePage) -> Response:
        """Make it the kiosk that is chosen: another card or machine in its place."""
        page.demand(Right.PAIR_KIOSK)
        read = read_form(Replacing, page.typed, page.words)
        faults = {**(NO_FAULTS if isinstance(read, Replacing) else read), **_not_compared(page)}
        if not page.typed["kiosk_id"]:
            faults["kiosk_id"] = page.words("console.fault.missing")
        if faults or not isinstance(read, Replacing):
            return _again(console, page, faults)
        try:
            paired = replace_kiosk(console.service, page.caller, page.typed["kiosk_id"][:64], read)
        except _LETTER_REFUSALS as fault:
            return _again(console, page, _faults_of(page, fault))
        return console.go(page, f"{DEVICES_PATH}/{paired.id}", told="console.told.paired")

    @routes.post("/refuse")
    def refuse(page: SomePage) -> Response:
        """Refuse it: its fingerprint is another, or nobody knows it."""
        page.demand(Right.PAIR_KIOSK)
        read = read_form(Letters, page.typed, page.words)
        if not isinstance(read, Letters):
            return _answer(console, page, None, read)
        try:
            refuse_unit(console.service, page.caller, read)
        except _LETTER_REFUSALS as fault:
            return _answer(console, page, None, _faults_of(page, fault))
        return console.go(page, DEVICES_PATH, told="console.told.refused")


def _unit(console: Console, page: Page) -> tuple[WaitingUnit | None, Faults]:
    """Return what waits behind the typed letters, or what is wrong with them."""
    read = read_form(Letters, page.typed, page.words)
    if not isinstance(read, Letters):
        return None, read
    try:
        return look_at_unit(console.service, page.caller, read), NO_FAULTS
    except _LETTER_REFUSALS as fault:
        return None, _faults_of(page, fault)


def _again(console: Console, page: Page, faults: Faults) -> Response:
    """Show the form again; where the unit waits no more, the first one."""
    unit, faults_of_letters = _unit(console, page)
    return _answer(console, page, unit, faults_of_letters or faults)


def _answer(console: Console, page: Page, unit: WaitingUnit | None, faults: Faults = NO_FAULTS) -> Response:
    markets: Markets = ()
    others: Sequence[tuple[str, str]] = ()
    if unit is not None:
        with console.service.primary.connect() as connection:
            markets = markets_within(connection, page.caller, Right.PAIR_KIOSK)
            others = kiosks_within(connection, page.caller, Right.PAIR_KIOSK)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return console.answer(page, "devices/pair.html", PairView(page.typed, unit, markets, others, faults), status=status)


def _not_compared(page: Page) -> Faults:
    """Return the fault of who did not say that the two fingerprints are the same."""
    return {} if page.typed[COMPARED] else {COMPARED: page.words("console.devices.pair.compare_first")}


def _faults_of(page: Page, fault: HTTPException) -> Faults:
    if isinstance(fault, NotValid):
        return faults_of_refusal(fault, page.words)
    name, key = _REFUSALS[type(fault)]
    return {name: page.words(key)}
