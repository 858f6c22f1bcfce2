"""/recalls and /violations: pages for people, and the same as open data for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection

from kiosk.central.negotiation import preferred_type
from kiosk.central.pages.language import language_of
from kiosk.central.pages.pages import PUBLIC, Pages
from kiosk.central.pages.published import (
    Part,
    RecallPage,
    ViolationPage,
    published_recalls,
    published_violations,
)
from kiosk.central.pages.published_view import PartView, PublishedView, recall_notice, violation_notice
from kiosk.central.service import Service
from kiosk.words import Words

SHOWN = 30
"""Notices of a part on one page for people."""
MOST = 200
_HTML, _JSON = "text/html", "application/json"
_TITLES = {Part.IN_FORCE: "published.in_force", Part.ENDED: "published.ended"}

After = Annotated[str | None, Query(max_length=64)]
Limit = Annotated[int, Query(ge=1, le=MOST)]


def published_routes(service: Service, pages: Pages) -> APIRouter:
    """Return the routes of what was published."""
    routes = APIRouter(tags=["published"])

    @routes.get("/recalls", response_class=Response)
    def recalls(request: Request, part: Part | None = None, after: After = None) -> Response:
        """Show the recalls in force, and those that ended within a year; JSON for who likes that better."""
        if _is_program(request):
            return _as_json(recalls_as_data(part or Part.IN_FORCE, after, MOST))
        words, now = pages.words(language_of(request)), service.now()
        with service.replica.connect() as connection:
            parts = tuple(_recalls(connection, each, after, words, now) for each in _parts(part))
        return _page(request, words, "recalls", parts, is_whole=after is None and part is None)

    @routes.get("/violations", response_class=Response)
    def violations(request: Request, part: Part | None = None, after: After = None) -> Response:
        """Show the violations in force, and those that ended within a year; JSON for who likes that better."""
        if _is_program(request):
            return _as_json(violations_as_data(part or Part.IN_FORCE, after, MOST))
        words, now = pages.words(language_of(request)), service.now()
        with service.replica.connect() as connection:
            parts = tuple(_violations(connection, each, after, words, now) for each in _parts(part))
        return _page(request, words, "violations", parts, is_whole=after is None and part is None)

    @routes.get("/recalls.json", response_model=RecallPage)
    def recalls_as_data(part: Part = Part.IN_FORCE, after: After = None, limit: Limit = 50) -> RecallPage:
        """Return recalls as open data, newest first."""
        with service.replica.connect() as connection:
            return published_recalls(connection, part, after, limit, service.now())

    @routes.get("/violations.json", response_model=ViolationPage)
    def violations_as_data(part: Part = Part.IN_FORCE, after: After = None, limit: Limit = 50) -> ViolationPage:
        """Return violations as open data, newest first."""
        with service.replica.connect() as connection:
            return published_violations(connection, part, after, limit, service.now())

    def _page(request: Request, words: Words, name: str, parts: tuple[PartView, ...], *, is_whole: bool) -> Response:
        title, text = words(f"published.{name}.title"), words(f"published.{name}.text")
        view = PublishedView(title, text, f"/{name}", parts, is_whole)
        return pages.answer(request, "published.html", view, cache=PUBLIC)

    return routes


def _recalls(connection: Connection, part: Part, after: str | None, words: Words, now: datetime) -> PartView:
    found = published_recalls(connection, part, after, SHOWN, now)
    notices = tuple(recall_notice(recall, part, words) for recall in found.recalls)
    return PartView(words(_TITLES[part]), notices, part, found.next or "")


def _violations(connection: Connection, part: Part, after: str | None, words: Words, now: datetime) -> PartView:
    found = published_violations(connection, part, after, SHOWN, now)
    notices = tuple(violation_notice(violation, part, words) for violation in found.violations)
    return PartView(words(_TITLES[part]), notices, part, found.next or "")


def _parts(part: Part | None) -> tuple[Part, ...]:
    return tuple(Part) if part is None else (part,)


def _is_program(request: Request) -> bool:
    return preferred_type(request.headers.get("accept", ""), (_HTML, _JSON)) == _JSON


def _as_json(page: RecallPage | ViolationPage) -> Response:
    headers = {"Cache-Control": PUBLIC, "Vary": "Accept, Accept-Language"}
    return Response(page.model_dump_json(), media_type=_JSON, headers=headers)
