"""All routes of scans at the console, and their tab."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from fastapi import APIRouter, Response
from sqlalchemy import Connection

from kiosk.central.bounded import bounded
from kiosk.central.console.console import Console
from kiosk.central.console.layout.writing import number
from kiosk.central.console.page import Page, SomePage
from kiosk.central.console.section import Figure, Section
from kiosk.central.console.usage.asked import Wanted
from kiosk.central.console.usage.counted import places_of
from kiosk.central.console.usage.files import file_routes
from kiosk.central.console.usage.integrity import integrity_routes
from kiosk.central.console.usage.scans import scan_routes
from kiosk.central.console.usage.view import USAGE_PATH, read_wanted, usage_view
from kiosk.central.people.rights import Right
from kiosk.moment import hanoi_day


def usage_routes(console: Console) -> APIRouter:
    """Return the routes of scans."""
    routes = APIRouter()

    @routes.get(USAGE_PATH)
    def show(page: SomePage) -> Response:
        """Show scans in numbers."""
        page.demand(Right.SEE_JOURNAL)
        with console.service.replica.connect() as connection, bounded(connection, "ask for fewer days"):
            wanted, faults = read_wanted(connection, page)
            view = usage_view(connection, page, wanted, faults)
        return console.answer(page, "usage/usage.html", view)

    for made in (scan_routes, file_routes, integrity_routes):
        routes.include_router(made(console))
    return routes


def glance(connection: Connection, page: Page) -> Iterable[Figure]:
    """Return how many scans of the caller's markets there were today and yesterday, and how many were red."""
    today = hanoi_day(page.now)
    of_today = _at(connection, page, Wanted(today, today))
    yesterday = today - timedelta(days=1)
    before = _at(connection, page, Wanted(yesterday, yesterday))
    words = page.words
    here = f"{USAGE_PATH}?since={today}&until={today}"
    return (
        Figure(number(words, of_today[0]), words("console.usage.glance.today"), here),
        Figure(
            number(words, of_today[1]),
            words("console.usage.glance.red"),
            f"{here}&level=stop",
            "stop" if of_today[1] else "good",
        ),
        Figure(
            number(words, before[0]),
            words("console.usage.glance.yesterday"),
            f"{USAGE_PATH}?since={yesterday}&until={yesterday}",
        ),
    )


def _at(connection: Connection, page: Page, wanted: Wanted) -> tuple[int, int]:
    counts = places_of(connection, page.caller, wanted)
    return sum(count.scans for count in counts), sum(count.stops for count in counts)


USAGE = Section("usage", USAGE_PATH, "scan-line", frozenset({Right.SEE_JOURNAL}), usage_routes, glance)
