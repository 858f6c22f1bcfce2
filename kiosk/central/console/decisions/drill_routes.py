"""Recall drills: proposed, approved like a recall, and watched on their way to the kiosks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import APIRouter, Response
from sqlalchemy import select
from starlette.exceptions import HTTPException

from kiosk.central.console.console import Console
from kiosk.central.console.decisions.history import Step, history_of
from kiosk.central.console.decisions.kinds import DRILLS
from kiosk.central.console.decisions.new_routes import proposed
from kiosk.central.console.decisions.one_routes import OwnId
from kiosk.central.console.decisions.travel import Travel, travel_of
from kiosk.central.console.page import Page, SomePage
from kiosk.central.console.typed import NO_FAULTS, Faults, Typed, read_form
from kiosk.central.people.door import demand
from kiosk.central.people.tables import changes
from kiosk.central.registry.drills import GivenDrill, propose_drill


@dataclass(frozen=True, slots=True)
class DrillFormView:
    """The form of a drill."""

    typed: Typed
    faults: Faults
    fault: str


@dataclass(frozen=True, slots=True)
class DrillView:
    """One drill."""

    occasion: str
    history: Sequence[Step]
    travel: Travel | None


def drill_routes(console: Console) -> APIRouter:
    """Return the routes of drills."""
    routes = APIRouter()

    @routes.get(DRILLS.path + "/new")
    def new(page: SomePage) -> Response:
        """Show the form of a drill."""
        demand(page.caller, DRILLS.propose)
        return _form(console, page)

    @routes.post(DRILLS.path + "/new")
    def propose_one(page: SomePage) -> Response:
        """Propose a drill."""
        demand(page.caller, DRILLS.propose)
        read = read_form(GivenDrill, page.typed, page.words)
        if not isinstance(read, GivenDrill):
            return _form(console, page, faults=read)
        try:
            with console.service.primary.begin() as connection:
                proposal_id, _ = propose_drill(connection, page.deed(DRILLS.propose), read)
        except HTTPException as fault:
            if fault.status_code != HTTPStatus.CONFLICT:
                raise
            return _form(console, page, fault=page.words("console.decisions.drill.too_soon"))
        return proposed(console, page, proposal_id)

    @routes.get(DRILLS.path + "/{drill_id}")
    def one(page: SomePage, drill_id: OwnId) -> Response:
        """Show which kiosks a drill has reached."""
        page.demand(DRILLS.see)
        with console.service.primary.connect() as connection:
            query = select(changes.c.after).where(changes.c.kind == DRILLS.table, changes.c.key == drill_id)
            row = connection.execute(query).first()
            if row is None:
                raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such drill.")
            occasion = str(row.after.get("occasion", ""))
            history = history_of(connection, DRILLS, drill_id, page.words)
            view = DrillView(occasion, history, travel_of(connection, page, DRILLS, drill_id))
        return console.answer(page, "decisions/drill.html", view)

    return routes


def _form(console: Console, page: Page, *, faults: Faults = NO_FAULTS, fault: str = "") -> Response:
    status = HTTPStatus.CONFLICT if fault else HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    view = DrillFormView(page.typed, faults, fault)
    return console.answer(page, "decisions/drill_form.html", view, status=status)
