"""What the registry calls things, as it can be shown: in one direction, in as much room as there is. Pure."""

from __future__ import annotations

import re
import unicodedata

NO_BREAK = "\u00a0"
UNITS = ("g", "kg", "mg", "ml", "l", "mm", "cm", "m", "km", "m²", "ha", "min", "s", "ms", "px", "°C", "%")
GOES_ON = "…"
STATED_ROOM = 60
"""Characters of who states a card: the whole name stands among what it states."""
_NUMBER_AND_UNIT = re.compile(rf"(?<=\d) (?=(?:{'|'.join(UNITS)})(?!\w))")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Signs that stand for no letter: among them those that turn the direction of writing (Unicode, general categories)."""


def shown(name: str) -> str:
    """Return `name` without a sign that cannot be seen, and with each number and its unit on one line."""
    if not name.isprintable():
        seen = (" " if sign.isspace() else sign for sign in name)
        name = " ".join("".join(sign for sign in seen if unicodedata.category(sign) not in _UNSEEN).split())
    return together(name)


def together(text: str) -> str:
    """Return `text` with a space that no line is broken at between a number and its unit: "bó 500 g"."""
    return _NUMBER_AND_UNIT.sub(NO_BREAK, text)


def brief(name: str, characters: int) -> str:
    """Return `name`, or as many whole words of it as `characters` hold, and that it goes on.

    For places with no more room: whoever calls this shows the whole name in an answer that is opened.
    """
    if len(name) <= characters:
        return name
    whole = name[:characters].rpartition(" ")[0]
    # A word as long as that is broken anywhere, and leaves the line before it empty.
    kept = whole if len(whole) > characters / 2 else name[: characters // 2]
    return kept.rstrip(" ,.;:·") + GOES_ON
