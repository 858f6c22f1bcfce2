"""Stalls as rows, and who has to do with them: who trades there, the market's board, and who answers for the market."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from fastapi import HTTPException
from sqlalchemy import Connection, Row, Select, select

from kiosk.central.people.door import demand
from kiosk.central.people.reach import Ties, equal_to
from kiosk.central.people.rights import EVERYTHING, Caller, Right, Subject
from kiosk.central.registry.belonging import subject_of_market, ties_of_market
from kiosk.central.registry.tables import establishments, markets, stalls

_OF_MARKET = ties_of_market(stalls.c.market_id)
STALL_TIES = Ties(equal_to(stalls.c.establishment_id), _OF_MARKET.market, _OF_MARKET.unit)


@dataclass(frozen=True, slots=True)
class StallPlace:
    """A stall: where it is, and who trades there."""

    id: str
    name: str
    market_id: str
    market: str
    establishment_id: str
    trader: str


def all_stalls() -> Select[tuple[object, ...]]:
    """Return the query of stalls that were not closed, with the names of their markets and traders."""
    columns = (stalls.c.id, stalls.c.name, stalls.c.market_id, stalls.c.establishment_id)
    named = (markets.c.name.label("market"), establishments.c.name.label("trader"))
    joined = stalls.join(markets, markets.c.id == stalls.c.market_id).outerjoin(
        establishments, establishments.c.id == stalls.c.establishment_id
    )
    return select(*columns, *named).select_from(joined).where(stalls.c.ended_on.is_(None))


def place_of(row: Row[tuple[object, ...]]) -> StallPlace:
    """Return a row of `all_stalls` as a stall."""
    return StallPlace(row.id, row.name, row.market_id, row.market, row.establishment_id, row.trader or "")


def demanded_stall(connection: Connection, caller: Caller, right: Right, stall_id: str) -> StallPlace:
    """Return a stall on which `caller` has `right`. Raises a 403, and a 404 for who may see that there is none."""
    row = connection.execute(all_stalls().where(stalls.c.id == stall_id)).first()
    place = None if row is None else place_of(row)
    demand(caller, right, EVERYTHING if place is None else subject_of_stall(connection, place))
    if place is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such stall.")
    return place


def subject_of_stall(connection: Connection, place: StallPlace) -> Subject:
    """Return whose a stall is."""
    of_market = subject_of_market(connection, place.market_id)
    return Subject(frozenset({place.establishment_id}), of_market.markets, of_market.units)
