"""Hosts that imitate one of ours: what a shopper's eye, or a hasty reader, takes for the city's."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import unquote

from kiosk.codes.web_link import WebLink, ascii_lower

_DOTS = str.maketrans({"\u3002": ".", "\uff0e": ".", "\uff61": "."})
"""Full stops that IDNA reads as dots (RFC 3490, 3.1)."""

CONFUSABLES = {
    # Within ASCII. Hosts have no case, so that I and l are one; `rn` and `vv` are handled below.
    "0": "o", "1": "l", "i": "l", "|": "l",
    # Latin beyond ASCII
    "ı": "l", "ɩ": "l", "ⅼ": "l", "ƚ": "l", "ł": "l", "ɑ": "a", "ə": "e", "ɡ": "g", "ƍ": "g", "ɪ": "l", "ʀ": "r",
    "ᴄ": "c", "ᴏ": "o", "ᴠ": "v", "ᴡ": "w", "ᴢ": "z", "ɴ": "n", "ꜱ": "s", "ᴜ": "u", "ʏ": "y", "ø": "o", "đ": "d",
    "ħ": "h", "ŧ": "t", "ƀ": "b", "ʋ": "v", "ɯ": "w", "ß": "b",
    # Cyrillic
    "а": "a", "ӕ": "ae", "в": "b", "ь": "b", "с": "c", "ԁ": "d", "е": "e", "ҽ": "e", "һ": "h", "н": "h", "і": "l",
    "ј": "j", "к": "k", "ӏ": "l", "м": "m", "п": "n", "о": "o", "р": "p", "ԛ": "q", "г": "r", "ѕ": "s", "т": "t",
    "ц": "u", "ѵ": "v", "ѡ": "w", "ԝ": "w", "ш": "w", "х": "x", "у": "y", "ү": "y",
    # Greek
    "α": "a", "β": "b", "ϲ": "c", "ε": "e", "η": "n", "ι": "l", "κ": "k", "ν": "v", "ο": "o", "ρ": "p", "σ": "o",
    "ς": "c", "τ": "t", "υ": "u", "ϳ": "j", "χ": "x", "γ": "y", "ω": "w",
    # Armenian, and digits of other scripts that look like o and l
    "օ": "o", "ս": "u", "հ": "h", "ո": "n", "ց": "g", "զ": "q",
    "٠": "o", "۰": "o", "०": "o", "๐": "o", "١": "l", "۱": "l",
}  # fmt: skip
"""A hand-picked part of Unicode's confusables.txt (UTS 39), with lower-case letters of like form."""

_LETTERS = str.maketrans(CONFUSABLES)


def imitates(link: WebLink, hosts: Sequence[str]) -> bool:
    """Return whether the host of `link` imitates one of `hosts`, or stands beside what hides another.

    Not for a plain link on a listed host. A sub-domain of ours is ours by the rules of names,
    and imitates nothing.
    """
    host = link.host.rstrip(".")
    looks_like = any(_looks_like(host, ours) for ours in hosts)
    if host in hosts or looks_like:
        return looks_like or not link.is_plain
    return link.user_info is not None and any(skeleton(ours) in skeleton(link.user_info) for ours in hosts)


def skeleton(name: str) -> str:
    """Return what `name` looks like: decoded, without marks, each letter by its plainest double.

    UTS 39, section 4, made coarser: compatibility forms and marks are dropped, and letters
    that differ in case alone are one.
    """
    decoded = ".".join(map(_decoded_label, unquote(name).translate(_DOTS).split(".")))
    seen = decoded.translate(_LETTERS)  # before folding too, which takes a lunate sigma for an o
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", seen).casefold())
    letters = "".join(character for character in plain if unicodedata.category(character) not in ("Mn", "Cf"))
    return letters.translate(_LETTERS).replace("rn", "m").replace("vv", "w")


def _decoded_label(label: str) -> str:
    """Return the letters behind an `xn--` label; the label itself where it is none."""
    if not ascii_lower(label).startswith("xn--") or not label.isascii():
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except ValueError:
        return label


@lru_cache(maxsize=64)
def _our_skeleton(ours: str) -> str:
    return skeleton(ours)


def _looks_like(host: str, ours: str) -> bool:
    if host == ours or host.endswith(f".{ours}"):
        return f".{ours}." in f".{host}"
    seen, own = skeleton(host), _our_skeleton(ours)
    if seen == own or seen.endswith(f".{own}") or f".{own}." in f".{seen}":
        return True
    dotted, own_dotted = seen.replace("-", "."), own.replace("-", ".")
    return dotted == own_dotted or dotted.startswith(f"{own_dotted}.")
