"""All routes of seals, in one router."""

from __future__ import annotations

from fastapi import APIRouter

from kiosk.central.seals.key_routes import key_routes
from kiosk.central.seals.label_routes import label_routes
from kiosk.central.seals.lending_routes import lending_routes
from kiosk.central.seals.limit_routes import limit_routes
from kiosk.central.seals.trust_routes import trust_routes
from kiosk.central.service import Service


def seal_routes(service: Service) -> APIRouter:
    """Return the routes of keys, labels, quotas, lent numbers and the trust list."""
    routes = APIRouter()
    for made in (key_routes, label_routes, limit_routes, lending_routes, trust_routes):
        routes.include_router(made(service))
    return routes
