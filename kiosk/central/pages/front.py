"""The front page: what this is, and a form for a code that cannot be scanned."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import RedirectResponse

from kiosk.central.pages.language import LANGUAGE_KEY, language_of
from kiosk.central.pages.pages import PUBLIC, Pages
from kiosk.central.pages.typed import typed_gtin, typed_lot
from kiosk.central.service import Service
from kiosk.codes.digital_link import TYPED_MARK

LABEL_PREFIX = "/label"
"""Before a Digital Link path: the page about what it names."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a reader typed, shown again where it cannot be looked up."""

    gtin: str = ""
    lot: str = ""
    is_wrong: bool = False


def front_routes(service: Service, pages: Pages) -> APIRouter:
    """Return the routes of the front page, its form and the icon of the site."""
    routes = APIRouter(tags=["pages"], default_response_class=Response)

    @routes.get("/", response_class=Response)
    def front(request: Request, gtin: Annotated[str, Query(max_length=20)] = "") -> Response:
        """Show the front page: what this is, and a form for the number under a bar code, filled in with `gtin`."""
        return pages.answer(request, "front.html", Typed(gtin=gtin), cache=PUBLIC)

    @routes.get("/code", response_class=Response)
    def code(
        request: Request,
        gtin: Annotated[str, Query(max_length=20)],
        lot: Annotated[str, Query(max_length=20)] = "",
    ) -> Response:
        """Lead to the page of what was typed: the number under a bar code, and the lot where it is given."""
        number = typed_gtin(gtin)
        if number is None:
            return pages.answer(request, "front.html", Typed(gtin, lot, is_wrong=True), status=HTTPStatus.BAD_REQUEST)
        meant = typed_lot(service.replica, number, lot)
        path = f"{LABEL_PREFIX}/01/{number}" + (f"/10/{quote(meant, safe='')}" if meant else "")
        language = language_of(request)
        chosen = f"&{LANGUAGE_KEY}={language.name}" if language.is_chosen else ""
        return RedirectResponse(f"{path}?{TYPED_MARK}{chosen}", HTTPStatus.SEE_OTHER)

    @routes.get("/favicon.svg", response_class=Response)
    def favicon() -> Response:
        """Return the icon of the site."""
        return Response(pages.favicon, media_type="image/svg+xml", headers={"Cache-Control": "public, max-age=604800"})

    return routes
