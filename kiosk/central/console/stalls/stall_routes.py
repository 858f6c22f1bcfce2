"""One stall: what it announces today, chosen from what it had lately or typed from a label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from kiosk.central.console.console import Console
from kiosk.central.console.page import Page, SomePage
from kiosk.central.console.stalls.list_routes import STALLS_PATH
from kiosk.central.console.typed import NO_FAULTS, Faults, read_form
from kiosk.central.people.rights import Right
from kiosk.central.stalls.announcing import (
    Announced,
    Hindrance,
    LotName,
    announce,
    announced_by,
    last_day,
    lots_called,
    offered,
    repeat_last,
    withdraw,
)
from kiosk.central.stalls.reached import StallPlace, demanded_stall, subject_of_stall
from kiosk.moment import hanoi_day

ONE = STALLS_PATH + "/{stall_id}"
StallId = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]*$")]
_LOT = r"""^[!"%-?A-Z_a-z]{1,20}$"""


class Typed(BaseModel):
    """The number of a lot as it is printed."""

    lot: str = Field(min_length=1, max_length=20, pattern=_LOT)


class Chosen(BaseModel):
    """One of the lots of the list, as "GTIN/LOT"."""

    chosen: str = Field(pattern=r"""^[0-9]{14}/[!"%-?A-Z_a-z]{1,20}$""")


@dataclass(frozen=True, slots=True)
class StallView:
    """One stall and its forms. `several`: lots that have the number that was typed."""

    place: StallPlace
    day: date
    lots: Sequence[Announced]
    may_announce: bool
    offered: Sequence[LotName]
    last_day: date | None
    several: Sequence[LotName]
    typed: str
    faults: Faults = field(default_factory=dict)


def one_stall_routes(console: Console) -> APIRouter:
    """Return the routes of one stall."""
    routes = APIRouter()

    @routes.get(ONE)
    def show(page: SomePage, stall_id: StallId) -> Response:
        """Show a stall."""
        return _answer(console, page, stall_id)

    @routes.post(ONE + "/lots")
    def add(page: SomePage, stall_id: StallId) -> Response:
        """Announce a lot that is chosen, or whose number is typed."""
        page.demand(Right.ANNOUNCE_LOTS)
        return _added(console, page, stall_id)

    @routes.post(ONE + "/again")
    def again(page: SomePage, stall_id: StallId) -> Response:
        """Announce what was announced on the last day."""
        deed = page.deed(Right.ANNOUNCE_LOTS)
        with console.service.primary.begin() as connection:
            place = demanded_stall(connection, page.caller, Right.ANNOUNCE_LOTS, stall_id)
            repeat_last(connection, deed, place)
        return console.go(page, f"{STALLS_PATH}/{stall_id}", told="console.told.announced")

    @routes.post(ONE + "/withdraw")
    def take_off(page: SomePage, stall_id: StallId) -> Response:
        """Take a lot off the stall."""
        page.demand(Right.ANNOUNCE_LOTS)
        read = read_form(Chosen, page.typed, page.words)
        if not isinstance(read, Chosen):
            return _answer(console, page, stall_id, faults=read)
        gtin, _, lot = read.chosen.partition("/")
        with console.service.primary.begin() as connection:
            place = demanded_stall(connection, page.caller, Right.ANNOUNCE_LOTS, stall_id)
            withdraw(connection, page.deed(Right.ANNOUNCE_LOTS), place, gtin, lot)
        return console.go(page, f"{STALLS_PATH}/{stall_id}", told="console.told.taken_off")

    return routes


def _added(console: Console, page: Page, stall_id: str) -> Response:
    is_chosen = bool(page.typed["chosen"])
    read: Chosen | Typed | Faults
    read = read_form(Chosen, page.typed, page.words) if is_chosen else read_form(Typed, page.typed, page.words)
    match read:
        case Chosen():
            gtin, _, lot = read.chosen.partition("/")
        case Typed():
            gtin, lot = "", read.lot
        case _:
            return _answer(console, page, stall_id, faults=read)
    with console.service.primary.begin() as connection:
        place = demanded_stall(connection, page.caller, Right.ANNOUNCE_LOTS, stall_id)
        several: Sequence[LotName] = () if gtin else lots_called(connection, lot)
        hindrance = Hindrance.UNKNOWN if not (gtin or several) else Hindrance.SEVERAL if len(several) > 1 else None
        if hindrance is None:
            gtin = gtin or several[0].gtin
            hindrance = announce(connection, page.deed(Right.ANNOUNCE_LOTS), place, gtin, lot)
    if hindrance is not None:
        told = {"chosen" if is_chosen else "lot": page.words(f"console.stalls.hindrance.{hindrance.value}")}
        return _answer(console, page, stall_id, faults=told, several=several)
    return console.go(page, f"{STALLS_PATH}/{stall_id}", told="console.told.announced")


def _answer(
    console: Console, page: Page, stall_id: str, *, faults: Faults = NO_FAULTS, several: Sequence[LotName] = ()
) -> Response:
    with console.service.primary.connect() as connection:
        view = _view(connection, page, stall_id, faults, several)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return console.answer(page, "stalls/stall.html", view, status=status)


def _view(connection: Connection, page: Page, stall_id: str, faults: Faults, several: Sequence[LotName]) -> StallView:
    place = demanded_stall(connection, page.caller, Right.SEE_REGISTRY, stall_id)
    day = hanoi_day(page.now)
    sold = announced_by(connection, (stall_id,), day)[stall_id]
    may_announce = page.caller.may(Right.ANNOUNCE_LOTS, subject_of_stall(connection, place))
    return StallView(
        place=place,
        day=day,
        lots=sold,
        may_announce=may_announce,
        offered=offered(connection, place, day) if may_announce else (),
        last_day=None if sold or not may_announce else last_day(connection, stall_id, day),
        several=several,
        typed=page.typed["lot"],
        faults=faults,
    )
