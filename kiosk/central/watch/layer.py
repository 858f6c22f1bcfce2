"""Around every request: its id, its line in the log, its count, and headers that every answer bears.

The log names the route by its template. No token, body, address of a person, path or query is in it.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from dataclasses import dataclass, field
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.central.watch.meters import Meters

REQUEST_ID = "X-Request-Id"
NO_ROUTE = "(none)"
"""Stands for the route where no template fits."""
QUIET = frozenset({"/healthz", "/readyz", "/metrics", "/v1/versions/{kiosk_id}"})
"""Asked every few seconds by machines: told at debug level."""

GIVEN_UP = 499
"""The status in the log where the asking side left before the answer; nginx says so too."""

SAFE_HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
)
"""Of every answer that does not say otherwise itself; a page has its own policy, and a 304 shows nothing:
an idle kiosk's line is metered.
"""

_SHAPE_OF_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_log = logging.getLogger("kiosk.central.requests")


class Watch:
    """Outermost layer of the service."""

    def __init__(self, app: ASGIApp, meters: Meters) -> None:
        self._app = app
        self._meters = meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        answer = _Answer(send, _id_of(headers), is_for_somebody="authorization" in headers)
        scope["request_id"] = answer.request_id
        began_s = time.perf_counter()
        self._meters.began()
        try:
            await self._app(scope, receive, answer.send)
        finally:
            self._tell(scope, answer, time.perf_counter() - began_s)

    def _tell(self, scope: Scope, answer: _Answer, taken_s: float) -> None:
        route = route_of(scope)
        self._meters.ended(scope["method"], route, answer.status, taken_s)
        _log.log(
            logging.DEBUG if route in QUIET else logging.INFO,
            "method=%s route=%s status=%d ms=%.1f request=%s",
            scope["method"],
            route,
            answer.status,
            taken_s * 1000,
            answer.request_id,
        )


@dataclass(slots=True)
class _Answer:
    """One answer on its way out."""

    onward: Send
    request_id: str
    is_for_somebody: bool
    status: int = field(default=GIVEN_UP)

    async def send(self, message: Message) -> None:
        """Pass a message on; the first one with the headers of every answer."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers[REQUEST_ID] = self.request_id
            for name, value in SAFE_HEADERS if self.status != HTTPStatus.NOT_MODIFIED else ():
                headers.setdefault(name, value)
            if self.is_for_somebody:
                headers.setdefault("Cache-Control", "no-store")
        await self.onward(message)


def route_of(scope: Scope) -> str:
    """Return the template of the route that answered: known only after it has."""
    # FastAPI joins the prefixes of routers late: the route itself knows only the last part.
    effective = scope.get("fastapi", {}).get("effective_route_context")
    # Of a plain route of Starlette it knows nothing: such a one names itself.
    for route in (effective, scope.get("route")):
        template = getattr(route, "path", None)
        if isinstance(template, str) and template:
            return template
    return NO_ROUTE


def _id_of(headers: Headers) -> str:
    """Return the id that the proxy in front has given, where it has the shape of one, or a new one."""
    given = headers.get(REQUEST_ID, "")
    return given if _SHAPE_OF_ID.fullmatch(given) else secrets.token_hex(8)
