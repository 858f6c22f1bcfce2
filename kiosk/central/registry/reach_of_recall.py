"""What a recall would reach, as far as the registry knows: shown before it is proposed."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import HTTPException
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, Select, func, select

from kiosk.central.people.reach import within_reach
from kiosk.central.people.rights import Caller, Right
from kiosk.central.registry.belonging import ties_of_lot
from kiosk.central.registry.decisions import GivenRecall
from kiosk.central.registry.tables import lots, products, serials


class Reach(BaseModel):
    """Registered lots that it covers, labels issued for them one by one, and the markets they were meant for."""

    model_config = ConfigDict(frozen=True)

    lots: int
    serials: int
    market_ids: list[str]


def reach_of(connection: Connection, caller: Caller, given: GivenRecall) -> Reach:
    """Return what `given` reaches of that which `caller` may recall. Raises a 403 where that is nothing of it."""
    reached = _lots_of(given).where(within_reach(caller, Right.PROPOSE_RECALL, ties_of_lot()))
    found = reached.subquery()
    count = connection.execute(select(func.count()).select_from(found)).scalar_one()
    if count == 0 and not caller.may(Right.PROPOSE_RECALL):
        raise HTTPException(HTTPStatus.FORBIDDEN, "This token has no right to that.")
    issued = select(func.count()).select_from(
        serials.join(found, (serials.c.gtin == found.c.gtin) & (serials.c.lot == found.c.lot))
    )
    if given.serial_from:
        issued = issued.where(serials.c.serial >= given.serial_from)
    if given.serial_to:
        issued = issued.where(serials.c.serial <= given.serial_to)
    markets = select(found.c.destination_market_id).distinct().order_by(found.c.destination_market_id)
    return Reach(
        lots=count,
        serials=connection.execute(issued).scalar_one(),
        market_ids=[market for market in connection.execute(markets).scalars() if market],
    )


def _lots_of(given: GivenRecall) -> Select[tuple[str, str, str]]:
    query = select(lots.c.gtin, lots.c.lot, lots.c.destination_market_id)
    made = func.coalesce(lots.c.harvested_on, lots.c.packed_on)
    if given.gtins:
        query = query.where(lots.c.gtin.in_(given.gtins))
    if given.establishment_ids:
        own = select(products.c.gtin).where(products.c.establishment_id.in_(given.establishment_ids))
        query = query.where(lots.c.gtin.in_(own))
    if given.lots:
        query = query.where(lots.c.lot.in_(given.lots))
    if given.made_from:
        query = query.where(made >= given.made_from)
    if given.made_to:
        query = query.where(made <= given.made_to)
    return query
