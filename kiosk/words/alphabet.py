"""The order in which a Vietnamese reader looks names up: ă and â after a, đ after d, then tones, then capitals.

Neither database sorts so by itself: both put đ behind z. Letters and tones in the order of the Vietnamese
collation of Unicode CLDR: a word without a tone stands first, then huyền, hỏi, ngã, sắc, nặng.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_LETTERS: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_SHAPES: Final = {"\N{COMBINING BREVE}", "\N{COMBINING CIRCUMFLEX ACCENT}", "\N{COMBINING HORN}"}
"""Marks that make another letter of it; those of tones do not."""
_TONES: Final = (
    "\N{COMBINING GRAVE ACCENT}\N{COMBINING HOOK ABOVE}\N{COMBINING TILDE}"
    "\N{COMBINING ACUTE ACCENT}\N{COMBINING DOT BELOW}"
)
_PARTS: Final = re.compile(r"[0-9]+|[^\W\d_]|\s+|.", re.DOTALL)

Key = tuple[tuple[tuple[int, int], ...], tuple[int, ...], str]


def order_of(text: str) -> Key:
    """Return what `text` is sorted by: its letters, its tones, then as it is written; numbers by their value."""
    letters: list[tuple[int, int]] = []
    tones: list[int] = []
    for part in _PARTS.findall(unicodedata.normalize("NFC", text.casefold().strip())):
        if part.isspace():
            letters.append((0, 0))
        elif part.isdecimal():
            letters.append((1, int(part)))
        else:
            letter, tone = _told_apart(part)
            letters.append((2, _LETTERS.index(letter)) if letter in _LETTERS else (3, ord(letter)))
            tones.append(tone)
    return tuple(letters), tuple(tones), text


def in_order(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return pairs of an id and a name in the order of their names, and of their ids where two are called alike."""
    return sorted(pairs, key=lambda pair: (order_of(pair[1]), pair[0]))


def _told_apart(sign: str) -> tuple[str, int]:
    """Return the letter without its tone, and the tone's place, 0 for none."""
    parts = unicodedata.normalize("NFD", sign)
    base, marks = parts[0], parts[1:]
    shaped = unicodedata.normalize("NFC", base + "".join(mark for mark in marks if mark in _SHAPES))
    tone = next((1 + _TONES.index(mark) for mark in marks if mark in _TONES), 0)
    return shaped[0], tone
