"""All routes of kiosks at the console, and their tab."""

from __future__ import annotations

from fastapi import APIRouter

from kiosk.central.console.console import Console
from kiosk.central.console.devices.list_routes import DEVICES_PATH, glance, list_routes
from kiosk.central.console.devices.order_routes import order_routes
from kiosk.central.console.devices.pair_routes import pair_routes
from kiosk.central.console.devices.release_routes import release_routes
from kiosk.central.console.devices.settings_routes import settings_routes
from kiosk.central.console.devices.unit_routes import unit_routes
from kiosk.central.console.section import Section
from kiosk.central.people.rights import Right


def device_routes(console: Console) -> APIRouter:
    """Return the routes of kiosks."""
    routes = APIRouter()
    for made in (list_routes, pair_routes, release_routes, settings_routes, unit_routes, order_routes):
        routes.include_router(made(console))
    return routes


DEVICES = Section("devices", DEVICES_PATH, "monitor", frozenset({Right.SEE_KIOSKS}), device_routes, glance)
