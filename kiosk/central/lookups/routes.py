"""GET /v1/records/…: one item's record and history for a kiosk, and its check recorded."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from kiosk.central.kiosks.door import SCHEME_NAME
from kiosk.central.lookups.certain import CertainLines
from kiosk.central.lookups.desk import Desk
from kiosk.central.problems import NotValid, wrong_field
from kiosk.central.service import Service
from kiosk.codes.classify import classify
from kiosk.codes.code import CityCode, Code, Identity, Link, PriceLookUp, Refusal, Refused
from kiosk.codes.identity import identify
from kiosk.codes.payload import Payload
from kiosk.messages.http import CHECK_ID_HEADER, CLOCK_HEADER, MARKET_HEADER, FieldError, RecordAnswer

OWN_HOST = "records.invalid"
"""Stands before a path to read it as a link; a name that can be nobody's (RFC 2606)."""

PREFIX = "/v1/records"

_FORMS = {
    CHECK_ID_HEADER: re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", re.ASCII),
    MARKET_HEADER: re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII),
    CLOCK_HEADER: re.compile(r"\?[01]", re.ASCII),
}
"""Header fields that may be sent: a market with an open question, a check with a signed one.

Read here, because the hot path has no time for more than it needs.
"""

_PARAMETERS = [
    {"name": name, "in": "header", "required": False, "schema": {"type": "string", "pattern": f"^{form.pattern}$"}}
    for name, form in _FORMS.items()
]

_SIGNED_OR_NOT: list[dict[str, list[str]]] = [{}, {SCHEME_NAME: []}]

_WRONG = {
    Refusal.BAD_SYNTAX: "The path is no GS1 Digital Link: a key, its order or a value is wrong.",
    Refusal.BAD_CHECK_DIGIT: "A check digit in the path is wrong.",
}


@dataclass(frozen=True, slots=True)
class HotPath:
    """Answers requests as they come in (ASGI), with nothing around."""

    answer: Callable[[Request], Awaitable[Response]]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. Raises HTTPException for one that cannot be answered."""
        response = await self.answer(Request(scope, receive, send))
        await response(scope, receive, send)


def lookup_routes(service: Service) -> APIRouter:
    """Return the routes by which kiosks ask for records."""
    routes = APIRouter(prefix=PREFIX, tags=["records"], responses={400: {"description": "No GS1 path"}})
    desk = Desk(service, CertainLines(service))

    async def record(request: Request) -> Response:
        """Answer for a GS1 Digital Link path, such as 01/{gtin}/10/{lot}/21/{serial}.

        Anybody may ask; who does not sign as a kiosk is not told who carried the goods, which other packs
        moved, and the ids of checks. With Check-Id the request is a kiosk's check: signed, and recorded once.
        """
        request.scope["route"] = plain  # FastAPI does not say it, and the log wants to know
        identity = identity_of_path(_as_sent(request))
        sent = _sent_fields(request)
        check_id = sent.get(CHECK_ID_HEADER)
        if check_id is None:
            return await desk.tell(request, identity, sent.get(MARKET_HEADER, ""))
        is_clock_trusted = sent.get(CLOCK_HEADER, "?1") == "?1"
        return await desk.check(request, identity, check_id, is_clock_trusted=is_clock_trusted)

    # Answered by the first: of what FastAPI does for a request, this path needs nothing. The second describes it.
    plain = Route(PREFIX + "/{path:path}", HotPath(record), methods=["GET"])
    routes.routes.append(plain)
    describe = routes.get(
        "/{path:path}",
        response_model=RecordAnswer,
        openapi_extra={"parameters": _PARAMETERS, "security": _SIGNED_OR_NOT},
        responses={409: {"description": "The Check-Id is another check's"}},
    )
    describe(record)

    @routes.get("", response_model=RecordAnswer, openapi_extra={"security": _SIGNED_OR_NOT})
    async def record_by_code(
        request: Request,
        city_code: Annotated[str | None, Query(max_length=16)] = None,
        plu: Annotated[str | None, Query(max_length=5)] = None,
    ) -> Response:
        """Answer for an establishment's city code, or for a PLU: these have no GS1 path."""
        return await desk.tell(request, _identity_of_code(city_code, plu))

    return routes


def identity_of_path(path: str) -> Identity:
    """Return what a percent-encoded GS1 Digital Link path names. Raises a 400 for anything else."""
    code = classify(Payload(f"https://{OWN_HOST}/{path}".encode("latin-1", "replace")), (OWN_HOST,), ())
    if isinstance(code, Link):
        return identify(code)
    raise wrong_field("path", _fault_of(code))


def _identity_of_code(city_code: str | None, plu: str | None) -> Identity:
    if (city_code is None) == (plu is None):
        raise wrong_field("query", "Give a path, or city_code, or plu.")
    code = classify(Payload((city_code or plu or "").encode()), (OWN_HOST,), ())
    if isinstance(code, CityCode if plu is None else PriceLookUp):
        return identify(code)
    raise wrong_field(f"query.{'city_code' if plu is None else 'plu'}", "It has a wrong form or check character.")


def _fault_of(code: Code) -> str:
    refusal = code.refusal if isinstance(code, Refused) else Refusal.BAD_SYNTAX
    return _WRONG.get(refusal, _WRONG[Refusal.BAD_SYNTAX])


def _as_sent(request: Request) -> str:
    """Return the path as it was sent: a lot number may hold an encoded slash."""
    raw: bytes | None = request.scope.get("raw_path")
    sent = request.scope["path"] if raw is None else raw.decode("latin-1").partition("?")[0]
    return str(sent).partition(f"{PREFIX}/")[2]


def _sent_fields(request: Request) -> dict[str, str]:
    """Return the fields of _FORMS that were sent. Raises a 400 that names each of a wrong form."""
    sent: dict[str, str] = {}
    wrong: list[FieldError] = []
    present = {name for name, _ in request.scope["headers"]}
    for name, form in _FORMS.items():
        if name.lower().encode() not in present:
            continue
        value = request.headers[name]
        if form.fullmatch(value) is None:
            wrong.append(FieldError(field=f"header.{name}", detail=f"It has another form: {form.pattern}."))
        sent[name] = value
    if wrong:
        raise NotValid(wrong)
    return sent
