"""Orders to one kiosk: begin anew, examine itself, show its screen; and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Response
from pydantic import BaseModel
from sqlalchemy import Connection

from kiosk.central.console.console import HEADERS, Console
from kiosk.central.console.devices.list_routes import DEVICES_PATH
from kiosk.central.console.devices.order_words import ShownOrder, shown_order
from kiosk.central.console.devices.unit_routes import ONE, KioskId, answer_unit
from kiosk.central.console.page import Page, SomePage
from kiosk.central.console.typed import read_form
from kiosk.central.kiosks.orders import (
    give_order,
    loaded_bundle,
    picture_of,
    read_order,
    saved_as,
    withdraw_order,
)
from kiosk.central.kiosks.placing import demanded_kiosk
from kiosk.central.people.changes import record_read
from kiosk.central.people.rights import Right
from kiosk.messages.orders import OrderKind

OrderId = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$")]
ORDERS = ONE + "/orders"


class NewOrder(BaseModel):
    """What is ordered."""

    kind: OrderKind


@dataclass(frozen=True, slots=True)
class OrderView:
    """One order of one kiosk."""

    kiosk_id: str
    kiosk: str
    shown: ShownOrder
    may_tend: bool


def order_routes(console: Console) -> APIRouter:
    """Return the routes of orders."""
    routes = APIRouter(prefix=DEVICES_PATH)
    _add_giving(routes, console)

    @routes.get(ORDERS + "/{order_id}")
    def show(page: SomePage, kiosk_id: KioskId, order_id: OrderId) -> Response:
        """Show what became of an order."""
        with console.service.primary.connect() as connection:
            view = _view(connection, page, kiosk_id, order_id)
        return console.answer(page, "devices/order.html", view)

    @routes.get(ORDERS + "/{order_id}/picture")
    def picture(page: SomePage, kiosk_id: KioskId, order_id: OrderId) -> Response:
        """Give the picture to who ordered it, as long as that person may order one. Who looked is kept."""
        with console.service.primary.begin() as connection:
            demanded_kiosk(connection, page.caller, Right.TEND_KIOSK, kiosk_id)
            order = read_order(connection, kiosk_id, order_id, page.now)
            is_mine = order is not None and order.user_id == page.caller.user_id
            found = picture_of(connection, order_id) if is_mine else None
            if found is not None:
                record_read(connection, page.deed(Right.TEND_KIOSK), "orders", order_id)
        if found is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such picture, or it is not yours.")
        return Response(found, media_type="image/png", headers=dict(HEADERS))

    @routes.get(ORDERS + "/{order_id}/bundle")
    def bundle(page: SomePage, kiosk_id: KioskId, order_id: OrderId) -> Response:
        """Give the support file to who may tend the kiosk. Each time is kept."""
        with console.service.primary.begin() as connection:
            found = loaded_bundle(connection, page.deed(Right.TEND_KIOSK), kiosk_id, order_id)
        return Response(found, media_type="application/gzip", headers={**HEADERS, **saved_as(order_id)})

    return routes


def _add_giving(routes: APIRouter, console: Console) -> None:
    @routes.post(ORDERS)
    def give(page: SomePage, kiosk_id: KioskId) -> Response:
        """Order something of a kiosk."""
        page.demand(Right.TEND_KIOSK)
        read = read_form(NewOrder, page.typed, page.words)
        if not isinstance(read, NewOrder):
            return answer_unit(console, page, kiosk_id, faults={"order": page.words("console.fault.choice")})
        with console.service.primary.begin() as connection:
            hindrance = give_order(connection, page.deed(Right.TEND_KIOSK), kiosk_id, read.kind)
        if hindrance is not None:
            told = page.words(f"console.devices.order.hindrance.{hindrance.value}")
            return answer_unit(console, page, kiosk_id, faults={"order": told})
        return console.go(page, f"{DEVICES_PATH}/{kiosk_id}", told="console.told.ordered")

    @routes.post(ORDERS + "/{order_id}/withdraw")
    def withdraw(page: SomePage, kiosk_id: KioskId, order_id: OrderId) -> Response:
        """Withdraw an order that waits."""
        with console.service.primary.begin() as connection:
            withdraw_order(connection, page.deed(Right.TEND_KIOSK), kiosk_id, order_id)
        return console.go(page, f"{DEVICES_PATH}/{kiosk_id}", told="console.told.withdrawn")


def _view(connection: Connection, page: Page, kiosk_id: str, order_id: str) -> OrderView:
    row = demanded_kiosk(connection, page.caller, Right.SEE_KIOSKS, kiosk_id)
    order = read_order(connection, kiosk_id, order_id, page.now)
    if order is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such order of this kiosk.")
    return OrderView(kiosk_id, str(row["name"]), shown_order(order, page), page.may(Right.TEND_KIOSK))
