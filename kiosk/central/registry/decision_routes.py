"""/registry/recalls and /registry/violations: proposed here, decided at /registry/proposals.

A producer recalls a lot of its own in three steps: sees what the recall would reach, sends it, and a
second person approves. With the approval it is in force on every kiosk that is online.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from kiosk.central.people.changes import Deed
from kiosk.central.people.door import SomeCaller, demand_somewhere
from kiosk.central.people.proposal_routes import Proposed
from kiosk.central.people.proposals import Kind
from kiosk.central.people.rights import Right
from kiosk.central.problems import errors_of
from kiosk.central.registry.decisions import GivenEnd, GivenRecall, GivenReply, GivenViolation
from kiosk.central.registry.drills import drill_kinds
from kiosk.central.registry.reach_of_recall import Reach, reach_of
from kiosk.central.registry.recalls import (
    as_recall,
    propose_end,
    propose_recall,
    recall_kinds,
    recall_of,
    reply_to_recall,
)
from kiosk.central.registry.records import PublishedRecall, PublishedViolation
from kiosk.central.registry.tables import recalls, violations
from kiosk.central.registry.violations import (
    as_violation,
    propose_violation,
    propose_violation_end,
    reply_to_violation,
    violation_kinds,
    violation_of,
)
from kiosk.central.service import Service

MAX_LIMIT = 200

OwnId = Annotated[str, Path(max_length=64)]
Cursor = Annotated[str, Query(max_length=64, description="`next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
ANSWERS = errors_of(400, 401, 403, 404, 409)


class RecallPage(BaseModel):
    """Some recalls by id, those that have ended too."""

    model_config = ConfigDict(frozen=True)

    rows: list[PublishedRecall]
    next: str | None


class ViolationPage(BaseModel):
    """Some decisions by id, those that have ended too."""

    model_config = ConfigDict(frozen=True)

    rows: list[PublishedViolation]
    next: str | None


def decision_kinds() -> Mapping[str, Kind]:
    """Return the kinds of proposals of this feature."""
    return {**recall_kinds(), **violation_kinds(), **drill_kinds()}


def recall_routes(service: Service) -> APIRouter:
    """Return the routes of recalls."""
    routes = APIRouter(prefix="/registry/recalls", tags=["recalls"], responses=ANSWERS)

    @routes.get("")
    def list_recalls(caller: SomeCaller, after: Cursor = "", limit: Limit = 50) -> RecallPage:
        """Return all recalls, by id. They are public: everybody with a token sees them."""
        demand_somewhere(caller, Right.SEE_REGISTRY)
        query = select(recalls).where(recalls.c.id > after).order_by(recalls.c.id).limit(limit)
        with service.replica.connect() as connection:
            rows = [as_recall(row) for row in connection.execute(query).mappings()]
        return RecallPage(rows=rows, next=rows[-1].id if len(rows) == limit else None)

    @routes.get("/{recall_id}")
    def show_recall(caller: SomeCaller, recall_id: OwnId) -> PublishedRecall:
        """Return one recall."""
        demand_somewhere(caller, Right.SEE_REGISTRY)
        with service.replica.connect() as connection:
            return recall_of(connection, caller, Right.SEE_REGISTRY, recall_id)

    @routes.post("/reach")
    def see_reach(caller: SomeCaller, given: GivenRecall) -> Reach:
        """Return what a recall would reach, before it is proposed."""
        demand_somewhere(caller, Right.PROPOSE_RECALL)
        with service.replica.connect() as connection:
            return reach_of(connection, caller, given)

    @routes.post("", status_code=HTTPStatus.ACCEPTED)
    def propose_a_recall(caller: SomeCaller, given: GivenRecall) -> Proposed:
        """Propose a recall. It is in force once a second person has approved it."""
        demand_somewhere(caller, Right.PROPOSE_RECALL)
        with service.primary.begin() as connection:
            deed = Deed(caller, Right.PROPOSE_RECALL, service.now())
            proposal_id, recall_id = propose_recall(connection, deed, given)
        return Proposed(proposal_id=proposal_id, id=recall_id)

    @routes.post("/{recall_id}/end", status_code=HTTPStatus.ACCEPTED)
    def propose_the_end(caller: SomeCaller, recall_id: OwnId, given: GivenEnd) -> Proposed:
        """Propose to end a recall. It ends once a second person has approved it."""
        demand_somewhere(caller, Right.PROPOSE_RECALL)
        with service.primary.begin() as connection:
            deed = Deed(caller, Right.PROPOSE_RECALL, service.now())
            return Proposed(proposal_id=propose_end(connection, deed, recall_id, given), id=recall_id)

    @routes.put("/{recall_id}/reply")
    def reply(caller: SomeCaller, recall_id: OwnId, given: GivenReply) -> PublishedRecall:
        """Say on the public page what the establishment says to a recall: by itself, or by an authority for it."""
        demand_somewhere(caller, Right.CHANGE_GOODS)
        with service.primary.begin() as connection:
            return reply_to_recall(connection, Deed(caller, Right.CHANGE_GOODS, service.now()), recall_id, given)

    return routes


def violation_routes(service: Service) -> APIRouter:
    """Return the routes of published decisions."""
    routes = APIRouter(prefix="/registry/violations", tags=["violations"], responses=ANSWERS)

    @routes.get("")
    def list_violations(caller: SomeCaller, after: Cursor = "", limit: Limit = 50) -> ViolationPage:
        """Return all published decisions, by id. They are public: everybody with a token sees them."""
        demand_somewhere(caller, Right.SEE_REGISTRY)
        query = select(violations).where(violations.c.id > after).order_by(violations.c.id).limit(limit)
        with service.replica.connect() as connection:
            rows = [as_violation(row) for row in connection.execute(query).mappings()]
        return ViolationPage(rows=rows, next=rows[-1].id if len(rows) == limit else None)

    @routes.get("/{violation_id}")
    def show_violation(caller: SomeCaller, violation_id: OwnId) -> PublishedViolation:
        """Return one published decision."""
        demand_somewhere(caller, Right.SEE_REGISTRY)
        with service.replica.connect() as connection:
            return violation_of(connection, caller, Right.SEE_REGISTRY, violation_id)

    @routes.post("", status_code=HTTPStatus.ACCEPTED)
    def propose_a_violation(caller: SomeCaller, given: GivenViolation) -> Proposed:
        """Propose to publish a decision. It is published once a second person has approved it."""
        demand_somewhere(caller, Right.PROPOSE_VIOLATION)
        with service.primary.begin() as connection:
            deed = Deed(caller, Right.PROPOSE_VIOLATION, service.now())
            proposal_id, violation_id = propose_violation(connection, deed, given)
        return Proposed(proposal_id=proposal_id, id=violation_id)

    @routes.post("/{violation_id}/end", status_code=HTTPStatus.ACCEPTED)
    def propose_the_end(caller: SomeCaller, violation_id: OwnId, given: GivenEnd) -> Proposed:
        """Propose to end a decision before its time."""
        demand_somewhere(caller, Right.PROPOSE_VIOLATION)
        with service.primary.begin() as connection:
            deed = Deed(caller, Right.PROPOSE_VIOLATION, service.now())
            return Proposed(proposal_id=propose_violation_end(connection, deed, violation_id, given), id=violation_id)

    @routes.put("/{violation_id}/reply")
    def reply(caller: SomeCaller, violation_id: OwnId, given: GivenReply) -> PublishedViolation:
        """Say on the public page what the establishment says to a decision: by itself, or by an authority for it."""
        demand_somewhere(caller, Right.CHANGE_GOODS)
        with service.primary.begin() as connection:
            return reply_to_violation(connection, Deed(caller, Right.CHANGE_GOODS, service.now()), violation_id, given)

    return routes
