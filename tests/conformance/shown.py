"""Everything that a shopper would read of an inspection, and what of a stranger's text is in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import astuple
from enum import Enum
from functools import lru_cache

from kiosk.inspection import Inspection
from kiosk.moment import Moment
from kiosk.records.finding import Finding
from kiosk.settings import assets_dir
from kiosk.wording.result import result_view
from kiosk.wording.result_view import ResultView
from kiosk.words import LANGUAGES, Words
from kiosk.words.compile import read_words
from tests.conformance.world import SCHEMES

PLACE = "Chợ đầu mối Minh Khai"
WORDS = [Words(language) for language in LANGUAGES]
OUR_ADDRESSES = "\n".join(
    f"https://trace.example{path}"
    for path in (
        "/01/08930000000019/10/L2611A?from=kiosk",
        "/01/08930000000019?from=kiosk",
        "/414/8930000000019?from=kiosk",
    )
)
"""Of a number that is known, and of what the registry holds for it."""
SCHEME_HOSTS = "\n".join(host for scheme in SCHEMES for host in scheme.hosts)
"""A label of another scheme is named by the address in our table, never by the one it holds."""
ICONS = "\n".join(path.stem for path in (assets_dir() / "icons").glob("*.svg"))
"""What is drawn is named by its file."""
OURS = "\n".join((OUR_ADDRESSES, SCHEME_HOSTS, ICONS))
_NUMBER = re.compile("[0-9]{8,}")
SHORTEST = 4
"""As many letters of a stranger's text as nobody should read."""
NO_COINCIDENCE = 6
"""In a million random texts, shorter pieces stand by chance where our words and a number meet."""


def views(inspection: Inspection, now: Moment) -> Iterator[ResultView]:
    """Yield the result as asked and as judged, in every language."""
    for words in WORDS:
        for is_asking in (True, False):
            yield result_view(inspection, words, now, PLACE, is_asking=is_asking)


def texts(value: object) -> Iterator[str]:
    """Yield every text in a value made of dataclasses' tuples; kinds and marks are no texts."""
    if isinstance(value, str):
        if not isinstance(value, Enum):
            yield value
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from texts(inner)


def said(view: ResultView) -> str:
    """Return all that a view says, the address to take along too."""
    return "\n".join(texts(astuple(view)))


@lru_cache(maxsize=1)
def _own_words() -> str:
    return "\n".join(text for language in LANGUAGES for text in read_words(language).values())


@lru_cache(maxsize=64)
def _own_names(finding: Finding) -> str:
    return "\n".join(texts(astuple(finding)))


def leaked(part: str, shown: str, finding: Finding) -> list[str]:
    """Return the pieces of `part` in what is shown that neither our words nor the registry hold."""
    lines = part.split("\n")
    pieces = {line[at : at + SHORTEST] for line in lines for at in range(len(line) - SHORTEST + 1)}
    own = _own_words() + _own_names(finding) + OURS
    return sorted(piece for piece in pieces if piece in shown and piece not in own)


@lru_cache(maxsize=4096)
def foreign_pieces(shown: str, finding: Finding) -> frozenset[str]:
    """Return the pieces of what is shown that no words, names or addresses of ours hold, save numbers."""
    text = _NUMBER.sub("", shown)
    pieces = {text[at : at + NO_COINCIDENCE] for at in range(len(text) - NO_COINCIDENCE + 1)}
    own = _own_words() + _own_names(finding) + _NUMBER.sub("", OURS)
    return frozenset(p for p in pieces if any(letter.isalpha() for letter in p) and "\n" not in p and p not in own)
