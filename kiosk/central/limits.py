"""How much may come in: counted as it comes, whatever its header promised; and how much at once.

How often one caller may ask is the proxy's part (`provisioning/nginx-central.conf`), where all
processes are seen at once. What stands here protects one process from what it cannot hold.
"""

from __future__ import annotations

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.central.problems import problem
from kiosk.messages.journal import MAX_UPLOAD_BYTES

MAX_BODY_BYTES = 1_000_000
LARGER_BODIES = (
    ("/registry/imports", 20_000_000),
    ("/v1/journal", MAX_UPLOAD_BYTES),
)
"""Where more than the usual is rightly sent: beginnings of paths, with the bytes. The proxy's numbers are the same."""

MAX_HEADER_BYTES = 32_000
MAX_UNDER_WAY = 1000
"""Requests at once in one process. They wait for some forty threads: more would only wait longer."""

TOO_LARGE = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
_SOON = "1"


def max_body_bytes(path: str) -> int:
    """Return how many bytes a request to `path` may bring."""
    for beginning, size_bytes in LARGER_BODIES:
        if path.startswith(beginning):
            return size_bytes
    return MAX_BODY_BYTES


class BodyLimit:
    """Refuses bodies that are too large with 413, before or while they are read; too many headers with 431."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if sum(len(name) + len(value) for name, value in scope["headers"]) > MAX_HEADER_BYTES:
            refusal = problem(
                HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, f"Headers have {MAX_HEADER_BYTES} bytes at most."
            )
            await refusal(scope, receive, send)
            return
        max_bytes = max_body_bytes(scope["path"])
        promised = Headers(scope=scope).get("content-length", "0")
        if not promised.isascii() or not promised.isdigit() or int(promised) > max_bytes:
            await problem(TOO_LARGE, _words(max_bytes))(scope, receive, send)
            return
        await self._app(scope, _counted(receive, max_bytes), send)


class Crowd:
    """Refuses with 503 what comes while `max_under_way` requests are under way: a kiosk asks again by itself."""

    def __init__(self, app: ASGIApp, max_under_way: int = MAX_UNDER_WAY) -> None:
        self._app = app
        self._max_under_way = max_under_way
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if self._under_way >= self._max_under_way:
            refusal = problem(HTTPStatus.SERVICE_UNAVAILABLE, "Too many ask at once. Ask again in a second.")
            refusal.headers["Retry-After"] = _SOON
            await refusal(scope, receive, send)
            return
        self._under_way += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._under_way -= 1


def _counted(receive: Receive, max_bytes: int) -> Receive:
    read_bytes = 0

    async def counted() -> Message:
        nonlocal read_bytes
        message = await receive()
        read_bytes += len(message.get("body", b""))
        if read_bytes > max_bytes:
            raise HTTPException(TOO_LARGE, _words(max_bytes))
        return message

    return counted


def _words(max_bytes: int) -> str:
    return f"A request to this path brings {max_bytes} bytes at most."
