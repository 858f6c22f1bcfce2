"""Pages made of templates: escaped, in one language, with headers that let nothing foreign in.

No script stands in any page, and none would run: the stylesheet is the one thing inlined, allowed
by its digest. Nothing is fetched from anywhere else, and no other site learns where a reader was.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from kiosk.central.pages.drawings import Drawings
from kiosk.central.pages.language import LANGUAGE_KEY, Language, language_of, query_of, switch_to
from kiosk.messages.http import Problem
from kiosk.words import LANGUAGES, PhoneWords, Words

PRIVATE = "private, no-store"
"""What a page of one label may be kept: nowhere, its verdict is of this minute."""
PUBLIC = "public, max-age=60"
"""What is the same for everybody may be kept for a minute: a recall is in force within minutes."""


class Pages:
    """Makes the answers that people read. Holds templates, words and icons; nothing of any request."""

    def __init__(self, assets: Path) -> None:
        """Take the icons of the folder `assets`."""
        self._templates = Environment(
            loader=PackageLoader("kiosk.central.pages"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._icon_file = assets / "icons" / "qr-code.svg"
        self._templates.globals["icon"] = Drawings(assets / "icons")
        self._words = {language: Words(language) for language in LANGUAGES}
        self._phone_words = {language: PhoneWords(language) for language in LANGUAGES}

    def words(self, language: Language) -> Words:
        """Return the catalogue in `language`."""
        return self._words[language.name]

    def phone_words(self, language: Language) -> PhoneWords:
        """Return the catalogue in `language`, in a phone's wording."""
        return self._phone_words[language.name]

    def answer(
        self, request: Request, template: str, view: object, *, status: int = 200, cache: str = PRIVATE
    ) -> Response:
        """Return the page `template` (a file of the folder templates) that shows `view`, in the reader's language."""
        language = language_of(request)
        return self.answer_in(language, request, template, view, status=status, cache=cache)

    def answer_in(
        self, language: Language, request: Request, template: str, view: object, *, status: int, cache: str
    ) -> Response:
        """Return the page as `answer` does, in the language that `view` was made in."""
        html = self._templates.get_template(template).render(
            view=view,
            words=self.words(language),
            link=_Links(language),
            other_words=self._words[language.other],
            other_address=switch_to(language.other, query_of(request)),
            style=self._style,
        )
        return Response(html, status, {**self._headers, "Cache-Control": cache}, "text/html; charset=utf-8")

    def help_page(self, request: Request, problem: Problem) -> Response:
        """Return the page that a person gets in a problem's place: what happened, and what to do."""
        key = problem.status if problem.status in HELPED else FIRST_OF_KIND.get(problem.status // 100, 500)
        return self.answer(request, "help.html", key, status=problem.status)

    @cached_property
    def favicon(self) -> bytes:
        """The icon of the site, as SVG."""
        return self._icon_file.read_bytes()

    @cached_property
    def _style(self) -> Markup:
        """The stylesheet without its comments and line ends."""
        text = (files("kiosk.central.pages") / "templates" / "style.css").read_text("utf-8")
        lines = (line.strip() for line in text.splitlines())
        return Markup("".join(line for line in lines if not line.startswith("/*")))  # noqa: S704  # a file of ours

    @cached_property
    def _headers(self) -> Mapping[str, str]:
        digest = b64encode(hashlib.sha256(self._style.encode()).digest()).decode()
        return {
            "Content-Security-Policy": (
                f"default-src 'none'; style-src 'sha256-{digest}'; img-src 'self'; form-action 'self';"
                " base-uri 'none'; frame-ancestors 'none'"
            ),
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
            "Vary": "Accept, Accept-Language",
        }


HELPED = frozenset({400, 404, 429, 503})
"""Statuses with words of their own."""
FIRST_OF_KIND = {4: 400, 5: 500}
"""Whose words the others of a hundred get."""


class _Links:
    """Addresses of ours, which keep the language that was chosen."""

    def __init__(self, language: Language) -> None:
        """Keep `language` where it was chosen."""
        self.chosen = language.name if language.is_chosen else ""

    def __call__(self, path: str) -> str:
        """Return `path` (without a query) with the chosen language."""
        return self.with_query(path)

    def with_query(self, path: str, **values: str) -> str:
        """Return `path` with a query of `values` and the chosen language."""
        pairs = {**values, LANGUAGE_KEY: self.chosen} if self.chosen else values
        return f"{path}?{urlencode(pairs)}" if pairs else path
