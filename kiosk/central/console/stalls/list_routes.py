"""Stalls of the caller's markets, or of the caller's own, and what each announces today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, Connection, exists, func, literal, or_, select, tuple_

from kiosk.central.console.console import Console
from kiosk.central.console.layout.writing import number
from kiosk.central.console.page import Page, SomePage
from kiosk.central.console.section import Figure
from kiosk.central.console.typed import NO_FAULTS, Faults, read_form
from kiosk.central.people.reach import within_reach
from kiosk.central.people.rights import Right
from kiosk.central.registry.folded import is_found_by
from kiosk.central.registry.tables import establishments, markets, stalls
from kiosk.central.stalls.announcing import Announced, announced_by
from kiosk.central.stalls.reached import STALL_TIES, StallPlace, all_stalls, place_of
from kiosk.central.stalls.tables import stall_lots
from kiosk.moment import hanoi_day
from kiosk.words.alphabet import in_order

STALLS_PATH = "/console/stalls"
ROWS = 50


class Filter(BaseModel):
    """What stands in the query."""

    market: str = Field(default="", max_length=64)
    text: str = Field(default="", max_length=80)
    after: str = Field(default="", max_length=200)


@dataclass(frozen=True, slots=True)
class StallRow:
    """A stall with what it announced."""

    place: StallPlace
    lots: Sequence[Announced]


@dataclass(frozen=True, slots=True)
class StallsView:
    """One page of stalls. `total` and `open`: of all that the filters choose."""

    day: date
    rows: Sequence[StallRow]
    next: str | None
    total: int
    open: int
    markets: Sequence[tuple[str, str]]
    may_see_reads: bool
    faults: Faults


def list_routes(console: Console) -> APIRouter:
    """Return the route of the list."""
    routes = APIRouter()

    @routes.get(STALLS_PATH)
    def show(page: SomePage) -> Response:
        """Show stalls with the lots of today."""
        page.demand(Right.SEE_REGISTRY)
        read = read_form(Filter, page.query, page.words)
        wanted, faults = (read, NO_FAULTS) if isinstance(read, Filter) else (Filter(), read)
        with console.service.primary.connect() as connection:
            view = _view(connection, page, wanted, faults)
        return console.answer(page, "stalls/list.html", view)

    return routes


def glance(connection: Connection, page: Page) -> Iterable[Figure]:
    """Return how many of the caller's stalls announced something today."""
    total, announcing = _counted(connection, page, Filter())
    if not total:
        return ()
    told = page.words("console.stalls.open", total=number(page.words, total))
    return (Figure(number(page.words, announcing), told, STALLS_PATH),)


def _view(connection: Connection, page: Page, wanted: Filter, faults: Faults) -> StallsView:
    day = hanoi_day(page.now)
    query = all_stalls().where(*_chosen(page, wanted)).order_by(stalls.c.name, stalls.c.id)
    if wanted.after:
        name, _, stall_id = wanted.after.rpartition("/")
        query = query.where(tuple_(stalls.c.name, stalls.c.id) > tuple_(literal(name), literal(stall_id)))
    places = [place_of(row) for row in connection.execute(query.limit(ROWS + 1))]
    shown = places[:ROWS]
    sold = announced_by(connection, [place.id for place in shown], day)
    total, announcing = _counted(connection, page, wanted)
    return StallsView(
        day=day,
        rows=[StallRow(place, sold[place.id]) for place in shown],
        next=f"{shown[-1].name}/{shown[-1].id}" if len(places) > ROWS else None,
        total=total,
        open=announcing,
        markets=_markets(connection, page),
        may_see_reads=page.may(Right.CHANGE_GOODS),
        faults=faults,
    )


def _counted(connection: Connection, page: Page, wanted: Filter) -> tuple[int, int]:
    """Return how many stalls there are, and how many of them announced something today."""
    sells = exists().where(stall_lots.c.stall_id == stalls.c.id, stall_lots.c.day == hanoi_day(page.now))
    joined = stalls.outerjoin(establishments, establishments.c.id == stalls.c.establishment_id)
    chosen = (stalls.c.ended_on.is_(None), *_chosen(page, wanted))
    query = select(func.count(), func.count().filter(sells)).select_from(joined).where(*chosen)
    total, announcing = connection.execute(query).one()
    return int(total), int(announcing)


def _chosen(page: Page, wanted: Filter) -> list[ColumnElement[bool]]:
    chosen = [within_reach(page.caller, Right.SEE_REGISTRY, STALL_TIES)]
    if wanted.market:
        chosen.append(stalls.c.market_id == wanted.market)
    if wanted.text:
        named = (stalls.c.folded, establishments.c.folded)
        chosen.append(or_(*(is_found_by(column, wanted.text) for column in named)))
    return chosen


def _markets(connection: Connection, page: Page) -> Sequence[tuple[str, str]]:
    mine = within_reach(page.caller, Right.SEE_REGISTRY, STALL_TIES)
    query = select(markets.c.id, markets.c.name).join(stalls, stalls.c.market_id == markets.c.id)
    return in_order((row.id, row.name) for row in connection.execute(query.where(mine).distinct()))
