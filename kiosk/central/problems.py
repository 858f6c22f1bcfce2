"""Every error leaves as RFC 9457 problem details, or as a page that helps where a browser asked.

What broke inside stays inside.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeVar

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.central.negotiation import wants_page
from kiosk.central.refusals import refusal_of
from kiosk.errors import KioskError
from kiosk.messages.http import FieldError, Problem

PROBLEM_TYPE = "application/problem+json"

HelpPage = Callable[[Request, Problem], Response]
"""Makes the page that a person gets in a problem's place, with the same status."""

Fault = TypeVar("Fault", bound=Exception)

BODY = "body"
"""What fields of a request's body are named within, as FastAPI does."""
MAX_ERRORS = 50
"""How many faults of one body are told one by one: a stranger sends as many as fit in a megabyte."""
MAX_FIELD_LETTERS = 100
"""A field that nobody knows is named by who sent it."""

_log = logging.getLogger(__name__)


def errors_of(*statuses: int) -> dict[int | str, dict[str, object]]:
    """Return the errors that routes declare for themselves; each is told as a problem (kiosk.central.description)."""
    return {status: {} for status in statuses}


class NotValid(HTTPException):
    """400 with all that is wrong with what was sent, a field each. No other 400 is made by hand."""

    def __init__(self, errors: Sequence[FieldError], headers: Mapping[str, str] | None = None) -> None:
        told = " ".join(f"{one.field}: {one.detail}" for one in errors[:MAX_ERRORS])
        further = f" There are {len(errors) - MAX_ERRORS} more." if len(errors) > MAX_ERRORS else ""
        super().__init__(HTTPStatus.BAD_REQUEST, told + further, headers)
        self.errors = tuple(errors[:MAX_ERRORS])


def not_valid(fault: ValidationError | RequestValidationError, within: str = "") -> NotValid:
    """Return the answer to values that do not fit; `within` names what they stand in, where they do not say so."""
    begin = (within,) if within else ()
    return NotValid(
        [
            FieldError(
                field=".".join(str(step)[:MAX_FIELD_LETTERS] for step in (*begin, *error["loc"])),
                detail=f"{error['msg']}.",
            )
            for error in fault.errors()
        ]
    )


def wrong_field(field: str, detail: str, headers: Mapping[str, str] | None = None) -> NotValid:
    """Return the answer to one field that does not fit: `body.…`, `query.…`, `path.…`, `header.…`, or one of them."""
    return NotValid([FieldError(field=field, detail=detail)], headers)


def problem(status: int, detail: str = "") -> Response:
    """Return a problem with the status' own title; `detail` says what to do about it."""
    return _as_json(_told(status, detail))


def answer_problems(app: FastAPI, help_page: HelpPage | None = None) -> None:
    """Let `app` answer each error that its routes raise, and each path that it does not know, as a problem.

    A browser (`Accept: text/html`) gets `help_page` with the same status, where one is given.
    """
    answers = _Answers(help_page)
    app.add_exception_handler(HTTPException, _checked(HTTPException, answers.refused))
    app.add_exception_handler(RequestValidationError, _checked(RequestValidationError, answers.not_valid))
    app.add_exception_handler(KioskError, _checked(KioskError, answers.of_our_own))
    app.add_exception_handler(DataError, _checked(DataError, answers.cannot_be_stored))
    app.add_exception_handler(IntegrityError, _checked(IntegrityError, answers.already_there))
    app.add_exception_handler(DBAPIError, _checked(DBAPIError, answers.no_database))
    app.add_exception_handler(NoConnectionFree, _checked(NoConnectionFree, answers.no_database))


@dataclass(frozen=True, slots=True)
class _Answers:
    """The answer to each kind of error."""

    help_page: HelpPage | None

    def refused(self, request: Request, fault: HTTPException) -> Response:
        is_bare = fault.detail == HTTPStatus(fault.status_code).phrase
        errors = fault.errors if isinstance(fault, NotValid) else None
        refusal = self._answer(request, _told(fault.status_code, "" if is_bare else fault.detail, errors=errors))
        refusal.headers.update(fault.headers or {})
        return refusal

    def not_valid(self, request: Request, fault: RequestValidationError) -> Response:
        return self.refused(request, not_valid(fault))

    def of_our_own(self, request: Request, fault: KioskError) -> Response:
        refusal = refusal_of(fault)
        if refusal.is_operators:
            _log.error("%s: %s", _named(request), fault)
        return self._answer(request, _told(refusal.status, refusal.detail, fault.number))

    def cannot_be_stored(self, request: Request, fault: DataError) -> Response:
        _log.warning("%s: no such value can be stored: %s", _named(request), _cause(fault))
        detail = "A value has a size or a character (NUL) that cannot be stored."
        return self._answer(request, _told(HTTPStatus.BAD_REQUEST, detail))

    def already_there(self, request: Request, fault: IntegrityError) -> Response:
        _log.warning("%s: it does not fit what stands: %s", _named(request), _cause(fault))
        detail = "Another request has just made or changed the same. Read it, and ask again."
        return self._answer(request, _told(HTTPStatus.CONFLICT, detail))

    def no_database(self, request: Request, fault: DBAPIError | NoConnectionFree) -> Response:
        _log.error("%s: the database failed: %s", _named(request), _cause(fault))
        detail = "The database does not answer. Ask again in a minute."
        return self._answer(request, _told(HTTPStatus.SERVICE_UNAVAILABLE, detail))

    def _answer(self, request: Request, told: Problem) -> Response:
        is_page = wants_page(request.headers.get("accept", "")) or "hx-request" in request.headers
        if self.help_page is None or not is_page:
            return _as_json(told)
        return self.help_page(request, told)


def _checked(
    kind: type[Fault], answer: Callable[[Request, Fault], Response]
) -> Callable[[Request, Exception], Response]:
    """Return `answer` as the framework takes it: for any error, of which it hands over only those of `kind`."""

    def handler(request: Request, fault: Exception) -> Response:
        assert isinstance(fault, kind), "the framework keeps them apart"
        return answer(request, fault)

    return handler


def _named(request: Request) -> str:
    """Return how the log names a request; path and query stay out of it."""
    return f"{request.method} request={request.scope.get('request_id', '-')}"


def _cause(fault: DBAPIError | NoConnectionFree) -> str:
    """Return what failed, on one line; what was asked of the database stays out of the log."""
    cause = fault.orig if isinstance(fault, DBAPIError) else fault
    return repr(str(cause).partition("\n")[0])


def _told(status: int, detail: str, number: str | None = None, errors: tuple[FieldError, ...] | None = None) -> Problem:
    return Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, number=number, errors=errors)


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
        except ClientDisconnect:  # a phone that left the market: nobody is there to answer, and nothing is wrong
            _log.debug("%s request=%s: who asked left in the middle", scope["method"], scope.get("request_id", "-"))
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
