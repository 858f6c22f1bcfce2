"""The number of a report, as it is read out and typed: BL-2611-0042K. Pure."""

from __future__ import annotations

import re

from kiosk.codes.city_code import NEVER_ISSUED, city_check_character

_NUMBER = re.compile(r"BL-?([0-9]{4})-?([0-9]{4,7})([0-9A-Z])")


def report_number(month: str, sequence: int) -> str | None:
    """Return the number of the report `sequence` (from 1) of `month` ("2611"), with its check character.

    None where the check character would be one that people mistake for a digit: that number is left out.
    """
    body = f"BL{month}{sequence:04}"
    check = city_check_character(body)
    return None if check in NEVER_ISSUED else f"BL-{month}-{sequence:04}{check}"


def read_report_number(text: str) -> str | None:
    """Return the number that `text` is, as it is written; None where its form or check character is wrong."""
    typed = "".join(text.upper().split())
    match = _NUMBER.fullmatch(typed) if typed.isascii() else None
    if match is None or city_check_character(f"BL{match[1]}{match[2]}") != match[3]:
        return None
    return f"BL-{match[1]}-{match[2]}{match[3]}"
