"""What is announced in a market, for its kiosks."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from kiosk.central.conditional import conditional
from kiosk.central.kiosks.door import SomeKiosk
from kiosk.central.problems import errors_of
from kiosk.central.service import Service
from kiosk.central.stalls.announcing import Announced, announced_in, announcements_version
from kiosk.messages.announcements import PATH, AnnouncedLot, AnnouncementsAnswer
from kiosk.moment import hanoi_day


def stall_routes(service: Service) -> APIRouter:
    """Return the route of announcements."""
    routes = APIRouter(tags=["kiosks"], responses=errors_of(400, 401))
    unchanged: dict[int | str, dict[str, object]] = {304: {"description": "The unit has them"}}

    @routes.get(PATH, response_model=AnnouncementsAnswer, responses=unchanged)
    def read(request: Request, kiosk: SomeKiosk) -> Response:
        """Return which lots are on sale today at the stalls of the asking kiosk's market. Conditional by ETag."""
        now = service.now()
        day = hanoi_day(now)
        with service.replica.connect() as connection:
            version = announcements_version(connection, kiosk.market_id)  # the older of the two, if one changes
            found = announced_in(connection, kiosk.market_id, day)
        answer = AnnouncementsAnswer(day=day, version=version, lots=tuple(map(_told, found)), answered_at=now)
        return conditional(request, answer, now)

    return routes


def _told(one: Announced) -> AnnouncedLot:
    name = one.name
    return AnnouncedLot(
        stall=one.stall,
        plu=name.plu,
        gtin=name.gtin,
        lot=name.lot,
        product=name.product,
        product_en=name.product_en,
        producer=name.producer,
        announced_at=one.at,
        arrived_at=one.arrived_at,
    )
