"""Notices: told by boards and authorities, read by kiosks."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Self

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy import select
from starlette.exceptions import HTTPException

from kiosk.central.conditional import conditional
from kiosk.central.kiosks.door import SomeKiosk
from kiosk.central.kiosks.notices import add_notice, end_notice, notice_of, notices_for
from kiosk.central.kiosks.tables import notices
from kiosk.central.kiosks.units import is_market
from kiosk.central.people.changes import Deed, new_id
from kiosk.central.people.door import SomeCaller, demand, demand_somewhere
from kiosk.central.people.reach import within_reach
from kiosk.central.people.rights import Right
from kiosk.central.problems import errors_of, wrong_field
from kiosk.central.registry.belonging import subject_of_market, ties_of_market
from kiosk.central.service import Service
from kiosk.messages.instant import BoundedInstant
from kiosk.messages.notices import PATH, Notice, NoticeKind, NoticesAnswer
from kiosk.messages.unit_settings import Lines

LONGEST = timedelta(days=366)

_TIES = ties_of_market(notices.c.market_id)


class NewNotice(BaseModel):
    """A notice to be told. `market_id` "" is for all markets."""

    model_config = ConfigDict(extra="forbid")

    kind: NoticeKind
    market_id: str = Field(default="", pattern=r"^[A-Za-z0-9._-]{0,64}$")
    text: Lines = Field(min_length=1)
    text_en: Lines = Field(min_length=1)
    starts_at: BoundedInstant
    ends_at: BoundedInstant

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if not self.starts_at < self.ends_at <= self.starts_at + LONGEST:
            raise ValueError("ends_at must be later than starts_at, by a year at most")
        return self


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

    @routes.post("/registry/notices", status_code=HTTPStatus.CREATED)
    def tell(caller: SomeCaller, wanted: NewNotice) -> Notice:
        """Tell something on the screens of one market, or of all; it vanishes at its end."""
        with service.primary.connect() as connection:
            demand(caller, Right.CHANGE_KIOSKS, subject_of_market(connection, wanted.market_id))
        now = service.now()
        if wanted.ends_at <= now:
            raise wrong_field("body.ends_at", "it has ended already.")
        notice = Notice(id=new_id(now), **wanted.model_dump())
        with service.primary.begin() as connection:
            if wanted.market_id and not is_market(connection, wanted.market_id):
                raise wrong_field("body.market_id", "there is no such market.")
            add_notice(connection, Deed(caller, Right.CHANGE_KIOSKS, now), notice)
        return notice

    @routes.post("/registry/notices/{notice_id}/end")
    def end(caller: SomeCaller, notice_id: str) -> Notice:
        """Let a notice end now."""
        with service.primary.begin() as connection:
            notice = notice_of(connection, notice_id)
            demand(
                caller, Right.CHANGE_KIOSKS, subject_of_market(connection, "" if notice is None else notice.market_id)
            )
            if notice is None:
                raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such notice.")
            return end_notice(connection, Deed(caller, Right.CHANGE_KIOSKS, service.now()), notice)

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
