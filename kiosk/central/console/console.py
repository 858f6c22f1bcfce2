"""Makes the answers of the console: a template in the reader's language, under headers that let nothing foreign in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kiosk.central.console.layout.assets import Assets
from kiosk.central.console.layout.writing import day, number, when
from kiosk.central.console.page import LANGUAGE_COOKIE, Page, is_under_tls, language_of_console, own_path, words_in
from kiosk.central.console.tab import Tab
from kiosk.central.console.typed import Typed
from kiosk.central.pages.drawings import Drawings
from kiosk.central.pages.language import query_of, switch_to
from kiosk.central.service import Service
from kiosk.messages.http import Problem

TOLD_COOKIE = "console_told"
TOLD = "console.told."
"""Keys of what is told once, on the page that follows an act."""
_YEAR_S = 365 * 86400
_MINUTE_S = 60

HELPED = frozenset({400, 403, 404, 409, 426, 429, 503})
FIRST_OF_KIND = {4: 400, 5: 500}
"""Statuses with words of their own, and whose words the others of a hundred get."""


@dataclass(frozen=True, slots=True)
class Help:
    """What happened, as the key `console.help.KEY`; `number`: of an error of our own, "" for none."""

    key: str
    number: str = ""


def help_of(problem: Problem) -> Help:
    """Return what a person is told: of an error that patience does not end, that the operator ends it."""
    if problem.number is not None and problem.status == HTTPStatus.SERVICE_UNAVAILABLE:
        return Help("operator", problem.number)
    status = problem.status if problem.status in HELPED else FIRST_OF_KIND.get(problem.status // 100, 500)
    return Help(str(status), problem.number or "")


class Console:
    """Holds templates, icons and tabs; nothing of any request."""

    def __init__(self, service: Service, assets: Path, tabs: tuple[Tab, ...] = ()) -> None:
        """Take the icons, fonts and scripts of the folder `assets`."""
        self.service = service
        self.tabs = tabs
        self.assets = Assets(assets, (files("kiosk.central.console.layout") / "style.css").read_text("utf-8"))
        self._templates = Environment(
            loader=PackageLoader("kiosk.central.console", ""),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(icon=Drawings(assets / "icons"), asset=self.assets.path_of, day=day, when=when)

    def answer(
        self,
        page: Page,
        template: str,
        view: object = None,
        *,
        status: int = HTTPStatus.OK,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Return the page `template` ("devices/list.html"), which shows `view`.

        A form that is shown again with its faults has the status 422, one that somebody else was faster with 409.
        """
        told = page.request.cookies.get(TOLD_COOKIE, "")
        is_told = told.startswith(TOLD) and page.words.has(told)
        html = self._templates.get_template(template).render(
            view=view,
            page=page,
            words=page.words,
            number=partial(number, page.words),
            tabs=[tab for tab in self.tabs if page.caller.user_id and tab.is_for(page)],
            told=page.words(told) if is_told else "",
            other_words=words_in(page.language.other),
            other_address=switch_to(page.language.other, query_of(page.request)),
        )
        answer = Response(html, status, {**HEADERS, **(headers or {})}, "text/html; charset=utf-8")
        if told:
            answer.delete_cookie(TOLD_COOKIE, path="/console/")
        if page.language.is_chosen:
            _set_cookie(answer, page.request, LANGUAGE_COOKIE, page.language.name, _YEAR_S)
        return answer

    def go(self, page: Page, path: str, told: str = "") -> Response:
        """Lead to another page of the console after an act; `told`: a key `console.told.…` of what it says there."""
        answer = RedirectResponse(own_path(path), HTTPStatus.SEE_OTHER, dict(HEADERS))
        if told:
            _set_cookie(answer, page.request, TOLD_COOKIE, told, _MINUTE_S)
        return answer

    def address(self, page: Page, path: str) -> str:
        """Return the whole address of `path`, to be handed on: where the service is reached, else as it was asked."""
        base = self.service.public_url or str(page.request.base_url).rstrip("/")
        return base + path

    def help_page(self, request: Request, problem: Problem) -> Response:
        """Return the page that a person gets in a problem's place: what happened, and what to do."""
        return self.answer(
            _page_of_nobody(request, self.service), "layout/help.html", help_of(problem), status=problem.status
        )


HEADERS: Mapping[str, str] = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Vary": "Accept-Language, Cookie",
}
"""Of every page. The referrer stays here: with none at all browsers would send forms without saying from where."""


def _page_of_nobody(request: Request, service: Service) -> Page:
    return Page(request, language_of_console(request), service.now(), Typed())


def _set_cookie(answer: Response, request: Request, name: str, value: str, lasts_s: int) -> None:
    answer.set_cookie(
        name, value, lasts_s, path="/console/", secure=is_under_tls(request), httponly=True, samesite="lax"
    )
