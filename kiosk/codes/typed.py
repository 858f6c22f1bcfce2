"""A number as it is typed at a keypad: which characters may come next, and whether what stands is whole."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.codes.city_code import ALPHABET, NEVER_ISSUED, read_city_code
from kiosk.codes.code import CityCode
from kiosk.codes.gtin import has_check_digit
from kiosk.codes.payload import TYPED, Payload

DIGITS = "0123456789"
GTIN_LENGTHS = (8, 12, 13, 14)
PLU_LENGTH = 4
ORGANIC = "9"
"""Before a PLU of four digits: five in all."""
CITY = "HN"
"""How each city code begins: nobody need type it."""
CITY_GROUPS = "PSKWRT"
CITY_DIGITS = 5
LETTERS = "".join(one for one in ALPHABET[10:] if one not in NEVER_ISSUED)


class TypedKind(StrEnum):
    """What somebody types."""

    NUMBER = "number"
    """The number under a bar code, or a PLU."""
    PLACE = "place"
    """The city's code of an establishment."""


class Wholeness(StrEnum):
    """How far a typed number is. Only the first two name something."""

    WHOLE = "whole"
    """Its check digit, or character, is right."""
    PLU = "plu"
    """A price look-up number: there is no check digit."""
    EMPTY = "empty"
    HALF = "half"
    DOUBTFUL = "doubtful"
    """Of a length that numbers have, and its check digit is wrong; a longer one may begin so."""
    WRONG = "wrong"
    """As long as any, and its check digit or character is wrong: something was typed wrong."""


NAMES_SOMETHING = frozenset({Wholeness.WHOLE, Wholeness.PLU})


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """What was typed so far; of a city code, without its beginning."""

    kind: TypedKind = TypedKind.NUMBER
    text: str = ""

    @property
    def whole_text(self) -> str:
        """As it is printed."""
        return self.text if self.kind is TypedKind.NUMBER else CITY + self.text

    @property
    def keys(self) -> frozenset[str]:
        """Return the characters that may come next."""
        place = len(self.text)
        if self.kind is TypedKind.NUMBER:
            return frozenset(DIGITS) if place < GTIN_LENGTHS[-1] else frozenset()
        if place == 0:
            return frozenset(CITY_GROUPS)
        if place <= CITY_DIGITS:
            return frozenset(DIGITS)
        return frozenset(DIGITS + LETTERS) if place == CITY_DIGITS + 1 else frozenset()

    @property
    def wholeness(self) -> Wholeness:
        """Return how far it is."""
        if not self.text:
            return Wholeness.EMPTY
        return self._place_wholeness() if self.kind is TypedKind.PLACE else self._number_wholeness()

    @property
    def missing(self) -> int:
        """Return how many characters lack until it can be whole; 0 where none does."""
        length = len(self.text)
        if self.kind is TypedKind.PLACE:
            return CITY_DIGITS + 2 - length
        return next((whole - length for whole in (PLU_LENGTH, *GTIN_LENGTHS) if whole >= length), 0)

    @property
    def payload(self) -> Payload:
        """Return it as what was typed, to be inspected."""
        return Payload(self.whole_text.encode(), TYPED)

    def typed(self, key: str) -> TypedNumber:
        """Return this with `key` behind it; unchanged where that cannot stand there."""
        return replace(self, text=self.text + key) if key in self.keys else self

    def erased(self) -> TypedNumber:
        """Return this without its last character."""
        return replace(self, text=self.text[:-1])

    def _number_wholeness(self) -> Wholeness:
        length = len(self.text)
        if length == PLU_LENGTH or (length == PLU_LENGTH + 1 and self.text[0] == ORGANIC):
            return Wholeness.PLU
        if length not in GTIN_LENGTHS:
            return Wholeness.HALF
        if has_check_digit(self.text):
            return Wholeness.WHOLE
        return Wholeness.WRONG if length == GTIN_LENGTHS[-1] else Wholeness.DOUBTFUL

    def _place_wholeness(self) -> Wholeness:
        if self.missing:
            return Wholeness.HALF
        return Wholeness.WHOLE if isinstance(read_city_code(self.whole_text), CityCode) else Wholeness.WRONG
