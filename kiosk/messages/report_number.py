"""The number of a report, as it is read out and typed: BL-2611-7KQ4M3XT. Pure.

What is drawn for it tells nothing of other reports: nobody can count them, nor ask for the next. A kiosk draws it
itself, for it must tell it without a network (docs/decisions/0063-report-numbers.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from kiosk.codes.city_code import city_check_character
from kiosk.moment import HANOI

DRAWN_FROM = "23456789CDFGHJKMNPQRTVWXY"
"""No two that are mistaken for each other when written, and no vowel, so that no word comes out."""
DRAWN = 7
"""Characters that are drawn: one of 6 × 10⁹. With a thousand reports a month, one guess in six million hits."""

_DRAWN = rf"[{DRAWN_FROM}]{{{DRAWN}}}"
_COUNTED = r"[0-9]{4,7}"  # of reports until November 2026, which were numbered one after the other
_NUMBER = re.compile(rf"BL([0-9]{{4}})({_DRAWN}|{_COUNTED})([0-9A-Z])")
_APART = re.compile(r"[\s-]+")
_MOST_TYPED = 40


def report_number(month: str, drawn: str) -> str | None:
    """Return the number of a report of `month` ("2611"), from DRAWN characters of DRAWN_FROM, with its check character.

    None where the check character is none of DRAWN_FROM: draw again.
    """
    check = city_check_character(f"BL{month}{drawn}")
    return f"BL-{month}-{drawn}{check}" if check in DRAWN_FROM else None


def drawn_number(at: datetime, choose: Callable[[str], str]) -> str:
    """Return a number of the month of the aware `at`; `choose` gives one of the characters of a text, by chance."""
    month = f"{at.astimezone(HANOI):%y%m}"
    while True:
        number = report_number(month, "".join(choose(DRAWN_FROM) for _ in range(DRAWN)))
        if number is not None:
            return number


def read_report_number(text: str) -> str | None:
    """Return the number that `text` is, as it is written; None where its form or check character is wrong.

    Spaces and hyphens may stand anywhere, and the letters may be small.
    """
    typed = _APART.sub("", text[:_MOST_TYPED].upper())
    match = _NUMBER.fullmatch(typed)
    if match is None or city_check_character(f"BL{match[1]}{match[2]}") != match[3]:
        return None
    return f"BL-{match[1]}-{match[2]}{match[3]}"
