"""What a part of a GS1 value must hold beyond its letters: check digits, days, countries.

The names are those of the GS1 Barcode Syntax Dictionary's reference procedures. Lists that no
label of produce bears (package types, media of patients' wristbands) and the grammar of coupons are
not kept: such values pass by their form.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from kiosk.codes.dates import is_month_day
from kiosk.codes.gtin import has_check_digit
from kiosk.codes.iso_codes import COUNTRY_LETTERS, COUNTRY_NUMBERS, CURRENCY_NUMBERS

CSET_82: Final = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
CSET_39: Final = "#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_PAIR_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_PAIR_WEIGHTS = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83)
_BARE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_IMPORTER_INDEX = re.compile("[-0-9A-Z_a-z]")
_POSITION = re.compile("[1-9]/[1-9]")
_IBAN = re.compile("[A-Z]{2}[0-9]{2}[0-9A-Z]+")


def has_check_pair(text: str) -> bool:
    """Return whether the last two characters check the others (GS1 General Specifications, 7.9.5)."""
    body = text[:-2]
    if not body or len(body) > len(_PAIR_WEIGHTS):
        return False
    weights = zip(reversed(body), _PAIR_WEIGHTS, strict=False)
    total = sum(CSET_82.index(character) * weight for character, weight in weights) % 1021
    return text[-2:] == _PAIR_ALPHABET[total >> 5] + _PAIR_ALPHABET[total & 31]


def _has_iban_check(text: str) -> bool:
    """Apply ISO 13616: the first four characters moved behind, letters as numbers, modulo 97 is 1."""
    if not _IBAN.fullmatch(text):
        return False
    return int("".join(str(int(character, 36)) for character in text[4:] + text[:4])) % 97 == 1


def _is_hour_minute(text: str) -> bool:
    return text[:2] < "24" and text[2:] < "60"


def _is_piece_of_total(text: str) -> bool:
    return "00" < text[:2] <= text[2:]


def _is_full_date(text: str) -> bool:
    if text[:4] == "0000" or not is_month_day(text[2:], is_day_zero_legal=False):
        return False
    year = int(text[:4])
    return text[4:] != "0229" or (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))


UNCHECKED: Final = frozenset(("packagetype", "mediatype", "couponcode", "couponposoffer"))
"""Known by name, and let through."""

DIGIT_CHECKS: Final = frozenset(("csum", "csumalpha", "iban"))
"""What fails these has a wrong check digit; what fails any other has a wrong form."""

CHECKS: Final[dict[str, Callable[[str], bool]]] = {
    "csum": has_check_digit,
    "csumalpha": has_check_pair,
    "iban": _has_iban_check,
    "gcppos1": lambda text: text[:4].isdecimal() and len(text) >= 4,
    "gcppos2": lambda text: text[1:5].isdecimal() and len(text) >= 5,
    "yymmdd": lambda text: is_month_day(text, is_day_zero_legal=False),
    "yymmd0": lambda text: is_month_day(text, is_day_zero_legal=True),
    "yyyymmdd": _is_full_date,
    "hh": lambda text: text < "24",
    "mi": lambda text: text < "60",
    "ss": lambda text: text < "60",
    "hhmi": _is_hour_minute,
    "iso3166": lambda text: text in COUNTRY_NUMBERS,
    "iso3166999": lambda text: text in COUNTRY_NUMBERS or text == "999",
    "iso3166alpha2": lambda text: text in COUNTRY_LETTERS,
    "iso4217": lambda text: text in CURRENCY_NUMBERS,
    "iso5218": lambda text: text in "0129",
    "pcenc": lambda text: not _BARE_PERCENT.search(text),
    "latitude": lambda text: text <= "1800000000",
    "longitude": lambda text: text <= "3600000000",
    "yesno": lambda text: text in "01",
    "zero": lambda text: not text.strip("0"),
    "nonzero": lambda text: bool(text.strip("0")),
    "hyphen": lambda text: text == "-",
    "winding": lambda text: text in "019",
    "pieceoftotal": _is_piece_of_total,
    "nozeroprefix": lambda text: text == "0" or text[0] != "0",
    "hasnondigit": lambda text: not text.isdecimal(),
    "importeridx": lambda text: _IMPORTER_INDEX.fullmatch(text) is not None,
    "posinseqslash": lambda text: _POSITION.fullmatch(text) is not None and text[0] <= text[2],
}
"""Each takes a part whose length and letters are right already, all of them ASCII."""
