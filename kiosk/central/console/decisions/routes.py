"""Recalls, violations, notices and drills: the tab."""

from __future__ import annotations

from fastapi import APIRouter

from kiosk.central.console.console import Console
from kiosk.central.console.decisions.drill_routes import drill_routes
from kiosk.central.console.decisions.kinds import DECISIONS_PATH
from kiosk.central.console.decisions.list_routes import glance, list_routes
from kiosk.central.console.decisions.new_routes import new_routes
from kiosk.central.console.decisions.notice_routes import notice_routes
from kiosk.central.console.decisions.one_routes import one_routes
from kiosk.central.console.decisions.proposal_routes import proposal_routes
from kiosk.central.console.section import Section
from kiosk.central.people.rights import Right


def decision_routes(console: Console) -> APIRouter:
    """Return all routes of the tab; the forms before the rows, whose id `new` might be."""
    routes = APIRouter()
    for more in (list_routes, new_routes, notice_routes, drill_routes, proposal_routes, one_routes):
        routes.include_router(more(console))
    return routes


DECISIONS = Section(
    "decisions",
    DECISIONS_PATH,
    "megaphone",
    frozenset({Right.PROPOSE_RECALL, Right.SEE_KIOSKS}),
    decision_routes,
    glance,
)
