"""One kiosk: what it says of itself, what was, its journals; named, placed, shut out, let in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Response
from sqlalchemy import Connection

from kiosk.central.console.conflicts import VERSION_FIELD, Conflict, conflict_of, version_of
from kiosk.central.console.console import Console
from kiosk.central.console.devices.history import Line, happenings_of, lines_of
from kiosk.central.console.devices.journals import JournalState, journals_of
from kiosk.central.console.devices.list_routes import DEVICES_PATH, Row, row_of
from kiosk.central.console.devices.order_words import DRAWN, ShownOrder, restarts_in_words, shown_order
from kiosk.central.console.devices.places import told_conflict
from kiosk.central.console.devices.state import age_of
from kiosk.central.console.markets import Markets, markets_within
from kiosk.central.console.page import Page, SomePage
from kiosk.central.console.typed import NO_FAULTS, Faults, Typed, faults_of_refusal, read_form
from kiosk.central.kiosks.fleet import read_kiosk
from kiosk.central.kiosks.heartbeats import Received, read_heartbeats
from kiosk.central.kiosks.levels import hold_settings, settings_of
from kiosk.central.kiosks.orders import may_picture, read_orders
from kiosk.central.kiosks.placing import Denial, KioskPlace, allow_kiosk, demanded_kiosk, deny_kiosk, set_place
from kiosk.central.people.rights import Right
from kiosk.central.problems import NotValid
from kiosk.central.registry.belonging import subject_of_market
from kiosk.messages.orders import OrderKind

ONE = "/{kiosk_id}"
KioskId = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$")]
SPANS: Mapping[str, timedelta] = {"day": timedelta(days=1), "week": timedelta(days=7)}
SHOWN_ORDERS = 10
MOST_BEATS = 1200
"""More than a unit sends in a week, every ten minutes."""
_PLACE = ("name", "market_id", "area", "position")


@dataclass(frozen=True, slots=True)
class Happened:
    """What changed, and when: a mark and words."""

    at: datetime
    level: str
    text: str


@dataclass(frozen=True, slots=True)
class UnitView:
    """One kiosk, and the form of its name and place."""

    row: Row
    may: Mapping[str, bool]
    span: str
    since: datetime
    lines: Sequence[Line]
    happened: Sequence[Happened]
    journals: Sequence[JournalState] | None
    """None where the caller may not see them."""
    markets: Markets
    typed: Typed
    version: str
    newest_settings: int
    restarts: str
    orders: Sequence[ShownOrder]
    can_order: Mapping[OrderKind, str]
    """What may be ordered here, with its icon."""
    has_pictures: bool
    conflict: Conflict | None = None
    faults: Faults = field(default_factory=dict)


def unit_routes(console: Console) -> APIRouter:
    """Return the routes of one kiosk."""
    routes = APIRouter(prefix=DEVICES_PATH)

    @routes.get(ONE)
    def show(page: SomePage, kiosk_id: KioskId) -> Response:
        """Show a kiosk."""
        return answer_unit(console, page, kiosk_id)

    @routes.post(ONE + "/place")
    def place(page: SomePage, kiosk_id: KioskId) -> Response:
        """Name a kiosk and say where it stands."""
        page.demand(Right.CHANGE_KIOSKS)
        read = read_form(KioskPlace, page.typed, page.words)
        if not isinstance(read, KioskPlace):
            return answer_unit(console, page, kiosk_id, faults=read)
        deed = page.deed(Right.CHANGE_KIOSKS)
        try:
            with console.service.primary.begin() as connection:
                hold_settings(connection)
                conflict = _conflict(connection, page, kiosk_id, read)
                if conflict is None:
                    set_place(connection, deed, kiosk_id, read)
        except NotValid as fault:
            return answer_unit(console, page, kiosk_id, faults=faults_of_refusal(fault, page.words))
        if conflict is not None:
            return answer_unit(console, page, kiosk_id, conflict=conflict)
        return console.go(page, f"{DEVICES_PATH}/{kiosk_id}", told="console.told.saved")

    _add_denials(routes, console)
    return routes


def _add_denials(routes: APIRouter, console: Console) -> None:
    @routes.post(ONE + "/deny")
    def deny(page: SomePage, kiosk_id: KioskId) -> Response:
        """Shut a kiosk out: its next request is refused."""
        page.demand(Right.DENY_KIOSK)
        read = read_form(Denial, page.typed, page.words)
        if not isinstance(read, Denial):
            return answer_unit(console, page, kiosk_id, faults=read)
        with console.service.primary.begin() as connection:
            deny_kiosk(connection, page.deed(Right.DENY_KIOSK), kiosk_id, read)
        return console.go(page, f"{DEVICES_PATH}/{kiosk_id}", told="console.told.denied")

    @routes.post(ONE + "/allow")
    def allow(page: SomePage, kiosk_id: KioskId) -> Response:
        """Let a kiosk in again."""
        with console.service.primary.begin() as connection:
            allow_kiosk(connection, page.deed(Right.DENY_KIOSK), kiosk_id)
        return console.go(page, f"{DEVICES_PATH}/{kiosk_id}", told="console.told.saved")


def _conflict(connection: Connection, page: Page, kiosk_id: str, wanted: KioskPlace) -> Conflict | None:
    row = demanded_kiosk(connection, page.caller, Right.CHANGE_KIOSKS, kiosk_id)
    standing = {name: row[name] for name in _PLACE}
    labels = {
        "name": page.words("console.devices.name"),
        "market_id": page.words("console.field.market"),
        "area": page.words("console.devices.area"),
        "position": page.words("console.devices.position"),
    }
    found = conflict_of(standing, wanted.model_dump(), page.typed[VERSION_FIELD], labels)
    return told_conflict(connection, found, "kiosks", kiosk_id)


def answer_unit(
    console: Console, page: Page, kiosk_id: str, *, faults: Faults = NO_FAULTS, conflict: Conflict | None = None
) -> Response:
    """Return the page of a kiosk, with what is wrong with one of its forms."""
    with console.service.primary.connect() as connection:
        view = _view(connection, page, kiosk_id, faults, conflict)
    status = HTTPStatus.CONFLICT if conflict else HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return console.answer(page, "devices/unit.html", view, status=status)


def _view(connection: Connection, page: Page, kiosk_id: str, faults: Faults, conflict: Conflict | None) -> UnitView:
    stored = demanded_kiosk(connection, page.caller, Right.SEE_KIOSKS, kiosk_id)
    kiosk = read_kiosk(connection, kiosk_id, page.now)
    assert kiosk is not None, "it was there"
    span = page.query["span"] if page.query["span"] in SPANS else "day"
    since = page.now - SPANS[span]
    beats = [each for each in reversed(read_heartbeats(connection, kiosk_id, MOST_BEATS)) if each.at >= since]
    place = {name: stored[name] for name in _PLACE}
    mine = subject_of_market(connection, kiosk.market_id)
    may = {right.value: page.caller.may(right, mine) for right in Right}
    names = dict(markets_within(connection, page.caller, Right.SEE_KIOSKS))
    has_pictures = may_picture(connection, kiosk.market_id, kiosk_id)
    return UnitView(
        row=row_of(kiosk, names.get(kiosk.market_id, kiosk.market_id), page),
        may=may,
        span=span,
        since=since,
        lines=lines_of(beats, since, page.now),
        happened=_happened(beats, page),
        journals=journals_of(connection, kiosk_id) if may[Right.SEE_JOURNAL] else None,
        markets=markets_within(connection, page.caller, Right.CHANGE_KIOSKS),
        typed=page.typed if page.typed["name"] else Typed(tuple((name, str(value)) for name, value in place.items())),
        version=version_of(place),
        newest_settings=settings_of(connection, kiosk.market_id, kiosk_id).version,
        restarts=restarts_in_words(kiosk.heartbeat, page.words),
        orders=[shown_order(each, page) for each in read_orders(connection, kiosk_id, page.now, SHOWN_ORDERS)],
        can_order=_can_order(has_pictures=has_pictures) if may[Right.TEND_KIOSK] else {},
        has_pictures=has_pictures,
        conflict=conflict,
        faults=faults,
    )


def _can_order(*, has_pictures: bool) -> Mapping[OrderKind, str]:
    return {kind: drawn for kind, drawn in DRAWN.items() if kind is not OrderKind.PICTURE or has_pictures}


def _happened(beats: Sequence[Received], page: Page) -> list[Happened]:
    return [
        Happened(
            each.at,
            each.level,
            page.words(f"console.devices.happened.{each.key}", value=each.value, age=_lasted(each.lasted, page)),
        )
        for each in happenings_of(beats, page.now)
    ]


def _lasted(lasted: timedelta | None, page: Page) -> str:
    return "" if lasted is None else age_of(lasted, page.words)
