"""What a unit asks and tells every now and then: the newest versions, and how it fares."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from starlette.exceptions import HTTPException

from kiosk.central.conditional import conditional
from kiosk.central.kiosks.door import SomeKiosk, find_credentials
from kiosk.central.kiosks.heartbeats import store_heartbeat
from kiosk.central.problems import errors_of
from kiosk.central.service import Service
from kiosk.central.versions import newest_versions
from kiosk.messages.heartbeat import PATH, Heartbeat, HeartbeatAnswer
from kiosk.messages.http import VERSIONS_PATH, Ready


def unit_routes(service: Service) -> APIRouter:
    """Return the routes of an idle unit."""
    responses = errors_of(400, 401, 404)
    routes = APIRouter(tags=["kiosks"], responses=responses)

    @routes.get(
        VERSIONS_PATH + "/{kiosk_id}", response_model=Ready, responses={304: {"description": "Nothing is newer"}}
    )
    def versions(request: Request, kiosk_id: Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$")]) -> Response:
        """Return the newest versions for a kiosk: what an idle one asks every half minute.

        Conditional by ETag, and not signed, so that question and answer stay small; versions are no secret.
        """
        now = service.now()
        with service.replica.connect() as connection:
            credentials = find_credentials(connection, kiosk_id)
            if credentials is None:
                raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such kiosk.")
            newest = newest_versions(connection, credentials.kiosk.market_id, kiosk_id)
        return conditional(request, Ready(answered_at=now, versions=newest), now)

    @routes.post(PATH)
    def beat(heartbeat: Heartbeat, kiosk: SomeKiosk) -> HeartbeatAnswer:
        """Take a heartbeat: how the kiosk fares. The answer names the newest versions of what it should have."""
        now = service.now()
        with service.primary.begin() as connection:
            store_heartbeat(connection, kiosk.id, heartbeat, now)
            newest = newest_versions(connection, kiosk.market_id, kiosk.id)
        return HeartbeatAnswer(answered_at=now, versions=newest)

    return routes
