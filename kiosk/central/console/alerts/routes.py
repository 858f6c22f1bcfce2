"""All routes of alerts at the console, and their tab."""

from __future__ import annotations

from fastapi import APIRouter

from kiosk.central.console.alerts.false_routes import false_routes
from kiosk.central.console.alerts.list_routes import ALERTS_PATH, glance, list_routes
from kiosk.central.console.alerts.mail_routes import mail_routes
from kiosk.central.console.alerts.one_routes import one_routes
from kiosk.central.console.console import Console
from kiosk.central.console.section import Section
from kiosk.central.people.rights import Right


def alert_pages(console: Console) -> APIRouter:
    """Return the routes of alerts."""
    routes = APIRouter()
    for made in (list_routes, false_routes, mail_routes, one_routes):  # the last takes any id
        routes.include_router(made(console))
    return routes


ALERTS = Section("alerts", ALERTS_PATH, "triangle-alert", frozenset({Right.SEE_ALERTS}), alert_pages, glance)
