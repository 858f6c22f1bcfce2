"""All routes of movements. XML, subscriptions and named queries would each bring a router of their own."""

from __future__ import annotations

from fastapi import APIRouter

from kiosk.central.epcis.capture_routes import capture_routes
from kiosk.central.epcis.event_routes import event_routes
from kiosk.central.epcis.trace_routes import trace_routes
from kiosk.central.service import Service


def movement_routes(service: Service) -> APIRouter:
    """Return the routes under /epcis."""
    routes = APIRouter()
    routes.include_router(capture_routes(service))
    routes.include_router(event_routes(service))
    routes.include_router(trace_routes(service))
    return routes
