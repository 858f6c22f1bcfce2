"""GET /v1/records/…: one item's record and history for a kiosk, and its check recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header, HTTPException, Query, Request, Response
from sqlalchemy import Engine

from kiosk.central.lookups.checks import Asker, record_check
from kiosk.central.lookups.find import asked, find
from kiosk.central.versions import newest_versions
from kiosk.codes.classify import classify
from kiosk.codes.code import CityCode, Code, Identity, Link, PriceLookUp, Refusal, Refused
from kiosk.codes.identity import identify
from kiosk.codes.payload import Payload
from kiosk.messages.http import CHECK_ID_HEADER, CLOCK_HEADER, KIOSK_HEADER, MARKET_HEADER, Problem, RecordAnswer

OWN_HOST = "records.invalid"
"""Stands before a path to read it as a link; a name that can be nobody's (RFC 2606)."""

PREFIX = "/v1/records"

CheckId = Annotated[
    str | None, Header(alias=CHECK_ID_HEADER, pattern=r"^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$")
]
MarketId = Annotated[str | None, Header(alias=MARKET_HEADER, pattern=r"^[A-Za-z0-9._-]{1,64}$")]
KioskId = Annotated[str | None, Header(alias=KIOSK_HEADER, pattern=r"^[A-Za-z0-9._~%-]{1,64}$")]
ClockTrusted = Annotated[str, Header(alias=CLOCK_HEADER, pattern=r"^\?[01]$")]

_WRONG = {
    Refusal.BAD_SYNTAX: "The path is no GS1 Digital Link: a key, its order or a value is wrong.",
    Refusal.BAD_CHECK_DIGIT: "A check digit in the path is wrong.",
}


def lookup_routes(engine: Engine, now: Callable[[], datetime]) -> APIRouter:
    """Return the routes by which kiosks ask for records."""
    routes = APIRouter(
        prefix=PREFIX, tags=["records"], responses={400: {"model": Problem, "description": "No GS1 path"}}
    )

    def answer(identity: Identity, market_id: str, asker: Asker | None) -> Response:
        at = now()
        with engine.begin() as connection:
            known = find(connection, identity, market_id, at)
            present = record_check(connection, identity, known, asker, at) if asker else None
            versions = newest_versions(connection)
        record = RecordAnswer(finding=asked(known, present), answered_at=at, versions=versions)
        return Response(record.model_dump_json(), media_type="application/json")

    @routes.get("/{path:path}", response_model=RecordAnswer)
    def record(
        request: Request,
        path: str,
        check_id: CheckId = None,
        market_id: MarketId = None,
        kiosk_id: KioskId = None,
        clock_trusted: ClockTrusted = "?1",
    ) -> Response:
        """Answer for a GS1 Digital Link path, such as 01/{gtin}/10/{lot}/21/{serial}."""
        identity = identity_of_path(_as_sent(request, path))
        return answer(identity, market_id or "", _asker(check_id, market_id, kiosk_id, clock_trusted))

    @routes.get("", response_model=RecordAnswer)
    def record_by_code(
        city_code: Annotated[str | None, Query(max_length=16)] = None,
        plu: Annotated[str | None, Query(max_length=5)] = None,
    ) -> Response:
        """Answer for an establishment's city code, or for a PLU: these have no GS1 path."""
        return answer(_identity_of_code(city_code, plu), "", None)

    return routes


def identity_of_path(path: str) -> Identity:
    """Return what a percent-encoded GS1 Digital Link path names. Raises a 400 for anything else."""
    code = classify(Payload(f"https://{OWN_HOST}/{path}".encode("latin-1", "replace")), (OWN_HOST,), ())
    if isinstance(code, Link):
        return identify(code)
    raise HTTPException(HTTPStatus.BAD_REQUEST, _fault_of(code))


def _identity_of_code(city_code: str | None, plu: str | None) -> Identity:
    if (city_code is None) == (plu is None):
        raise HTTPException(HTTPStatus.BAD_REQUEST, "Give a path, or city_code, or plu.")
    code = classify(Payload((city_code or plu or "").encode()), (OWN_HOST,), ())
    if isinstance(code, CityCode if plu is None else PriceLookUp):
        return identify(code)
    raise HTTPException(HTTPStatus.BAD_REQUEST, "city_code or plu has a wrong form or check character.")


def _fault_of(code: Code) -> str:
    refusal = code.refusal if isinstance(code, Refused) else Refusal.BAD_SYNTAX
    return _WRONG.get(refusal, _WRONG[Refusal.BAD_SYNTAX])


def _as_sent(request: Request, path: str) -> str:
    """Return the path as it was sent: a lot number may hold an encoded slash."""
    raw: bytes | None = request.scope.get("raw_path")
    if raw is None:
        return path
    sent = raw.decode("latin-1").partition("?")[0]
    return sent.partition(f"{PREFIX}/")[2]


def _asker(check_id: str | None, market_id: str | None, kiosk_id: str | None, clock_trusted: str) -> Asker | None:
    """Return who asks. Without check and market it is no kiosk's check, or a demonstration's: none is recorded."""
    if check_id is None or market_id is None:
        return None
    return Asker(check_id.lower(), market_id, kiosk_id=kiosk_id or market_id, is_clock_trusted=clock_trusted == "?1")
