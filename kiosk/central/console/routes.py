"""All routes of the console, and the files that its pages load."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from fastapi import APIRouter, FastAPI, HTTPException, Response

from kiosk.central.console.access.door import carry_on_in_this_session, door_for_strangers, door_routes
from kiosk.central.console.access.own_routes import own_routes
from kiosk.central.console.access.setup_routes import setup_routes
from kiosk.central.console.console import Console
from kiosk.central.console.home.routes import home_routes
from kiosk.central.console.layout.assets import ASSETS_PATH
from kiosk.central.console.page import NotSignedIn, OtherSession
from kiosk.central.console.section import Section

_FOR_GOOD = "public, max-age=31536000, immutable"


def console_routes(console: Console, sections: Sequence[Section]) -> APIRouter:
    """Return the routes of the console: pages for people, which no program's document names."""
    routes = APIRouter(default_response_class=Response, include_in_schema=False)

    @routes.get(ASSETS_PATH + "/{name}")
    def asset(name: str) -> Response:
        """Return the stylesheet, the script or a font: for good, since another one has another name."""
        found = console.assets.served_as(name)
        if found is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        headers = {"Cache-Control": _FOR_GOOD, "X-Content-Type-Options": "nosniff"}
        return Response(found.content, media_type=found.media_type, headers=headers)

    routes.include_router(door_routes(console))
    routes.include_router(setup_routes(console))
    routes.include_router(own_routes(console))
    routes.include_router(home_routes(console, sections))
    for section in sections:
        routes.include_router(section.routes(console))
    return routes


def show_door_to_strangers(app: FastAPI, console: Console) -> None:
    """Let `app` show the door where nobody is signed in, and what was typed where the form is another session's."""
    app.add_exception_handler(NotSignedIn, door_for_strangers(console))
    app.add_exception_handler(OtherSession, carry_on_in_this_session(console))
