"""Who stands at the door: the caller of a request, and the refusal that says nothing of what exists."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.exceptions import HTTPException

from kiosk.central.people.rights import EVERYTHING, Caller, Right, Subject
from kiosk.central.people.tokens import caller_of_token
from kiosk.central.service import Service

SCHEME_NAME = "Token"
"""Of a person's or a program's token, as a security scheme of the OpenAPI document."""

_bearer = HTTPBearer(
    bearerFormat="kst_…",
    scheme_name=SCHEME_NAME,
    description="The token of a person or a program. An administrator of the city draws it for a user with roles; "
    "what the roles may do stands in docs/api.md.",
    auto_error=False,
)
_CHALLENGE = {"WWW-Authenticate": "Bearer"}


def service_of(request: Request) -> Service:
    """Return what the application was made of."""
    service = request.app.state.service
    assert isinstance(service, Service)
    return service


def caller_of(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> Caller:
    """Return whose token the request bears. Raises a 401 where it bears none that is in force."""
    service = service_of(request)
    if given is not None:
        with service.primary.connect() as connection:
            caller = caller_of_token(connection, given.credentials, service.now())
        if caller is not None:
            return caller
    raise HTTPException(HTTPStatus.UNAUTHORIZED, "Give a token that is in force: Authorization: Bearer …", _CHALLENGE)


SomeCaller = Annotated[Caller, Depends(caller_of)]
"""A route's parameter: the caller, who has shown a token."""


def demand(caller: Caller, right: Right, subject: Subject = EVERYTHING) -> None:
    """Raise a 403 unless `caller` has `right` on `subject`.

    Give EVERYTHING for what does not exist: who may see all gets the 404 that follows, everybody
    else the same 403 as for what is not theirs.
    """
    if not caller.may(right, subject):
        raise HTTPException(HTTPStatus.FORBIDDEN, "This token has no right to that.")


def demand_somewhere(caller: Caller, right: Right) -> None:
    """Raise a 403 unless some grant of `caller` gives `right`: for lists, which show the rows that it covers."""
    if not caller.with_right(right):
        raise HTTPException(HTTPStatus.FORBIDDEN, "This token has no right to that.")
