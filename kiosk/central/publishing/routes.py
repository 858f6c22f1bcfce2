"""What units fetch: metadata and targets under TUF, and the index for whoever wants to look.

Nobody need be trusted for them: every byte is signed by a role, so they are open to all, and any cache
may keep what never changes.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from functools import lru_cache
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header, HTTPException, Path, Response

from kiosk.central.conditional import not_modified
from kiosk.central.problems import errors_of
from kiosk.central.publishing.store import metadata_file, target_file, target_named
from kiosk.central.service import Service
from kiosk.messages.published import INDEX_TARGET, METADATA_PATH, SNAPSHOT_PATH, TARGETS_PATH, PublishedIndex

FOREVER = "public, max-age=31536000, immutable"
"""A name bears a version or a hash: the bytes behind it never change."""
WORTH_BYTES = 1000
"""Less than this is not worth packing."""
ASK_AGAIN = "no-cache"
"""The timestamp and the index are what they are now."""

_JSON = "application/json"
_BYTES = "application/octet-stream"
_GZIP = "gzip"
_TEXT = ".json"
_MetadataName = Annotated[str, Path(pattern=r"^([0-9]{1,9}\.)?[a-z]{1,16}\.json$")]
_TargetName = Annotated[str, Path(max_length=240, pattern=r"^[a-z0-9][A-Za-z0-9._/-]*$")]
_Tags = Annotated[str, Header(alias="If-None-Match", max_length=1000)]
_Codings = Annotated[str, Header(alias="Accept-Encoding", max_length=1000)]
_RESPONSES: dict[int | str, dict[str, object]] = {
    304: {"description": "It is what was asked with."},
    **errors_of(404),
}


def publishing_routes(service: Service) -> APIRouter:
    """Return the routes of what is published for offline use."""
    routes = APIRouter(tags=["open data"], responses=_RESPONSES)

    @routes.get(METADATA_PATH + "{name}", response_class=Response)
    def metadata(name: _MetadataName, if_none_match: _Tags = "", accept_encoding: _Codings = "") -> Response:
        """Return a file of TUF metadata, such as `timestamp.json` and `3.snapshot.json`."""
        with service.primary.connect() as connection:
            content = metadata_file(connection, name)
        if content is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such metadata.")
        keep = FOREVER if name[0].isdigit() else ASK_AGAIN
        tag = hashlib.sha256(content).hexdigest()
        return _packed(_conditional(content, tag, if_none_match, keep, _JSON), accept_encoding)

    @routes.get(TARGETS_PATH + "{name:path}", response_class=Response)
    def target(name: _TargetName, if_none_match: _Tags = "", accept_encoding: _Codings = "") -> Response:
        """Return a target by the name that its hash makes: `trust/HASH.list.json`."""
        tag = name.rpartition("/")[2].partition(".")[0]
        with service.replica.connect() as connection:
            content = target_file(connection, name)
        if content is None and service.replica is not service.primary:
            with service.primary.connect() as connection:
                content = target_file(connection, name)
        if content is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such target.")
        answer = _conditional(content, tag, if_none_match, FOREVER, _BYTES)
        return _packed(answer, accept_encoding) if name.endswith(_TEXT) else answer

    @routes.get(SNAPSHOT_PATH, response_model=PublishedIndex)
    def index(if_none_match: _Tags = "", accept_encoding: _Codings = "") -> Response:
        """Return what is published of the registry: the newest snapshot, and the changes since."""
        with service.primary.connect() as connection:
            content = target_named(connection, INDEX_TARGET)
        if content is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, "Nothing of the registry was published yet.")
        tag = hashlib.sha256(content).hexdigest()
        return _packed(_conditional(content, tag, if_none_match, ASK_AGAIN, _JSON), accept_encoding)

    return routes


def _packed(answer: Response, accepted: str) -> Response:
    """Return an answer packed where who asks can read that and it is worth it: metadata shrink to a third.

    What is signed are the bytes before. A tag names what was published, packed or not, as `W/` says (RFC 9110, 8.8.1).
    """
    answer.headers["Vary"] = "Accept-Encoding"
    body = bytes(answer.body)
    if len(body) < WORTH_BYTES or not _reads_gzip(accepted):
        return answer
    packed = _gzip(body)
    headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
    headers |= {"content-encoding": _GZIP, "etag": f"W/{answer.headers['etag']}"}
    return Response(packed, headers=headers)


def _reads_gzip(accepted: str) -> bool:
    """Return whether Accept-Encoding names gzip (RFC 9110, section 12.5.3), and not to refuse it."""
    named = {one.partition(";")[0].strip(): one.partition(";")[2] for one in accepted.lower().split(",")}
    return _GZIP in named and re.fullmatch(r"\s*q=0(\.0{0,3})?\s*", named[_GZIP]) is None


@lru_cache(maxsize=8)
def _gzip(content: bytes) -> bytes:
    """Return `content` packed: the same for two thousand units that come at once."""
    return gzip.compress(content, mtime=0)


def _conditional(content: bytes, tag: str, asked_with: str, keep: str, media_type: str) -> Response:
    headers = {"ETag": f'"{tag}"', "Cache-Control": keep, "X-Content-Type-Options": "nosniff"}
    return not_modified(asked_with, headers) or Response(content, media_type=media_type, headers=headers)
