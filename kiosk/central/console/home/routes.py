"""The first page: each section that the caller has, with what it says at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import APIRouter, Response
from starlette.responses import RedirectResponse

from kiosk.central.console.console import Console
from kiosk.central.console.page import CONSOLE, SomePage
from kiosk.central.console.section import Figure, Section


@dataclass(frozen=True, slots=True)
class Glance:
    """One section, and its figures."""

    section: Section
    figures: tuple[Figure, ...]


def home_routes(console: Console, sections: Sequence[Section]) -> APIRouter:
    """Return the route of the first page."""
    routes = APIRouter()

    @routes.get(CONSOLE.rstrip("/"))
    def lead_home() -> Response:
        """Lead to the first page."""
        return RedirectResponse(CONSOLE, HTTPStatus.PERMANENT_REDIRECT)

    @routes.get(CONSOLE)
    def home(page: SomePage) -> Response:
        """Show the first page."""
        shown = [section for section in sections if section.is_for(page)]
        with console.service.replica.connect() as connection:
            view = [
                Glance(section, tuple(section.glance(connection, page)) if section.glance else ()) for section in shown
            ]
        return console.answer(page, "home/home.html", view)

    return routes
