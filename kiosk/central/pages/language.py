"""In which language a page is written: as its switch says, else as the browser would rather have it."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from kiosk.central.negotiation import preferred_language
from kiosk.words import LANGUAGES

LANGUAGE_KEY = "lang"
"""Key of the switch in a page's query. GS1 keys are digits: none is ever confused with it."""


@dataclass(frozen=True, slots=True)
class Language:
    """The language of one answer. `is_chosen`: by the switch, so that links keep it."""

    name: str
    is_chosen: bool = False

    @property
    def other(self) -> str:
        """The one that the switch leads to."""
        return next(name for name in LANGUAGES if name != self.name)


def language_of(request: Request) -> Language:
    """Return the language that `request` is answered in."""
    chosen = [piece.partition("=")[2] for piece in query_of(request).split("&") if _is_switch(piece)]
    if chosen and chosen[-1] in LANGUAGES:
        return Language(chosen[-1], is_chosen=True)
    return Language(preferred_language(request.headers.get("accept-language", "")))


def query_of(request: Request) -> str:
    """Return the query as it was sent, percent-encoded."""
    sent: bytes = request.scope.get("query_string", b"")
    return sent.decode("latin-1")


def without_language(query: str) -> str:
    """Return `query` without the switch; all else as it was printed."""
    return "&".join(piece for piece in query.split("&") if piece and not _is_switch(piece))


def switch_to(name: str, query: str) -> str:
    """Return the relative address of the same page in the language `name`."""
    rest = without_language(query)
    return f"?{rest}&{LANGUAGE_KEY}={name}" if rest else f"?{LANGUAGE_KEY}={name}"


def _is_switch(piece: str) -> bool:
    return piece.partition("=")[0] == LANGUAGE_KEY
