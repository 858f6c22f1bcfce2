"""All routes of kiosks."""

from __future__ import annotations

from fastapi import APIRouter

from kiosk.central.kiosks.enrolment_routes import enrolment_routes
from kiosk.central.kiosks.fleet_routes import fleet_routes
from kiosk.central.kiosks.notice_routes import notice_routes
from kiosk.central.kiosks.order_routes import order_routes
from kiosk.central.kiosks.ordering_routes import ordering_routes
from kiosk.central.kiosks.pairing_routes import pairing_routes
from kiosk.central.kiosks.settings_routes import settings_routes
from kiosk.central.kiosks.unit_routes import unit_routes
from kiosk.central.service import Service


def kiosk_routes(service: Service) -> APIRouter:
    """Return the routes of pairing, of kiosks and their settings, of notices, of heartbeats and of orders."""
    routes = APIRouter()
    of_people = (enrolment_routes, pairing_routes, fleet_routes, ordering_routes, settings_routes, notice_routes)
    for made in (*of_people, unit_routes, order_routes):
        routes.include_router(made(service))
    return routes
