"""A key → what a person reads, in one language. Only gettext of the standard library is needed."""

from __future__ import annotations

import gettext
from copy import copy
from functools import cache
from pathlib import Path

DOMAIN = "kiosk"
FOLDER = Path(__file__).parent
_FIRST = ("vi", "en")


def languages_in(folder: Path, ending: str = "mo") -> tuple[str, ...]:
    """Return the languages (ISO 639-1) that have a catalogue in `folder`: Vietnamese, English, others by their code."""
    found = {path.parent.parent.name for path in folder.glob(f"*/LC_MESSAGES/{DOMAIN}.{ending}")}
    return (*(one for one in _FIRST if one in found), *sorted(found.difference(_FIRST)))


LANGUAGES = languages_in(FOLDER)
"""The first is every shopper's start, and says what another lacks. A third costs one catalogue."""


class Words:
    """The catalogue in one language: `words("headline.genuine")`, `words("days_left", days=21)`."""

    def __init__(self, language: str) -> None:
        """`language` is one of LANGUAGES; raises ValueError for any other."""
        if language not in LANGUAGES:
            raise ValueError(f"no words in the language {language!r}: expected one of {LANGUAGES}")
        self.language = language
        self.has_english_names = language != LANGUAGES[0]
        """Whether goods, markets and notices are named in English where somebody wrote that."""
        self._catalogue = _catalogue(language)
        if language != LANGUAGES[0]:
            self._catalogue.add_fallback(_catalogue(LANGUAGES[0]))

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the words behind `key` with `values` in their places.

        What this language lacks is said in the first. A key that no catalogue holds is shown as it is: an odd word
        is better than no screen.
        """
        text = self._catalogue.gettext(key)
        return text.format(**values) if values else text

    def has(self, key: str) -> bool:
        """Whether the catalogue holds `key`."""
        return self._catalogue.gettext(key) != key


@cache
def own_name(language: str) -> str:
    """Return what a language calls itself: "Tiếng Việt"."""
    return Words(language)("page.language")


def _catalogue(language: str) -> gettext.GNUTranslations:
    """Return the catalogue of a language, read once; a copy, as who has it may give it a fallback."""
    return copy(_read(FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.mo"))


@cache
def _read(path: Path) -> gettext.GNUTranslations:
    with path.open("rb") as compiled:
        return gettext.GNUTranslations(compiled)


class PhoneWords(Words):
    """The catalogue for the page on a phone, which is no scan point and stands in no market.

    Where it holds `phone.KEY`, that stands in the place of KEY; everything else is said alike.
    """

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the words behind `key`, in a phone's own wording where there is one."""
        own = f"phone.{key}"
        return super().__call__(own if self.has(own) else key, **values)
