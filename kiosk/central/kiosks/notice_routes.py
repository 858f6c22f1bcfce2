"""Notices: proposed by boards, decided at /registry/proposals, read by kiosks."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel
from sqlalchemy import select

from kiosk.central.conditional import conditional
from kiosk.central.kiosks.door import SomeKiosk
from kiosk.central.kiosks.notice_decisions import NewNotice, propose_notice, propose_notice_end
from kiosk.central.kiosks.notices import notices_for
from kiosk.central.kiosks.tables import notices
from kiosk.central.people.changes import Deed
from kiosk.central.people.door import SomeCaller, demand_somewhere
from kiosk.central.people.proposal_routes import Proposed
from kiosk.central.people.reach import within_reach
from kiosk.central.people.rights import Right
from kiosk.central.problems import errors_of
from kiosk.central.registry.belonging import ties_of_market
from kiosk.central.service import Service
from kiosk.messages.notices import PATH, Notice, NoticesAnswer

_TIES = ties_of_market(notices.c.market_id)


class NoticePage(BaseModel):
    """Some notices, newest first. `next` is the cursor of the page behind."""

    notices: list[Notice]
    next: str | None


def notice_routes(service: Service) -> APIRouter:
    """Return the routes of notices."""
    responses = errors_of(400, 401, 403, 404)
    routes = APIRouter(tags=["notices"], responses=responses)

    @routes.get(PATH, response_model=NoticesAnswer, responses={304: {"description": "The unit has them"}})
    def read(request: Request, kiosk: SomeKiosk) -> Response:
        """Return what the kiosk's screen tells, now or later. Conditional by ETag."""
        now = service.now()
        with service.primary.connect() as connection:
            version, told = notices_for(connection, kiosk.market_id, now)
        return conditional(request, NoticesAnswer(version=version, notices=told, answered_at=now), now)

    @routes.post("/registry/notices", status_code=HTTPStatus.ACCEPTED)
    def tell(caller: SomeCaller, wanted: NewNotice) -> Proposed:
        """Propose a notice for the screens of one market, or of all: told once a second person has approved it.

        An emergency is told at once, for half an hour at most, and to its end once it is approved.
        """
        with service.primary.begin() as connection:
            deed = Deed(caller, Right.CHANGE_KIOSKS, service.now())
            proposal_id, notice_id = propose_notice(connection, deed, wanted)
        return Proposed(proposal_id=proposal_id, id=notice_id)

    @routes.post("/registry/notices/{notice_id}/end", status_code=HTTPStatus.ACCEPTED, responses=errors_of(409))
    def end(caller: SomeCaller, notice_id: str) -> Proposed:
        """Propose that a notice ends before its time. It ends once a second person has approved it."""
        with service.primary.begin() as connection:
            deed = Deed(caller, Right.CHANGE_KIOSKS, service.now())
            return Proposed(proposal_id=propose_notice_end(connection, deed, notice_id), id=notice_id)

    @routes.get("/registry/notices")
    def list_notices(
        caller: SomeCaller,
        before: Annotated[str, Query(max_length=36, description="`next` of the page before")] = "",
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> NoticePage:
        """Return notices of the caller's markets and of all markets, ended ones too, newest first."""
        demand_somewhere(caller, Right.SEE_KIOSKS)
        mine = within_reach(caller, Right.SEE_KIOSKS, _TIES) | (notices.c.market_id == "")
        query = select(notices).where(mine).order_by(notices.c.id.desc()).limit(limit + 1)
        with service.replica.connect() as connection:
            rows = connection.execute(query.where(notices.c.id < before) if before else query).mappings().all()
        page = [Notice.model_validate(dict(row)) for row in rows[:limit]]
        return NoticePage(notices=page, next=page[-1].id if len(rows) > limit else None)

    return routes
