"""What one label says: its sealed link, and the same for people, read from the link itself."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kiosk.codes.code import Elements, Refusal
from kiosk.codes.dates import day_of, harvest_days
from kiosk.codes.digital_link import Reading, read_link
from kiosk.codes.web_link import split_link
from kiosk.errors import KioskError
from kiosk.wording.telling import day_text
from kiosk.words import Words

MAX_LINK_BYTES = 512
SEAL_LENGTH = 90
MAX_NAME = 200

_LARGE = (("10", "sheet.lot"), ("17", "sheet.use_by"), ("15", "sheet.best_before"), ("414", "sheet.gln"))
"""What is looked for on a label; two of them at most stand on one."""
_SMALL = (
    ("21", "sheet.serial"), ("13", "sheet.packed"), ("7007", "sheet.harvested"), ("11", "sheet.produced"),
    ("31", "sheet.weight"),
)  # fmt: skip
_KEYS = {"01": "GTIN", "414": "GLN"}
_DATES = {"11", "13", "15", "17"}


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that a label says of itself."""

    caption: str
    value: str


@dataclass(frozen=True, slots=True)
class LabelText:
    """One label. `name` is the product's, or the establishment's on the sign of a place; `call` says what to do."""

    link: str
    name: str
    producer: str
    large: tuple[Row, ...]
    small: tuple[Row, ...]
    call: str


def label_text(link: str, name: str, producer: str, words: Words, year: int) -> LabelText:
    """Return the label of `link`. Lot, dates, weight and serial are read from the link, so that both agree.

    Without a name the number stands in its place. `year` is this year: dates have two digits of it.
    Raises KioskError SEAL-21 where `link` is no sealed Digital Link, SEAL-22 where a name is too long.
    """
    elements = sealed_elements(link)
    values = dict(elements)
    name, producer = (unicodedata.normalize("NFC", " ".join(text.split())) for text in (name, producer))
    if max(len(name), len(producer)) > MAX_NAME:
        raise KioskError(
            "SEAL-22",
            f"A name on the label of {link[:80]!r} has more than {MAX_NAME} letters.",
            "Give a shorter one: a label has room for some 60.",
        )
    large = [_row(key, word, values, words, year) for key, word in _LARGE if key in values]
    small = [_row(key, word, values, words, year) for key, word in _SMALL if key in values or key == "31"]
    return LabelText(
        link=link,
        name=name or " ".join((_KEYS.get(elements[0][0], elements[0][0]), elements[0][1])),
        producer=producer,
        large=tuple(row for row in large if row.value)[:2],
        small=tuple(row for row in small if row.value),
        call=words("sheet.call"),
    )


def sealed_elements(link: str) -> Elements:
    """Return what stands in a sealed link, its key first. Raises KioskError SEAL-21 for any other text."""
    parts = split_link(link) if len(link.encode()) <= MAX_LINK_BYTES else None
    reading = Refusal.OTHER_LINK if parts is None else read_link(parts.path, parts.query)
    is_sealed = isinstance(reading, Reading) and len(reading.seal_text or "") == SEAL_LENGTH
    if not isinstance(reading, Reading) or not is_sealed or not (link.isascii() and link.isprintable()):
        raise KioskError(
            "SEAL-21",
            f"{link[:80]!r} is no sealed link.",
            "Give the lines that kiosk central seal lot --json has printed, unchanged.",
        )
    return reading.elements


def _row(key: str, word: str, values: Mapping[str, str], words: Words, year: int) -> Row:
    """Return a row; its value is "" where the label says nothing of it."""
    if key == "31":
        return Row(words(word), _weight(values))
    value = values[key]
    if key in _DATES:
        value = value[2:4] + f"/{day_of(value, year).year}" if value.endswith("00") else day_text(day_of(value, year))
    elif key == "7007":
        value = _days(*harvest_days(value, year))
    return Row(words(word), value)


def _days(first: date, last: date) -> str:
    """Return a day, or two of them without saying month and year twice: 18–20/11/2026."""
    if first == last:
        return day_text(last)
    known = 2 if (first.month, first.year) == (last.month, last.year) else 5 if first.year == last.year else 10
    return f"{day_text(first)[:known]}–{day_text(last)}"


def _weight(values: Mapping[str, str]) -> str:
    """Return the net weight of AI 310n in kilograms, with a decimal comma; "" without one."""
    for decimals in range(6):
        digits = values.get(f"310{decimals}")
        if digits is not None:
            whole, part = digits[: 6 - decimals].lstrip("0") or "0", digits[6 - decimals :].rstrip("0")
            return f"{whole},{part} kg" if part else f"{whole} kg"
    return ""
