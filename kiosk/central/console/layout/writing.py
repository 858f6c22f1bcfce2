"""Numbers, days and instants as people here write them."""

from __future__ import annotations

from datetime import date, datetime

from kiosk.moment import HANOI
from kiosk.words import Words

NONE = "–"
"""Stands where there is nothing to say."""


def day(at: date | datetime | None) -> str:
    """Return a day as 23/11/2026, of an instant that in Hanoi."""
    if at is None:
        return NONE
    return f"{at.astimezone(HANOI) if isinstance(at, datetime) else at:%d/%m/%Y}"


def when(at: datetime | None) -> str:
    """Return an instant as 23/11/2026 09:00, in Hanoi's time."""
    return NONE if at is None else f"{at.astimezone(HANOI):%d/%m/%Y %H:%M}"


def number(words: Words, value: float | None, decimals: int = 0) -> str:
    """Return a number with the marks of the reader's language: 1.234,5 or 1,234.5."""
    if value is None:
        return NONE
    written = f"{value:,.{decimals}f}"
    return written if words.language == "en" else written.translate(str.maketrans(",.", ".,"))
