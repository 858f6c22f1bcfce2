"""What all routes of EPCIS share: versions in headers, page tokens, and the body as it came (section 12)."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import Header, HTTPException, Request, Response

from kiosk.central.epcis.words import YEARS
from kiosk.central.problems import NotValid, wrong_field

EPCIS_VERSION: Final = "2.0.0"
CBV_VERSION: Final = "2.0.0"
_SERVED: Final = ("2.0", "2.0.0")
PER_PAGE: Final = 30
MAX_PER_PAGE: Final = 200
NARROWER: Final = "name goods, or a shorter time (GE_eventTime, LT_eventTime)"
"""What to ask for where a question takes too long (QueryTooComplexException)."""
_VERSIONS: Final = {"GS1-EPCIS-Version": EPCIS_VERSION, "GS1-CBV-Version": CBV_VERSION}


def served_version(
    response: Response,
    epcis_version: Annotated[str | None, Header(alias="GS1-EPCIS-Version", max_length=16)] = None,
    cbv_version: Annotated[str | None, Header(alias="GS1-CBV-Version", max_length=16)] = None,
) -> None:
    """Say which versions are served. Raises a 406 where the client asks for another."""
    for name, asked in (("GS1-EPCIS-Version", epcis_version), ("GS1-CBV-Version", cbv_version)):
        if asked is not None and asked not in _SERVED:
            detail = f"{name} {asked!r} is not served: ask for {EPCIS_VERSION}."
            raise HTTPException(HTTPStatus.NOT_ACCEPTABLE, detail, _VERSIONS)
    response.headers.update(_VERSIONS)


async def body_of(request: Request) -> bytes:
    """Return the body of a capture. Raises a 415 for what is no JSON: XML is not served."""
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if kind not in ("application/json", "application/ld+json"):
        detail = "Send application/json or application/ld+json."
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail)
    return await request.body()


def add_next(response: Response, request: Request, token: str) -> None:
    """Point to the next page by the Link header of section 12.5."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "nextPageToken"]
    query = urlencode([*kept, ("nextPageToken", token)])
    response.headers["Link"] = f'<{request.url.path}?{query}>; rel="next"'


def token_after(at: datetime, number: int) -> str:
    """Return the token of the page that begins after an event."""
    return base64.urlsafe_b64encode(f"{at.isoformat()} {number}".encode()).decode().rstrip("=")


def read_token(token: str) -> tuple[datetime, int]:
    """Return the event after which a page begins. Raises a 400 for a token that is none of ours."""
    try:
        text = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode("ascii")
        at, _, number = text.partition(" ")
        instant, position = datetime.fromisoformat(at), int(number)
    except (ValueError, binascii.Error) as fault:
        raise _no_token() from fault
    if instant.tzinfo is None or instant.year not in YEARS or not 0 <= position < 2**63:
        raise _no_token()
    return instant, position


def _no_token() -> NotValid:
    return wrong_field("query.nextPageToken", "Give the one of the page before.")
