"""/people: users, their grants and tokens."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from kiosk.central.people.changes import Deed, record_read
from kiosk.central.people.door import SomeCaller, demand_somewhere
from kiosk.central.people.holdings import User, list_users, read_user
from kiosk.central.people.rights import Caller, Grant, Right, Role
from kiosk.central.people.users import (
    add_grant,
    add_token,
    add_user,
    revoke_token,
    set_active,
    take_grant,
)
from kiosk.central.problems import errors_of
from kiosk.central.service import Service

MAX_LIMIT = 200
MAX_GRANTS = 20
MAX_DAYS = 5 * 366

Id = Annotated[str, Path(pattern=r"^[0-9A-Za-z_-]{1,36}$")]
Cursor = Annotated[str, Query(max_length=36, pattern=r"^[0-9A-Za-z_-]*$", description="`next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]+$")
]
LimitId = Annotated[str, StringConstraints(max_length=64, pattern=r"^[^\x00-\x1f\x7f]*$")]


class NewGrant(BaseModel):
    """A role, limited to rows. An empty limit does not limit."""

    model_config = ConfigDict(extra="forbid")

    role: Role
    establishment_id: LimitId = ""
    market_id: LimitId = ""
    unit_id: LimitId = ""
    department: LimitId = ""

    def as_grant(self) -> Grant:
        """Return the grant."""
        return Grant(self.role, self.establishment_id, self.market_id, self.unit_id, self.department)


class NewUser(BaseModel):
    """Somebody, by a name that no other user has: a person's role and place, or a program's name."""

    model_config = ConfigDict(extra="forbid")

    name: Line
    grants: list[NewGrant] = Field(max_length=MAX_GRANTS)


class WantedToken(BaseModel):
    """What a token is for, and how long it is in force."""

    model_config = ConfigDict(extra="forbid")

    label: Line
    days: int = Field(default=365, ge=1, le=MAX_DAYS)


class ShownToken(BaseModel):
    """A token, shown this once."""

    id: str
    token: str


class Made(BaseModel):
    """The id of what was made."""

    id: str


class UserPage(BaseModel):
    """Users by id, oldest first."""

    users: list[User]
    next: str | None
    """The cursor of the next page; none after the last."""


class Me(BaseModel):
    """Whose token a request bears."""

    id: str
    name: str
    grants: list[NewGrant]


def people_routes(service: Service) -> APIRouter:
    """Return the routes of users."""
    routes = APIRouter(
        prefix="/people",
        tags=["people"],
        responses=errors_of(400, 401, 403, 404, 409),
    )

    @routes.get("/me")
    def me(caller: SomeCaller) -> Me:
        """Return whose token this is, and what it may do."""
        held = [NewGrant.model_validate(grant, from_attributes=True) for grant in caller.grants]
        return Me(id=caller.user_id, name=caller.name, grants=held)

    @routes.get("/users")
    def show_users(caller: SomeCaller, after: Cursor = "", limit: Limit = 50) -> UserPage:
        """Return the users all of whose grants the caller's own cover. Who looked is kept."""
        demand_somewhere(caller, Right.SEE_PEOPLE)
        with service.primary.begin() as connection:
            record_read(connection, Deed(caller, Right.SEE_PEOPLE, service.now()), "users", "")
            found = list_users(connection, caller, after, limit)
        return UserPage(users=found, next=found[-1].id if len(found) == limit else None)

    @routes.post("/users", status_code=HTTPStatus.CREATED)
    def make_user(caller: SomeCaller, new: NewUser) -> Made:
        """Make a user, who has no token yet."""
        with service.primary.begin() as connection:
            given = tuple(dict.fromkeys(grant.as_grant() for grant in new.grants))
            return Made(id=add_user(connection, _deed(service, caller), new.name, given))

    @routes.get("/users/{user_id}")
    def show_user(caller: SomeCaller, user_id: Id) -> User:
        """Return a user with grants and tokens; no secret. Who looked is kept."""
        with service.primary.begin() as connection:
            user = read_user(connection, caller, user_id)
            record_read(connection, Deed(caller, Right.SEE_PEOPLE, service.now()), "users", user_id)
            return user

    @routes.post("/users/{user_id}/deactivate", status_code=HTTPStatus.NO_CONTENT)
    def deactivate(caller: SomeCaller, user_id: Id) -> None:
        """Let a user in no more: every token is without effect."""
        with service.primary.begin() as connection:
            set_active(connection, _deed(service, caller), user_id, is_active=False)

    @routes.post("/users/{user_id}/activate", status_code=HTTPStatus.NO_CONTENT)
    def activate(caller: SomeCaller, user_id: Id) -> None:
        """Let a user in again."""
        with service.primary.begin() as connection:
            set_active(connection, _deed(service, caller), user_id, is_active=True)

    _add_holdings(routes, service)
    return routes


def _add_holdings(routes: APIRouter, service: Service) -> None:
    """Add the routes of what a user holds."""

    @routes.post("/users/{user_id}/grants", status_code=HTTPStatus.CREATED)
    def give(caller: SomeCaller, user_id: Id, new: NewGrant) -> Made:
        """Give a user a grant that the caller's own cover."""
        with service.primary.begin() as connection:
            return Made(id=add_grant(connection, _deed(service, caller), user_id, new.as_grant()))

    @routes.delete("/users/{user_id}/grants/{grant_id}", status_code=HTTPStatus.NO_CONTENT)
    def take(caller: SomeCaller, user_id: Id, grant_id: Id) -> None:
        """Take a grant from a user."""
        with service.primary.begin() as connection:
            take_grant(connection, _deed(service, caller), user_id, grant_id)

    @routes.post("/users/{user_id}/tokens", status_code=HTTPStatus.CREATED)
    def draw(caller: SomeCaller, user_id: Id, wanted: WantedToken, response: Response) -> ShownToken:
        """Make a token for a user. This answer alone holds it."""
        response.headers["Cache-Control"] = "no-store"
        with service.primary.begin() as connection:
            lasts = timedelta(days=wanted.days)
            made = add_token(connection, _deed(service, caller), user_id, wanted.label, lasts)
        return ShownToken(id=made.id, token=made.text)

    @routes.delete("/users/{user_id}/tokens/{token_id}", status_code=HTTPStatus.NO_CONTENT)
    def revoke(caller: SomeCaller, user_id: Id, token_id: Id) -> None:
        """Revoke a token, at once and for good."""
        with service.primary.begin() as connection:
            revoke_token(connection, _deed(service, caller), user_id, token_id)


def _deed(service: Service, caller: Caller) -> Deed:
    return Deed(caller, Right.CHANGE_PEOPLE, service.now())
