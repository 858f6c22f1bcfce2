"""/registry/kiosks/{kiosk_id}/orders: what people order of one kiosk, and what became of it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query, Response
from pydantic import BaseModel, ConfigDict

from kiosk.central.kiosks.orders import (
    Hindrance,
    OrderView,
    give_order,
    loaded_bundle,
    read_order,
    read_orders,
    saved_as,
    withdraw_order,
)
from kiosk.central.kiosks.placing import demanded_kiosk
from kiosk.central.people.changes import Deed
from kiosk.central.people.door import SomeCaller
from kiosk.central.people.rights import Right
from kiosk.central.problems import errors_of
from kiosk.central.service import Service
from kiosk.messages.orders import OrderKind

OrderId = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$")]
ORDERS = "/registry/kiosks/{kiosk_id}/orders"
_HINDRANCES = {
    Hindrance.DENIED: "This kiosk is shut out: it is told nothing.",
    Hindrance.NOT_ALLOWED: "The settings of this kiosk allow no picture of its screen.",
    Hindrance.STANDS: "The same is ordered already, and was not done yet.",
    Hindrance.LATELY: "This kiosk has just begun anew. Wait five minutes.",
}


class NewOrder(BaseModel):
    """What is ordered."""

    model_config = ConfigDict(extra="forbid")

    kind: OrderKind


def ordering_routes(service: Service) -> APIRouter:
    """Return the routes by which people order something of a kiosk."""
    routes = APIRouter(prefix=ORDERS, tags=["kiosks"], responses=errors_of(400, 401, 403, 404, 409))

    @routes.get("")
    def list_orders(
        caller: SomeCaller, kiosk_id: str, limit: Annotated[int, Query(ge=1, le=200)] = 50
    ) -> list[OrderView]:
        """Return the newest orders of a kiosk, newest first."""
        with service.primary.connect() as connection:
            demanded_kiosk(connection, caller, Right.SEE_KIOSKS, kiosk_id)
            found = read_orders(connection, kiosk_id, service.now(), limit)
        return list(found)

    @routes.post("", status_code=HTTPStatus.CREATED)
    def give(caller: SomeCaller, kiosk_id: str, wanted: NewOrder) -> OrderView:
        """Order something of a kiosk, which hears of it with its next poll; 409 where it cannot be given."""
        with service.primary.begin() as connection:
            hindrance = give_order(connection, Deed(caller, Right.TEND_KIOSK, service.now()), kiosk_id, wanted.kind)
            if hindrance is not None:
                raise HTTPException(HTTPStatus.CONFLICT, _HINDRANCES[hindrance])
            (order,) = read_orders(connection, kiosk_id, service.now(), 1)
        return order

    @routes.post("/{order_id}/withdraw")
    def withdraw(caller: SomeCaller, kiosk_id: str, order_id: OrderId) -> OrderView:
        """Withdraw an order that waits; one that has ended stays as it was."""
        with service.primary.begin() as connection:
            withdraw_order(connection, Deed(caller, Right.TEND_KIOSK, service.now()), kiosk_id, order_id)
            order = read_order(connection, kiosk_id, order_id, service.now())
        if order is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such order of this kiosk.")
        return order

    @routes.get("/{order_id}/bundle", response_class=Response)
    def load_bundle(caller: SomeCaller, kiosk_id: str, order_id: OrderId) -> Response:
        """Return the support file that an order brought, a tar.gz. Each time is kept in the audit."""
        with service.primary.begin() as connection:
            deed = Deed(caller, Right.TEND_KIOSK, service.now())
            found = loaded_bundle(connection, deed, kiosk_id, order_id)
        return Response(found, media_type="application/gzip", headers=saved_as(order_id))

    return routes
