"""/people/changes: the audit, newest first."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from kiosk.central.people.audit import Change, WantedChanges, read_changes
from kiosk.central.people.door import SomeCaller, demand_somewhere
from kiosk.central.people.rights import Right
from kiosk.central.problems import errors_of
from kiosk.central.service import Service
from kiosk.messages.instant import BoundedInstant

MAX_LIMIT = 200

Word = Annotated[str, Query(max_length=36, pattern=r"^[0-9A-Za-z_-]*$")]
Key = Annotated[
    str, Query(max_length=256, pattern=r"^[^\x00-\x1f\x7f]*$", description="Its primary key, parts joined by /")
]


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
        wanted = WantedChanges(kind, key, user_id, since, until, before)
        with service.replica.connect() as connection:
            page = read_changes(connection, caller, wanted, limit)
        return ChangePage(changes=page, next=page[-1].id if len(page) == limit else None)

    return routes
