"""The lists, and what the first page says of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Response
from sqlalchemy import Connection

from kiosk.central.console.console import Console
from kiosk.central.console.decisions.kinds import (
    DECISIONS_PATH,
    DRILLS,
    NOTICES,
    RECALLS,
    VIOLATIONS,
    WHATS,
    What,
)
from kiosk.central.console.decisions.listed import (
    Filter,
    Listed,
    Waiting,
    count_emergencies,
    count_in_force,
    list_rows,
    told_waiting,
)
from kiosk.central.console.decisions.waiting import waiting_for
from kiosk.central.console.layout.writing import number
from kiosk.central.console.page import Page, SomePage
from kiosk.central.console.section import Figure
from kiosk.central.console.typed import NO_FAULTS, Faults, read_form
from kiosk.central.people.rights import Right


@dataclass(frozen=True, slots=True)
class OverView:
    """What waits for a second person."""

    whats: Sequence[What]
    to_decide: Sequence[Waiting]
    own: Sequence[Waiting]


@dataclass(frozen=True, slots=True)
class ListView:
    """One kind."""

    what: What
    whats: Sequence[What]
    rows: Sequence[Listed]
    next: str | None
    may_propose: bool
    faults: Faults


def list_routes(console: Console) -> APIRouter:
    """Return the routes of lists."""
    routes = APIRouter()

    @routes.get(DECISIONS_PATH)
    def waiting(page: SomePage) -> Response:
        """Show what waits for a second person."""
        page.demand(Right.SEE_REGISTRY)
        with console.service.primary.connect() as connection:
            rows = told_waiting(connection, page, waiting_for(connection, page.caller))
        own = [row for row in rows if row.is_own]
        view = OverView(whats_of(page), [row for row in rows if not row.is_own], own)
        return console.answer(page, "decisions/waiting.html", view)

    @routes.get(RECALLS.path)
    def of_recalls(page: SomePage) -> Response:
        """List recalls."""
        return _list(console, page, RECALLS)

    @routes.get(VIOLATIONS.path)
    def of_violations(page: SomePage) -> Response:
        """List published decisions."""
        return _list(console, page, VIOLATIONS)

    @routes.get(NOTICES.path)
    def of_notices(page: SomePage) -> Response:
        """List notices."""
        return _list(console, page, NOTICES)

    @routes.get(DRILLS.path)
    def of_drills(page: SomePage) -> Response:
        """List recall drills."""
        return _list(console, page, DRILLS)

    return routes


def whats_of(page: Page) -> Sequence[What]:
    """Return the kinds that the caller sees."""
    return [what for what in WHATS if page.may(what.see)]


def glance(connection: Connection, page: Page) -> Iterable[Figure]:
    """Return what waits for the caller, and what is in force."""
    to_decide = [each for each in waiting_for(connection, page.caller) if each.proposed_by != page.caller.user_id]
    counts = [("waiting", len(to_decide), DECISIONS_PATH, "caution" if to_decide else "good")]
    counts.append(("recalls", count_in_force(connection, page, RECALLS), f"{RECALLS.path}?state=in_force", ""))
    if page.may(NOTICES.see):
        emergencies = count_emergencies(connection, page)
        counts.append(("emergencies", emergencies, f"{NOTICES.path}?state=in_force", "stop" if emergencies else "good"))
    return [
        Figure(number(page.words, count), page.words(f"console.decisions.figure.{key}"), path, level)
        for key, count, path, level in counts
    ]


def _list(console: Console, page: Page, what: What) -> Response:
    page.demand(what.see)
    read = read_form(Filter, page.query, page.words)
    wanted = read if isinstance(read, Filter) else Filter()
    with console.service.replica.connect() as connection:
        rows, behind = list_rows(connection, page, what, wanted)
    faults = NO_FAULTS if isinstance(read, Filter) else read
    may_propose = page.caller.may(what.propose) if what is DRILLS else page.may(what.propose)
    view = ListView(what, whats_of(page), rows, behind, may_propose, faults)
    return console.answer(page, "decisions/list.html", view)
