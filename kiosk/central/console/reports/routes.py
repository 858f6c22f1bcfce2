"""Shoppers' reports: the tab."""

from __future__ import annotations

from fastapi import APIRouter

from kiosk.central.console.console import Console
from kiosk.central.console.reports.list_routes import REPORTS_PATH, glance, list_routes
from kiosk.central.console.reports.one_routes import one_routes
from kiosk.central.console.reports.statistics import statistics_routes
from kiosk.central.console.section import Section
from kiosk.central.people.rights import Right


def report_pages(console: Console) -> APIRouter:
    """Return all routes of the tab; the statistics before one report, whose number the word might be."""
    routes = APIRouter()
    for more in (list_routes, statistics_routes, one_routes):
        routes.include_router(more(console))
    return routes


REPORTS = Section("reports", REPORTS_PATH, "flag", frozenset({Right.SEE_REPORTS}), report_pages, glance)
