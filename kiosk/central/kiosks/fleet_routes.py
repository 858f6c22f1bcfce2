"""/registry/kiosks: see them, name and place them, shut one out."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from kiosk.central.kiosks.fleet import FleetAsked, KioskPage, KioskView, cursor_of, read_fleet, read_kiosk
from kiosk.central.kiosks.heartbeats import Received, read_heartbeats
from kiosk.central.kiosks.levels import touch_settings
from kiosk.central.kiosks.pairing_routes import MarketId, Name
from kiosk.central.kiosks.units import change_kiosk, is_market, market_of, row_of
from kiosk.central.people.changes import Deed
from kiosk.central.people.door import SomeCaller, demand, demand_somewhere
from kiosk.central.people.rights import EVERYTHING, Caller, Right, Subject
from kiosk.central.problems import errors_of, wrong_field
from kiosk.central.service import Service


class KioskPlace(BaseModel):
    """What a board calls a kiosk, and where it stands."""

    model_config = ConfigDict(extra="forbid")

    name: Name = Field(min_length=1)
    market_id: MarketId
    area: Name = ""
    position: Name = ""


class Denial(BaseModel):
    """Why a kiosk is shut out."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")


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
            _demanded(connection, caller, Right.SEE_KIOSKS, kiosk_id)
            view = read_kiosk(connection, kiosk_id, service.now())
        assert view is not None, "it was there"
        return view

    @routes.get("/{kiosk_id}/heartbeats")
    def show_heartbeats(
        caller: SomeCaller, kiosk_id: str, limit: Annotated[int, Query(ge=1, le=200)] = 50
    ) -> list[Received]:
        """Return a kiosk's newest heartbeats, newest first; those of a week are kept."""
        with service.replica.connect() as connection:
            _demanded(connection, caller, Right.SEE_KIOSKS, kiosk_id)
            return read_heartbeats(connection, kiosk_id, limit)

    @routes.put("/{kiosk_id}")
    def place_kiosk(caller: SomeCaller, kiosk_id: str, wanted: KioskPlace) -> KioskView:
        """Name a kiosk and say where it stands; in another market only by who may change kiosks there too."""
        deed = Deed(caller, Right.CHANGE_KIOSKS, service.now())
        with service.primary.begin() as connection:
            _demanded(connection, caller, Right.CHANGE_KIOSKS, kiosk_id)
            demand(caller, Right.CHANGE_KIOSKS, Subject(markets=frozenset({wanted.market_id})))
            if not is_market(connection, wanted.market_id):
                raise wrong_field("body.market_id", "there is no such market.")
            change_kiosk(connection, deed, kiosk_id, wanted.model_dump())
            touch_settings(connection, deed, kiosk_id)
            return _shown(connection, kiosk_id, service)

    @routes.post("/{kiosk_id}/deny")
    def deny(caller: SomeCaller, kiosk_id: str, why: Denial) -> KioskView:
        """Put a kiosk on the deny list: its next request is refused."""
        deed = Deed(caller, Right.DENY_KIOSK, service.now())
        with service.primary.begin() as connection:
            _demanded(connection, caller, Right.DENY_KIOSK, kiosk_id)
            change_kiosk(connection, deed, kiosk_id, {"denied_at": deed.at, "denied_because": why.reason})
            return _shown(connection, kiosk_id, service)

    @routes.post("/{kiosk_id}/allow")
    def allow(caller: SomeCaller, kiosk_id: str) -> KioskView:
        """Take a kiosk from the deny list."""
        deed = Deed(caller, Right.DENY_KIOSK, service.now())
        with service.primary.begin() as connection:
            _demanded(connection, caller, Right.DENY_KIOSK, kiosk_id)
            change_kiosk(connection, deed, kiosk_id, {"denied_at": None, "denied_because": ""})
            return _shown(connection, kiosk_id, service)

    return routes


def _demanded(connection: Connection, caller: Caller, right: Right, kiosk_id: str) -> None:
    """Raise a 403 unless `caller` has `right` on the kiosk; a 404 for who may see that there is none."""
    row = row_of(connection, kiosk_id)
    demand(caller, right, EVERYTHING if row is None else Subject(markets=frozenset({market_of(row)})))
    if row is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such kiosk.")


def _shown(connection: Connection, kiosk_id: str, service: Service) -> KioskView:
    view = read_kiosk(connection, kiosk_id, service.now())
    assert view is not None, "it was changed a moment ago"
    return view
