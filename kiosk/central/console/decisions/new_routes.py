"""Proposing a recall or a decision: goods found by search, what a shopper will see, then a second person is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from fastapi import APIRouter, Response
from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from kiosk.central.console.console import Console
from kiosk.central.console.decisions.finder import Found, find_establishments, find_lots, find_products
from kiosk.central.console.decisions.forms import DO, PREVIEW, SEARCH, read_recall, read_violation
from kiosk.central.console.decisions.kinds import DECISIONS_PATH, RECALLS, VIOLATIONS
from kiosk.central.console.decisions.seen import Preview, recall_seen, violation_seen
from kiosk.central.console.page import Page, SomePage
from kiosk.central.console.typed import NO_FAULTS, Faults, Typed, faults_of_refusal
from kiosk.central.console.usage.names import Pairs
from kiosk.central.imports.cells import GROUPS
from kiosk.central.people.rights import Right, Role
from kiosk.central.problems import NotValid
from kiosk.central.registry.decisions import GivenRecall, GivenViolation
from kiosk.central.registry.reach_of_recall import Reach, reach_of
from kiosk.central.registry.recalls import propose_recall
from kiosk.central.registry.records import RecallKind, Treatment
from kiosk.central.registry.violations import propose_violation


@dataclass(frozen=True, slots=True)
class RecallFormView:
    """The form of a recall. `seen` and `reach`: only where it was to be looked at."""

    typed: Typed
    products: Sequence[Found]
    lots: Sequence[Found]
    establishments: Sequence[Found]
    kinds: Pairs
    treatments: Pairs
    faults: Faults
    seen: Preview | None = None
    reach: Reach | None = None


@dataclass(frozen=True, slots=True)
class ViolationFormView:
    """The form of a decision."""

    typed: Typed
    establishments: Sequence[Found]
    groups: Pairs
    faults: Faults = field(default_factory=dict)
    seen: Preview | None = None


def new_routes(console: Console) -> APIRouter:
    """Return the routes of the forms. They stand before those of one row, whose id `new` might be."""
    routes = APIRouter()

    @routes.get(RECALLS.path + "/new")
    def recall(page: SomePage) -> Response:
        """Show the form of a recall."""
        page.demand(RECALLS.propose)
        return _recall_form(console, page)

    @routes.post(RECALLS.path + "/new")
    def propose_one(page: SomePage) -> Response:
        """Search, look, or propose a recall."""
        return _recall(console, page)

    @routes.get(VIOLATIONS.path + "/new")
    def violation(page: SomePage) -> Response:
        """Show the form of a decision."""
        page.demand(VIOLATIONS.propose)
        return _violation_form(console, page)

    @routes.post(VIOLATIONS.path + "/new")
    def propose_other(page: SomePage) -> Response:
        """Search, look, or propose a decision."""
        return _violation(console, page)

    return routes


def _recall(console: Console, page: Page) -> Response:
    page.demand(RECALLS.propose)
    if page.typed[DO] == SEARCH:
        return _recall_form(console, page)
    read = read_recall(page.typed, page.words)
    if not isinstance(read, GivenRecall):
        return _recall_form(console, page, faults=read)
    if page.typed[DO] == PREVIEW:
        return _recall_form(console, page, given=read)
    try:
        with console.service.primary.begin() as connection:
            proposal_id, _ = propose_recall(connection, page.deed(RECALLS.propose), read)
    except NotValid as fault:
        return _recall_form(console, page, faults=faults_of_refusal(fault, page.words))
    return proposed(console, page, proposal_id)


def _violation(console: Console, page: Page) -> Response:
    page.demand(VIOLATIONS.propose)
    if page.typed[DO] == SEARCH:
        return _violation_form(console, page)
    read = read_violation(page.typed, page.words)
    if not isinstance(read, GivenViolation):
        return _violation_form(console, page, faults=read)
    if page.typed[DO] == PREVIEW:
        return _violation_form(console, page, given=read)
    try:
        with console.service.primary.begin() as connection:
            proposal_id, _ = propose_violation(connection, page.deed(VIOLATIONS.propose), read)
    except NotValid as fault:
        return _violation_form(console, page, faults=faults_of_refusal(fault, page.words))
    return proposed(console, page, proposal_id)


def proposed(console: Console, page: Page, proposal_id: str, told: str = "console.told.proposed") -> Response:
    """Lead to the proposal that was made."""
    return console.go(page, f"{DECISIONS_PATH}/proposals/{proposal_id}", told=told)


def _recall_form(
    console: Console, page: Page, *, faults: Faults = NO_FAULTS, given: GivenRecall | None = None
) -> Response:
    typed, words, right = page.typed, page.words, RECALLS.propose
    with console.service.replica.connect() as connection:
        products = find_products(connection, page.caller, right, typed["product"], typed.all("gtins"))
        chosen = [each.value for each in products if each.is_chosen]
        view = RecallFormView(
            typed=typed,
            products=products,
            lots=find_lots(connection, chosen, typed["lot"], typed.all("lots")),
            establishments=find_establishments(
                connection, page.caller, right, typed["establishment"], typed.all("establishment_ids")
            ),
            kinds=[(each.value, words(f"published.kind.{each.value}")) for each in _kinds(page)],
            treatments=[(each.value, words(f"published.treatment.{each.value}")) for each in Treatment if each.value],
            faults=faults,
            seen=None if given is None else _recall_seen(console, connection, page, given),
            reach=None if given is None else _reach(connection, page, given),
        )
    return console.answer(page, "decisions/recall_form.html", view, status=_status(faults))


def _violation_form(
    console: Console, page: Page, *, faults: Faults = NO_FAULTS, given: GivenViolation | None = None
) -> Response:
    typed, words = page.typed, page.words
    with console.service.replica.connect() as connection:
        seen, told = None, faults
        found = find_establishments(
            connection, page.caller, VIOLATIONS.propose, typed["establishment"], typed.all("establishment_id")
        )
        if given is not None and not any(each.is_chosen for each in found):
            told = {"establishment_id": words("console.decisions.not_found")}
        elif given is not None:
            seen = violation_seen(console.service, connection, given, words, page.now)
        groups = [(group, words(f"choice.group.{group}")) for group in GROUPS]
        view = ViolationFormView(typed, found, groups, told, seen)
    return console.answer(page, "decisions/violation_form.html", view, status=_status(told))


def _recall_seen(console: Console, connection: Connection, page: Page, given: GivenRecall) -> Preview:
    return recall_seen(console.service, connection, given, page.words, page.now)


def _reach(connection: Connection, page: Page, given: GivenRecall) -> Reach | None:
    """Return what it reaches; None where nothing of it is the caller's."""
    try:
        return reach_of(connection, page.caller, given)
    except HTTPException:
        return None


def _kinds(page: Page) -> Sequence[RecallKind]:
    """Return the kinds that the caller may propose: a producer's recall of its own goods is voluntary."""
    roles = {grant.role for grant in page.caller.with_right(Right.PROPOSE_RECALL)}
    return (RecallKind.VOLUNTARY,) if roles == {Role.PRODUCER} else (RecallKind.MANDATORY, RecallKind.VOLUNTARY)


def _status(faults: Faults) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
