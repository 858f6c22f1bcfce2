"""Every error leaves as RFC 9457 problem details, or as a page that helps where a browser asked.

What broke inside stays inside.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.central.negotiation import wants_page
from kiosk.central.refusals import refusal_of
from kiosk.errors import KioskError
from kiosk.messages.http import Problem

PROBLEM_TYPE = "application/problem+json"

HelpPage = Callable[[Request, Problem], Response]
"""Makes the page that a person gets in a problem's place, with the same status."""

_log = logging.getLogger(__name__)


def problem(status: int, detail: str = "") -> Response:
    """Return a problem with the status' own title; `detail` says what to do about it."""
    return _as_json(_told(status, detail))


def answer_problems(app: FastAPI, help_page: HelpPage | None = None) -> None:
    """Let `app` answer each error that its routes raise, and each path that it does not know, as a problem.

    A browser (`Accept: text/html`) gets `help_page` with the same status, where one is given.
    """

    def answer(request: Request, status: int, detail: str, number: str | None = None) -> Response:
        told = _told(status, detail, number)
        if help_page is None or not wants_page(request.headers.get("accept", "")):
            return _as_json(told)
        return help_page(request, told)

    @app.exception_handler(HTTPException)
    def _refused(request: Request, fault: HTTPException) -> Response:
        is_bare = fault.detail == HTTPStatus(fault.status_code).phrase
        refusal = answer(request, fault.status_code, "" if is_bare else fault.detail)
        refusal.headers.update(fault.headers or {})
        return refusal

    @app.exception_handler(RequestValidationError)
    def _not_valid(request: Request, fault: RequestValidationError) -> Response:
        first = fault.errors()[0]
        field = ".".join(str(step) for step in first["loc"])
        return answer(request, HTTPStatus.BAD_REQUEST, f"{field}: {first['msg']}.")

    @app.exception_handler(KioskError)
    def _of_our_own(request: Request, fault: KioskError) -> Response:
        refusal = refusal_of(fault)
        if refusal.is_operators:
            request_id = request.scope.get("request_id", "-")
            _log.error("%s request=%s: %s", request.method, request_id, fault)
        return answer(request, refusal.status, refusal.detail, fault.number)

    @app.exception_handler(DataError)
    def _cannot_be_stored(request: Request, fault: DataError) -> Response:
        request_id = request.scope.get("request_id", "-")
        _log.warning("%s request=%s: no such value can be stored: %s", request.method, request_id, _cause(fault))
        return answer(request, HTTPStatus.BAD_REQUEST, "A value has a size or a character (NUL) that cannot be stored.")

    @app.exception_handler(IntegrityError)
    def _already_there(request: Request, fault: IntegrityError) -> Response:
        request_id = request.scope.get("request_id", "-")
        _log.warning("%s request=%s: it does not fit what stands: %s", request.method, request_id, _cause(fault))
        return answer(
            request, HTTPStatus.CONFLICT, "Another request has just made or changed the same. Read it, and ask again."
        )

    @app.exception_handler(DBAPIError)
    @app.exception_handler(NoConnectionFree)
    def _no_database(request: Request, fault: DBAPIError | NoConnectionFree) -> Response:
        request_id = request.scope.get("request_id", "-")
        _log.error("%s request=%s: the database failed: %s", request.method, request_id, _cause(fault))
        return answer(request, HTTPStatus.SERVICE_UNAVAILABLE, "The database does not answer. Ask again in a minute.")


def _cause(fault: DBAPIError | NoConnectionFree) -> str:
    """Return what failed, on one line; what was asked of the database stays out of the log."""
    cause = fault.orig if isinstance(fault, DBAPIError) else fault
    return repr(str(cause).partition("\n")[0])


def _told(status: int, detail: str, number: str | None = None) -> Problem:
    return Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, number=number)


def _as_json(told: Problem) -> Response:
    return Response(told.model_dump_json(exclude_none=True), status_code=told.status, media_type=PROBLEM_TYPE)


class LastResort:
    """Outermost layer: an error that nobody expected is logged in one line and answered as a problem."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_started = False

        async def watch(message: Message) -> None:
            nonlocal has_started
            has_started = has_started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception as fault:  # noqa: BLE001  # the last resort is for what nobody expected
            request_id = scope.get("request_id", "-")
            kind = type(fault).__name__  # its words may hold what was sent
            _log.error("%s request=%s failed: %s at %s", scope["method"], request_id, kind, _where(fault))
            _log.debug("request=%s:", request_id, exc_info=True)
            if not has_started:
                answer = problem(HTTPStatus.INTERNAL_SERVER_ERROR, "The fault is ours and stands in the log.")
                await answer(scope, receive, send)


def _where(fault: BaseException) -> str:
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "?" if trace is None else f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
