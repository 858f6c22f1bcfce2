"""Where the words on a screen come from: the catalogue of its language, or the records shown; else it is a fault."""

from __future__ import annotations

import json
import re
import string
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from babel.messages.pofile import read_po

from kiosk.wording.names import GOES_ON, NO_BREAK, UNITS
from kiosk.words import Words
from kiosk.words.words import DOMAIN, FOLDER
from tests.screen.conftest import Stage
from tests.screen.scene import ASSETS
from tests.screen.showing import told

SAMPLE = ASSETS / "sample"
NAMES = frozenset(Words(language)("page.language") for language in ("vi", "en"))
"""Each language is named in itself."""
NUMBER = re.compile(
    r"(?=\S*\d)[0-9A-ZĐ](?:[\w/:.–-]*\w)?|[A-Z]{4}–[A-Z]{4}|[A-Z](?!\w)|(?:https://)?[\w.-]+\.(?:example|vn)"
)
"""A number, a day, a time, a code, an address: it stands in no catalogue."""
_PIECES = re.compile(r";|\. ")
_BETWEEN = re.compile(r"[\s·,;:.!?…()“”/–—%+×-]+")


@cache
def texts_of(language: str) -> frozenset[str]:
    """Return every text of the catalogue of `language`, with its places in braces."""
    with (FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as catalogue:
        return frozenset(str(message.string) for message in read_po(catalogue) if message.id)


@cache
def names_of_samples() -> frozenset[str]:
    """Return every text that the sample's registry, history and lists hold."""
    found: set[str] = set()
    for path in (*SAMPLE.rglob("*.json"), *SAMPLE.rglob("*.jsonld")):
        found.update(_strings(json.loads(path.read_text("utf-8"))))
    return frozenset(found)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)


def unworded(stage: Stage, language: str) -> list[str]:
    """Return what stands on `stage` and comes from neither the catalogue of `language` nor the records shown."""
    said = (str(text.property("text")) for text in stage.items("Words"))
    return [f"no word of the catalogue: {text!r}" for text in said if not vocabulary(language).holds(text)]


@cache
def vocabulary(language: str) -> Vocabulary:
    """Return what may stand on any scene in `language`."""
    return Vocabulary(language, told())


class Vocabulary:
    """What may stand on a screen in one language: `holds(text)`."""

    def __init__(self, language: str, names: Iterable[str] = ()) -> None:
        """`names` are what the scene tells besides the sample's records: an announcement, a market."""
        literals = (part for text in texts_of(language) for part, *_ in string.Formatter().parse(text))
        told = (*names_of_samples(), *names, *NAMES, *UNITS)
        pieces = (piece for text in (*literals, *told) for piece in (text, *_PIECES.split(text)))
        known = {_plain(piece) for piece in pieces} - {""}
        known |= {one[0].upper() + one[1:] for one in known}
        self._by_first: dict[str, list[str]] = defaultdict(list)
        for one in sorted(known, key=len, reverse=True):
            self._by_first[one[0]].append(one)
        self.holds = lru_cache(maxsize=None)(self._holds)

    def _holds(self, text: str) -> bool:
        return self._goes_on(_plain(text), 0, set())

    def _goes_on(self, text: str, at: int, dead: set[int]) -> bool:
        """Whether `text` from `at` on is made of known pieces; `dead` are the places where it is known not to be."""
        if at >= len(text):
            return True
        if at in dead:
            return False
        dead.add(at)
        return any(self._goes_on(text, end, dead) for end in self._ends(text, at))

    def _ends(self, text: str, at: int) -> Iterator[int]:
        """Give where a known piece that begins at `at` may end."""
        if between := _BETWEEN.match(text, at):
            yield between.end()
        for known in self._by_first.get(text[at], ()):
            if text.startswith(known, at) and _is_edge(text, at + len(known)):
                yield at + len(known)
            elif text.endswith(GOES_ON) and known.startswith(text[at:-1]):
                yield len(text)
        if number := NUMBER.match(text, at):
            yield number.end()


def _is_edge(text: str, at: int) -> bool:
    return at >= len(text) or not (text[at - 1].isalpha() and text[at].isalpha())


def _plain(text: str) -> str:
    return " ".join(text.replace(NO_BREAK, " ").split()).strip(" ·,;:.()")
