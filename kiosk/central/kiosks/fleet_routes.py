"""/registry/kiosks: see them, name and place them, shut one out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import Connection

from kiosk.central.kiosks.fleet import FleetAsked, KioskPage, KioskView, cursor_of, read_fleet, read_kiosk
from kiosk.central.kiosks.heartbeats import Received, read_heartbeats
from kiosk.central.kiosks.placing import Denial, KioskPlace, allow_kiosk, demanded_kiosk, deny_kiosk, set_place
from kiosk.central.people.changes import Deed
from kiosk.central.people.door import SomeCaller, demand_somewhere
from kiosk.central.people.rights import Right
from kiosk.central.problems import errors_of, wrong_field
from kiosk.central.service import Service


def fleet_routes(service: Service) -> APIRouter:
    """Return the routes by which people see and change kiosks."""
    responses = errors_of(400, 401, 403, 404)
    routes = APIRouter(prefix="/registry/kiosks", tags=["kiosks"], responses=responses)

    @routes.get("")
    def list_kiosks(
        caller: SomeCaller,
        market_id: Annotated[str, Query(max_length=64)] = "",
        after: Annotated[str, Query(max_length=1200, description="`next` of the page before")] = "",
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> KioskPage:
        """Return the kiosks of the caller's markets: ailing ones first, then by name."""
        demand_somewhere(caller, Right.SEE_KIOSKS)
        cursor = cursor_of(after) if after else None
        if after and cursor is None:
            raise wrong_field("query.after", "give `next` of the page before, as it was.")
        with service.replica.connect() as connection:
            return read_fleet(connection, caller, FleetAsked(market_id), cursor, limit, service.now())

    @routes.get("/{kiosk_id}")
    def show_kiosk(caller: SomeCaller, kiosk_id: str) -> KioskView:
        """Return one kiosk."""
        with service.primary.connect() as connection:
            demanded_kiosk(connection, caller, Right.SEE_KIOSKS, kiosk_id)
            view = read_kiosk(connection, kiosk_id, service.now())
        assert view is not None, "it was there"
        return view

    @routes.get("/{kiosk_id}/heartbeats")
    def show_heartbeats(
        caller: SomeCaller, kiosk_id: str, limit: Annotated[int, Query(ge=1, le=200)] = 50
    ) -> list[Received]:
        """Return a kiosk's newest heartbeats, newest first; those of a week are kept."""
        with service.replica.connect() as connection:
            demanded_kiosk(connection, caller, Right.SEE_KIOSKS, kiosk_id)
            return read_heartbeats(connection, kiosk_id, limit)

    @routes.put("/{kiosk_id}")
    def place_kiosk(caller: SomeCaller, kiosk_id: str, wanted: KioskPlace) -> KioskView:
        """Name a kiosk and say where it stands; in another market only by who may change kiosks there too."""
        with service.primary.begin() as connection:
            set_place(connection, Deed(caller, Right.CHANGE_KIOSKS, service.now()), kiosk_id, wanted)
            return _shown(connection, kiosk_id, service)

    @routes.post("/{kiosk_id}/deny")
    def deny(caller: SomeCaller, kiosk_id: str, why: Denial) -> KioskView:
        """Put a kiosk on the deny list: its next request is refused."""
        with service.primary.begin() as connection:
            deny_kiosk(connection, Deed(caller, Right.DENY_KIOSK, service.now()), kiosk_id, why)
            return _shown(connection, kiosk_id, service)

    @routes.post("/{kiosk_id}/allow")
    def allow(caller: SomeCaller, kiosk_id: str) -> KioskView:
        """Take a kiosk from the deny list."""
        with service.primary.begin() as connection:
            allow_kiosk(connection, Deed(caller, Right.DENY_KIOSK, service.now()), kiosk_id)
            return _shown(connection, kiosk_id, service)

    return routes


def _shown(connection: Connection, kiosk_id: str, service: Service) -> KioskView:
    view = read_kiosk(connection, kiosk_id, service.now())
    assert view is not None, "it was changed a moment ago"
    return view
