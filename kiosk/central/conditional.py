"""Entity tags: an answer that the asker has already is empty, a change names the state that it changes.

RFC 9110, sections 8.8.3 and 13. Tags are strong, of printable ASCII without comma and quotation mark;
they are handed on with their quotation marks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus

from fastapi import HTTPException, Request, Response
from pydantic import BaseModel

from kiosk.messages.signing import TIME_HEADER

_WEAK = "W/"
_ANY = "*"
TAG_CHARACTERS = 12
"""Of a digest: what a kiosk sends every half minute stays small."""
_ANSWERED = "answered_at"
"""The time in each answer to a unit, which makes no other answer of it."""


def holds(if_none_match: str, tag: str) -> bool:
    """Return whether the asker holds `tag`, packed on the way or not (weak comparison, 8.8.3.2)."""
    return bool({tag, _ANY} & {one.removeprefix(_WEAK) for one in _listed(if_none_match)})


def must_match(if_match: str | None, tag: str) -> None:
    """Refuse a change of another state than `tag`'s (strong comparison). Raises a 428 without If-Match, else a 412."""
    if if_match is None:
        raise HTTPException(HTTPStatus.PRECONDITION_REQUIRED, "If-Match: give the ETag of what you change.")
    if not {tag, _ANY} & set(_listed(if_match)):
        raise HTTPException(HTTPStatus.PRECONDITION_FAILED, "It was changed meanwhile. Ask for it again.")


def not_modified(if_none_match: str, headers: Mapping[str, str]) -> Response | None:
    """Return the empty 304 with `headers`, which hold the answer's ETag, where the asker has it; None to answer."""
    if not holds(if_none_match, headers["ETag"]):
        return None
    return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=dict(headers))


def conditional(request: Request, answer: BaseModel, now: datetime) -> Response:
    """Return `answer` for a unit, or the 304 where it has it; with the centre's time, as a 304 has no body.

    The tag is of all that it holds but the time of the answer, `answered_at`.
    """
    digest = sha256(answer.model_dump_json(exclude={_ANSWERED}).encode()).hexdigest()
    headers = {"ETag": f'"{digest[:TAG_CHARACTERS]}"', TIME_HEADER: str(int(now.timestamp()))}
    empty = not_modified(request.headers.get("if-none-match", ""), headers)
    return empty or Response(answer.model_dump_json(), media_type="application/json", headers=headers)


def _listed(tags: str) -> list[str]:
    return [one.strip() for one in tags.split(",")]
