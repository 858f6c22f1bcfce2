"""/registry/proposals: what waits for a second person, and the decision."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection, select

from kiosk.central.people.door import SomeCaller
from kiosk.central.people.proposals import (
    MAX_REASON,
    Kinds,
    Proposal,
    State,
    approve,
    is_seen_by,
    proposal_of,
    read_proposals,
    refuse,
    withdraw,
)
from kiosk.central.people.rights import Caller
from kiosk.central.people.tables import proposals
from kiosk.central.problems import errors_of
from kiosk.central.service import Service

MAX_LIMIT = 200

ProposalId = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$", description="UUID of the proposal")]
Cursor = Annotated[str, Query(max_length=36, description="`next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]


class Proposed(BaseModel):
    """What waits for a second person: its proposal, and the id of what is proposed."""

    model_config = ConfigDict(frozen=True)

    proposal_id: str
    id: str


class ProposalPage(BaseModel):
    """Some proposals, oldest first. A page may be short, or empty, and yet have a next one."""

    model_config = ConfigDict(frozen=True)

    proposals: list[Proposal]
    next: str | None
    """The cursor of the next page; none after the last."""


class Refusal(BaseModel):
    """Why a proposal is refused; its proposer reads it."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=MAX_REASON)


def proposal_routes(service: Service, kinds: Kinds) -> APIRouter:
    """Return the routes of what needs two people; `kinds` of all features."""
    routes = APIRouter(
        prefix="/registry/proposals",
        tags=["proposals"],
        responses=errors_of(400, 401, 403, 404, 409, 503),
    )

    @routes.get("")
    def list_proposals(
        caller: SomeCaller, state: State | None = None, after: Cursor = "", limit: Limit = 50
    ) -> ProposalPage:
        """Return the proposals that the caller made or may decide."""
        with service.primary.connect() as connection:
            return _page(connection, kinds, caller, state, after, limit)

    @routes.get("/{proposal_id}")
    def show_proposal(caller: SomeCaller, proposal_id: ProposalId) -> Proposal:
        """Return one proposal that the caller made or may decide."""
        with service.primary.connect() as connection:
            return proposal_of(connection, kinds, caller, proposal_id)[1]

    @routes.post("/{proposal_id}/approve")
    def approve_proposal(caller: SomeCaller, proposal_id: ProposalId) -> Proposal:
        """Approve what somebody else proposed: it is done with this answer."""
        with service.primary.begin() as connection:
            approve(connection, kinds, caller, proposal_id, service.now())
            return proposal_of(connection, kinds, caller, proposal_id)[1]

    @routes.post("/{proposal_id}/refuse")
    def refuse_proposal(caller: SomeCaller, proposal_id: ProposalId, refusal: Refusal) -> Proposal:
        """Refuse what somebody else proposed."""
        with service.primary.begin() as connection:
            refuse(connection, kinds, caller, proposal_id, service.now(), refusal.reason)
            return proposal_of(connection, kinds, caller, proposal_id)[1]

    @routes.post("/{proposal_id}/withdraw")
    def withdraw_proposal(caller: SomeCaller, proposal_id: ProposalId) -> Proposal:
        """Take back what the caller proposed."""
        with service.primary.begin() as connection:
            withdraw(connection, kinds, caller, proposal_id, service.now())
            return proposal_of(connection, kinds, caller, proposal_id)[1]

    return routes


def _page(
    connection: Connection, kinds: Kinds, caller: Caller, state: State | None, after: str, limit: int
) -> ProposalPage:
    query = select(proposals).where(proposals.c.id > after).order_by(proposals.c.id).limit(limit)
    query = query.where(proposals.c.kind.in_(kinds))
    if state is not None:
        query = query.where(proposals.c.state == state.value)
    rows = read_proposals(connection, query)
    seen = [row for row in rows if is_seen_by(connection, kinds[row.kind], caller, row)]
    return ProposalPage(proposals=seen, next=rows[-1].id if len(rows) == limit else None)
