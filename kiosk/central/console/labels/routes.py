"""All routes of labels at the console, and their tab."""

from __future__ import annotations

from fastapi import APIRouter

from kiosk.central.console.console import Console
from kiosk.central.console.labels.batch_routes import batch_routes
from kiosk.central.console.labels.list_routes import LABELS_PATH, glance, list_routes
from kiosk.central.console.section import Section
from kiosk.central.people.rights import Right


def label_routes(console: Console) -> APIRouter:
    """Return the routes of labels."""
    routes = APIRouter()
    for made in (list_routes, batch_routes):
        routes.include_router(made(console))
    return routes


LABELS = Section("labels", LABELS_PATH, "qr-code", frozenset({Right.SEAL_LABELS}), label_routes, glance)
