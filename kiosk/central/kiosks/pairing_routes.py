"""/registry/kiosks/pairing: a board types the letters, compares the fingerprint, names and places the kiosk."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter

from kiosk.central.kiosks.pairing import (
    Letters,
    PairedUnit,
    Pairing,
    Replacing,
    WaitingUnit,
    look_at_unit,
    pair_unit,
    refuse_unit,
    replace_kiosk,
)
from kiosk.central.people.door import SomeCaller
from kiosk.central.problems import errors_of
from kiosk.central.service import Service


def pairing_routes(service: Service) -> APIRouter:
    """Return the routes of pairing as people use them."""
    responses = errors_of(400, 401, 403, 404, 409, 429, 503)
    routes = APIRouter(prefix="/registry/kiosks", tags=["pairing"], responses=responses)

    @routes.post("/waiting")
    def look(caller: SomeCaller, letters: Letters) -> WaitingUnit:
        """Return what waits behind the letters: its fingerprint is compared with the unit's screen."""
        return look_at_unit(service, caller, letters)

    @routes.post("/pair", status_code=HTTPStatus.CREATED)
    def pair(caller: SomeCaller, wanted: Pairing) -> PairedUnit:
        """Make the unit behind the letters a new kiosk of a market. It fetches its certificate by itself."""
        return pair_unit(service, caller, wanted)

    @routes.post("/{kiosk_id}/replace")
    def replace(caller: SomeCaller, kiosk_id: str, wanted: Replacing) -> PairedUnit:
        """Make the unit behind the letters this kiosk, with its name, place, settings and history.

        The key of the card before is refused from now on. Who replaces a kiosk on the deny list takes it
        from there, and must be allowed to.
        """
        return replace_kiosk(service, caller, kiosk_id, wanted)

    @routes.post("/refuse", status_code=HTTPStatus.NO_CONTENT)
    def refuse(caller: SomeCaller, letters: Letters) -> None:
        """Refuse the unit behind the letters: its fingerprint is another, or nobody knows it."""
        refuse_unit(service, caller, letters)

    return routes
