"""The list of alerts, with a plan of the markets that they concern."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection, select

from kiosk.central.alerts.handling import names_of
from kiosk.central.alerts.kinds import KINDS, Kind, State
from kiosk.central.alerts.reading import AlertsAsked, AlertView, Counts, count_alerts, count_by_market, read_alerts
from kiosk.central.alerts.wording import Names, names_for, said_of, title_of
from kiosk.central.console.alerts.plan import Plan, Spot, plans_of
from kiosk.central.console.console import Console
from kiosk.central.console.layout.writing import number
from kiosk.central.console.page import Page, SomePage
from kiosk.central.console.section import Figure
from kiosk.central.console.typed import NO_FAULTS, Faults, read_form
from kiosk.central.people.reach import within_reach
from kiosk.central.people.rights import Right
from kiosk.central.registry.belonging import ties_of_market
from kiosk.central.registry.tables import markets
from kiosk.words.alphabet import order_of

ALERTS_PATH = "/console/alerts"
ROWS = 50
LEVELS = {State.OPEN: "stop", State.IN_HAND: "caution", State.CLOSED: "good"}
"""The mark of each state."""
_MARKETS = ties_of_market(markets.c.id)


class Standing(StrEnum):
    """Which alerts the list shows."""

    STANDING = "standing"
    OPEN = "open"
    IN_HAND = "in_hand"
    LATE = "late"
    CLOSED = "closed"
    ALL = "all"


class Filter(BaseModel):
    """What stands in the query."""

    state: Standing = Standing.STANDING
    kind: Kind | None = None
    market: str = Field(default="", max_length=64)
    owner: Literal["", "me"] = ""
    after: str = Field(default="", max_length=36, pattern=r"^[0-9a-f-]*$")

    def asked(self, page: Page) -> AlertsAsked:
        """Return which alerts these are."""
        states = {Standing.OPEN: State.OPEN, Standing.IN_HAND: State.IN_HAND, Standing.CLOSED: State.CLOSED}
        return AlertsAsked(
            kind=self.kind,
            state=states.get(self.state),
            is_standing=self.state is Standing.STANDING,
            market_id=self.market,
            owner_id=page.caller.user_id if self.owner else "",
            late_at=page.now if self.state is Standing.LATE else None,
            before=self.after,
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One alert, written out."""

    alert: AlertView
    level: str
    title: str
    said: str
    owner: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A market, and how many alerts concern it."""

    id: str
    name: str
    number: int


@dataclass(frozen=True, slots=True)
class ListView:
    """The list, how many stand how, and where."""

    rows: Sequence[Row]
    next: str | None
    counts: Counts
    kinds: Sequence[tuple[str, str]]
    states: Sequence[tuple[str, str]]
    markets: Sequence[tuple[str, str]]
    plans: Sequence[Plan]
    places: Sequence[PlaceRow]
    faults: Faults


def list_routes(console: Console) -> APIRouter:
    """Return the route of the list."""
    routes = APIRouter()

    @routes.get(ALERTS_PATH)
    def show(page: SomePage) -> Response:
        """Show the alerts that the caller may see, newest first."""
        page.demand(Right.SEE_ALERTS)
        read = read_form(Filter, page.query, page.words)
        faults = NO_FAULTS if isinstance(read, Filter) else read
        wanted = read if isinstance(read, Filter) else Filter()
        with console.service.replica.connect() as connection:
            view = _view(connection, page, wanted, faults)
        return console.answer(page, "alerts/list.html", view)

    return routes


def glance(connection: Connection, page: Page) -> Iterable[Figure]:
    """Return how many alerts of the caller's wait for somebody, are in hand, and are late."""
    counts = count_alerts(connection, page.caller, page.now)
    shown = (
        (counts.open, Standing.OPEN, "stop"),
        (counts.in_hand, Standing.IN_HAND, "caution"),
        (counts.late, Standing.LATE, "stop"),
    )
    return tuple(
        Figure(
            number(page.words, count),
            page.words(f"console.alerts.state.{standing.value}"),
            f"{ALERTS_PATH}?state={standing.value}",
            level if count else "good",
        )
        for count, standing, level in shown
    )


def kinds_for(page: Page) -> Sequence[tuple[str, str]]:
    """Return the kinds whose matter the caller may see, with their words."""
    return [(kind.value, page.words(f"alerts.kind.{kind.value}")) for kind in Kind if page.may(KINDS[kind].right)]


def markets_for(connection: Connection, page: Page) -> Sequence[Spot]:
    """Return the markets whose alerts the caller may see, by name."""
    name = markets.c.name_en if page.words.language == "en" else markets.c.name
    query = select(markets.c.id, name, markets.c.name, markets.c.latitude, markets.c.longitude)
    query = query.where(within_reach(page.caller, Right.SEE_ALERTS, _MARKETS), markets.c.ended_on.is_(None))
    spots = [Spot(id_, said or own, *place) for id_, said, own, *place in connection.execute(query)]
    return sorted(spots, key=lambda spot: (order_of(spot.name), spot.id))


def row_of(alert: AlertView, names: Names, owners: Mapping[str, str], page: Page) -> Row:
    """Return an alert's row."""
    return Row(
        alert=alert,
        level=KINDS[alert.kind].level,
        title=title_of(alert, names, page.words),
        said=said_of(alert, names, page.words),
        owner=owners.get(alert.owner_id, ""),
        is_late=alert.is_late(page.now),
    )


def _view(connection: Connection, page: Page, wanted: Filter, faults: Faults) -> ListView:
    found = read_alerts(connection, page.caller, wanted.asked(page), ROWS)
    names = names_for(connection, found, page.words)
    owners = names_of(connection, {one.owner_id for one in found})
    spots = markets_for(connection, page)
    numbers = count_by_market(connection, page.caller, wanted.kind)
    texts = {spot.id: str(numbers[spot.id]) for spot in spots if numbers.get(spot.id)}
    places = [PlaceRow(spot.id, spot.name, numbers[spot.id]) for spot in spots if spot.id in texts]
    return ListView(
        rows=[row_of(one, names, owners, page) for one in found],
        next=found[-1].id if len(found) == ROWS else None,
        counts=count_alerts(connection, page.caller, page.now),
        kinds=kinds_for(page),
        states=[(each.value, page.words(f"console.alerts.state.{each.value}")) for each in Standing],
        markets=[(spot.id, spot.name) for spot in spots],
        plans=plans_of(spots, texts) if len(spots) > 1 and texts else (),
        places=sorted(places, key=lambda place: -place.number),
        faults=faults,
    )
