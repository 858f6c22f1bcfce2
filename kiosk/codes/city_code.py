"""The city's own identification code of an establishment, as people type it."""

from __future__ import annotations

import re

from kiosk.codes.code import CityCode, Family, Refusal, Refused

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NEVER_ISSUED = "ILO"
"""Check characters that people mistake for digits: such sequence numbers are left out."""

_CITY_CODE = re.compile(r"HN[PSKWRT][0-9]{5}[0-9A-Z]")


def city_check_character(body: str) -> str:
    """Return the ISO 7064 MOD 37,36 check character over `body`, upper-case letters and digits."""
    product = 36
    for character in body:
        total = (product + ALPHABET.index(character)) % 36 or 36
        product = total * 2 % 37
    return ALPHABET[(1 - product) % 36]


def read_city_code(text: str) -> CityCode | Refused | None:
    """Return the city code that `text` is, in capitals; None where it has no such form."""
    code = text.upper() if text.isascii() else text
    if not _CITY_CODE.fullmatch(code):
        return None
    if code[-1] in NEVER_ISSUED or city_check_character(code[:-1]) != code[-1]:
        return Refused(Family.CITY_CODE, Refusal.BAD_CHECK_DIGIT)
    return CityCode(code)
