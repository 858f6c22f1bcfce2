"""Every error leaves as RFC 9457 problem details; what broke inside stays inside."""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.messages.http import Problem

PROBLEM_TYPE = "application/problem+json"

_log = logging.getLogger(__name__)


def problem(status: int, detail: str = "") -> Response:
    """Return a problem with the status' own title; `detail` says what to do about it."""
    body = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail)
    return Response(body.model_dump_json(), status_code=status, media_type=PROBLEM_TYPE)


def answer_problems(app: FastAPI) -> None:
    """Let `app` answer each error that its routes raise as a problem."""

    @app.exception_handler(HTTPException)
    def _refused(_request: Request, fault: HTTPException) -> Response:
        answer = problem(
            fault.status_code, "" if fault.detail == HTTPStatus(fault.status_code).phrase else fault.detail
        )
        answer.headers.update(fault.headers or {})
        return answer

    @app.exception_handler(RequestValidationError)
    def _not_valid(_request: Request, fault: RequestValidationError) -> Response:
        first = fault.errors()[0]
        field = ".".join(str(step) for step in first["loc"])
        return problem(HTTPStatus.BAD_REQUEST, f"{field}: {first['msg']}.")

    @app.exception_handler(DBAPIError)
    def _no_database(request: Request, fault: DBAPIError) -> Response:
        _log.error("%s %s: the database failed: %r", request.method, request.url.path, str(fault.orig))
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, "The database does not answer. Ask again in a minute.")


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
            _log.error("%s %s failed: %r at %s", scope["method"], scope["path"], fault, _where(fault))
            if not has_started:
                answer = problem(HTTPStatus.INTERNAL_SERVER_ERROR, "The fault is ours and stands in the log.")
                await answer(scope, receive, send)


def _where(fault: BaseException) -> str:
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "?" if trace is None else f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
