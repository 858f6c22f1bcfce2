"""Answers that are empty where the unit has them already (RFC 9110, section 13)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from fastapi import Request, Response
from pydantic import BaseModel

from kiosk.messages.signing import TIME_HEADER


def conditional(request: Request, tag: str, now: datetime, answer: Callable[[], BaseModel]) -> Response:
    """Return `answer()` with `tag`, or a 304 with the centre's time where the request names that tag.

    The tag is strong, of printable ASCII without a quotation mark.
    """
    quoted = f'"{tag}"'
    headers = {"ETag": quoted, TIME_HEADER: str(int(now.timestamp()))}
    named = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if quoted in named or "*" in named:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(answer().model_dump_json(), media_type="application/json", headers=headers)
