"""What the registry calls things, as it can be shown: in one direction, in as much room as there is. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

NO_BREAK = "\u00a0"
UNITS = ("g", "kg", "mg", "ml", "l", "mm", "cm", "m", "km", "m²", "ha", "h", "min", "s", "ms", "px", "°C", "%")
GOES_ON = "…"
STATED_ROOM = 60
"""Characters of who states a card: the whole name stands among what it states."""
BETWEEN = f"{NO_BREAK}· "
"""Between two things in one line: no line begins with it."""
PLACE_KINDS = frozenset(
    ("chợ", "xã", "phường", "tỉnh", "huyện", "quận", "thôn", "cổng", "nhà", "quầy", "khu", "gate", "hall", "stall")
)
NO_PLACES = frozenset({"Tiếng", "Thứ", "Chủ"})
"""Here begins the name of a language, or of a day."""
NAME_ROOM = 16
"""Characters that are kept on one line: fewer than the narrowest column holds."""
SYLLABLE = 6
"""Letters: nearly every syllable of a Vietnamese name has no more, and longer words stand by themselves."""
_NUMBER_AND_UNIT = re.compile(rf"(?<=[\d}}]) (?=(?:{'|'.join(UNITS)})(?!\w))")
_BEFORE_DOT = re.compile(r" (?=· )")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Signs that stand for no letter: among them those that turn the direction of writing (Unicode, general categories)."""


def shown(name: str) -> str:
    """Return `name` without a sign that cannot be seen, and with what belongs together on one line."""
    if not name.isprintable():
        seen = (" " if sign.isspace() else sign for sign in name)
        name = " ".join("".join(sign for sign in seen if unicodedata.category(sign) not in _UNSEEN).split())
    return together(name)


def together(text: str) -> str:
    """Return `text` with spaces that no line is broken at.

    They stand between a number and its unit ("bó 500 g"), in names of places as far as these fit into any column ("chợ
    Minh Khai"; a longer name is broken), and before "·", which begins no line.
    """
    return _BEFORE_DOT.sub(NO_BREAK, _NUMBER_AND_UNIT.sub(NO_BREAK, " ".join(_runs(text.split(" ")))))


def _runs(words: Sequence[str]) -> Iterator[str]:
    """Give the words, those of one name in one piece."""
    run = words[0]
    for former, word in pairwise(words):
        if _is_one_name(former, word) and len(run) + len(word) < NAME_ROOM:
            run += NO_BREAK + word
        else:
            yield run
            run = word
    yield run


def _is_one_name(former: str, word: str) -> bool:
    """Whether a name goes on from `former` to `word`: "Hà" to "Nội,", "chợ" to "Minh", "cổng" to "A"."""
    bare = word.rstrip(".,;:!?)")
    if former.lower() in PLACE_KINDS:
        return _begins_name(bare) or (bare.isupper() and len(bare) == 1)
    return former not in NO_PLACES and _begins_name(former) and _begins_name(bare)


def _begins_name(word: str) -> bool:
    return 1 < len(word) <= SYLLABLE and word.isalpha() and word[0].isupper() and word[1:].islower()


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
