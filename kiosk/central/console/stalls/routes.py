"""All routes of stalls at the console, and their tab."""

from __future__ import annotations

from fastapi import APIRouter

from kiosk.central.console.console import Console
from kiosk.central.console.section import Section
from kiosk.central.console.stalls.list_routes import STALLS_PATH, glance, list_routes
from kiosk.central.console.stalls.read_routes import read_routes
from kiosk.central.console.stalls.stall_routes import one_stall_routes
from kiosk.central.people.rights import Right


def stall_routes(console: Console) -> APIRouter:
    """Return the routes of stalls."""
    routes = APIRouter()
    for made in (list_routes, read_routes, one_stall_routes):
        routes.include_router(made(console))
    return routes


STALLS = Section(
    "stalls",
    STALLS_PATH,
    "store",
    frozenset({Right.ANNOUNCE_LOTS, Right.SEE_JOURNAL}),
    stall_routes,
    glance,
)
