"""Invented numbers of the samples: all with GS1's demonstration prefix 952, all with right check digits."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time

from kiosk.codes.city_code import NEVER_ISSUED, city_check_character
from kiosk.codes.gtin import check_digit
from kiosk.moment import HANOI

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=HANOI)
"""When the samples live."""
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def gtin(item: int) -> str:
    """Return the 14-digit GTIN of the sample product with reference `item` (four digits)."""
    body = f"095212345{item:04d}"
    return body + check_digit(body)


def gln(place: int) -> str:
    """Return the GLN of the sample place `place` (five digits at most)."""
    body = f"9521234{place:05d}"
    return body + check_digit(body)


def sscc(load: int) -> str:
    """Return the number of the sample load `load`."""
    body = f"09521234{load:09d}"
    return body + check_digit(body)


def city_code(letter: str, number: int) -> str:
    """Return an establishment's code, taking the next number where the check character would be I, L or O."""
    while True:
        body = f"HN{letter}{number:05d}"
        character = city_check_character(body)
        if character not in NEVER_ISSUED:
            return body + character
        number += 1


def serial(gtin14: str, lot: str, index: int) -> str:
    """Return the serial `index` of a lot: looks drawn at random, is the same at every run."""
    digest = hashlib.sha256(f"sample serial {gtin14} {lot} {index}".encode()).digest()
    return "".join(CROCKFORD[byte % 32] for byte in digest[:8])


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return an instant by Hanoi's clock."""
    return datetime.combine(day, time(hour, minute), HANOI)
