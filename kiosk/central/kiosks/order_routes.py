"""Orders: pulled by the unit that they are for, which says what became of each."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path

from kiosk.central.kiosks.door import SomeKiosk
from kiosk.central.kiosks.orders import orders_for, take_result
from kiosk.central.problems import errors_of
from kiosk.central.service import Service
from kiosk.messages.orders import PATH, OrderResult, OrdersAnswer, ResultAnswer


def order_routes(service: Service) -> APIRouter:
    """Return the routes of orders, for units."""
    routes = APIRouter(tags=["kiosks"], responses=errors_of(400, 401, 404))

    @routes.get(PATH)
    def read(kiosk: SomeKiosk) -> OrdersAnswer:
        """Return what was ordered of the asking kiosk and is to be done: each once, until it ends."""
        now = service.now()
        with service.primary.connect() as connection:
            version, orders = orders_for(connection, kiosk.id, now)
        return OrdersAnswer(version=version, orders=orders, answered_at=now)

    @routes.post(PATH + "/{order_id}/result")
    def end(
        kiosk: SomeKiosk, order_id: Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$")], result: OrderResult
    ) -> ResultAnswer:
        """Take what became of an order. The first word counts: said again, it changes nothing."""
        now = service.now()
        with service.primary.begin() as connection:
            if not take_result(connection, kiosk.id, order_id, result, now):
                raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such order of this kiosk.")
        return ResultAnswer(answered_at=now)

    return routes
