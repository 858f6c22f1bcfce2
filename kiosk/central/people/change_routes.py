"""/people/changes: the audit, newest first."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, JsonValue
from sqlalchemy import ColumnElement, and_, or_, select

from kiosk.central.people.door import SomeCaller, demand_somewhere
from kiosk.central.people.reach import Tie, Ties, within_reach
from kiosk.central.people.rights import Right
from kiosk.central.people.tables import changes
from kiosk.central.problems import errors_of
from kiosk.central.service import Service
from kiosk.messages.instant import BoundedInstant

MAX_LIMIT = 200

Word = Annotated[str, Query(max_length=36, pattern=r"^[0-9A-Za-z_-]*$")]
Key = Annotated[
    str, Query(max_length=256, pattern=r"^[^\x00-\x1f\x7f]*$", description="Its primary key, parts joined by /")
]


class Change(BaseModel):
    """One change: who, by which right, when, of what, before and after."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: str
    at: datetime
    user_id: str
    right: str
    kind: str
    key: str
    before: dict[str, JsonValue] | None
    after: dict[str, JsonValue] | None


class ChangePage(BaseModel):
    """Changes, newest first."""

    changes: list[Change]
    next: str | None
    """The cursor of the next page; none after the last."""


def change_routes(service: Service) -> APIRouter:
    """Return the route of the audit."""
    routes = APIRouter(prefix="/people", tags=["people"], responses=errors_of(400, 401, 403))

    @routes.get("/changes")
    def list_changes(
        caller: SomeCaller,
        kind: Word = "",
        key: Key = "",
        user_id: Word = "",
        since: BoundedInstant | None = None,
        until: BoundedInstant | None = None,
        before: Word = "",
        limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
    ) -> ChangePage:
        """Return changes of table `kind`, of one `key`, by one user, from `since` on and before `until`.

        `before` is the `next` of the page before. A limited grant shows what names its
        establishment, market, unit or department.
        """
        demand_somewhere(caller, Right.SEE_CHANGES)
        query = select(changes).where(within_reach(caller, Right.SEE_CHANGES, TIES))
        for column, value in ((changes.c.kind, kind), (changes.c.key, key), (changes.c.user_id, user_id)):
            query = query.where(column == value) if value else query
        query = query if since is None else query.where(changes.c.at >= since)
        query = query if until is None else query.where(changes.c.at < until)
        query = query.where(changes.c.id < before) if before else query
        with service.replica.connect() as connection:
            found = connection.execute(query.order_by(changes.c.id.desc()).limit(limit)).all()
        page = [Change.model_validate(row) for row in found]
        return ChangePage(changes=page, next=page[-1].id if len(page) == limit else None)

    return routes


def _naming(field: str, kind: str) -> Tie:
    """Return the tie of changes of what names its owner in `field`, and of the owner itself, a row of table `kind`."""

    def names(limit: str) -> ColumnElement[bool]:
        return or_(
            changes.c.before[field].as_string() == limit,
            changes.c.after[field].as_string() == limit,
            and_(changes.c.kind == kind, changes.c.key == limit),
        )

    return names


TIES = Ties(
    establishment=_naming("establishment_id", "establishments"),
    market=_naming("market_id", "markets"),
    unit=_naming("unit_id", "units"),
    department=_naming("department", "departments"),
)
