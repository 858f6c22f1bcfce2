"""GS1 Digital Link (URI syntax 1.6): path and query → elements, and back to print.

What two readers must agree on is the canonical form of docs/specs/seal.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import quote, unquote_to_bytes

from kiosk.codes.ai_table import AIS, PRIMARY_KEYS
from kiosk.codes.code import Elements, Identity, Refusal
from kiosk.codes.gs1 import fault_of

_DIGITS = re.compile("[0-9]+")
_GTIN_LIKE = re.compile("[0-9]{8}|[0-9]{12,14}")
_BARE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
ESCAPED_CONTROL = re.compile("%(?:[01][0-9A-Fa-f]|7[Ff]|[Cc]2%[89][0-9A-Fa-f])")
"""C0, DEL, and the C1 controls, which UTF-8 writes in two bytes."""

Pair = tuple[str, str]

TYPED_MARK = "typed=1"
"""In the query of an address of ours: nobody read a seal. It is no part of the link, and is judged with none."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a link says: its elements (primary key first), and our two extension keys."""

    elements: Elements
    seal_text: str | None
    is_from_kiosk: bool


def read_link(path: str, query: str, *, is_whole_item: bool = True) -> Reading | Refusal:
    """Return what path and query of a link say, both as printed.

    OTHER_LINK where the path holds no GS1 key; else BAD_SYNTAX or BAD_CHECK_DIGIT for the
    first fault. `is_whole_item` false: what names a product is enough, its measure may be missing.
    """
    split = split_path(path)
    if split is None:
        return Refusal.BAD_SYNTAX if _has_key_in(path) else Refusal.OTHER_LINK
    if ESCAPED_CONTROL.search(path) or ESCAPED_CONTROL.search(query):
        return Refusal.BAD_SYNTAX
    pairs = split_query(query)
    seals = [value for key, value in pairs if key == "s"]
    attributes = [pair for pair in pairs if _DIGITS.fullmatch(pair[0])]
    elements = decode_pairs(split + attributes)
    if elements is None or len(seals) > 1 or not _stand_in_place(split, attributes):
        return Refusal.BAD_SYNTAX
    is_from_kiosk = ("from", "kiosk") in pairs
    fault = fault_of(elements, is_whole_item=is_whole_item and not is_from_kiosk)
    return fault or Reading(elements, seals[0] if seals else None, is_from_kiosk)


def names_gtin(path: str) -> bool:
    """Return whether a path looks as if it named a product, rightly written or not."""
    segments = path.split("/")
    return any(key == "01" and _GTIN_LIKE.fullmatch(value) for key, value in pairwise(segments))


def link_text(host: str, elements: Elements, seal_text: str | None = None, *, is_from_kiosk: bool = False) -> str:
    """Return the link to print: key and qualifiers in the path in their order, all else in the query.

    Raises ValueError where `elements` hold no key that can begin a link.
    """
    path, rest = _laid_out(elements)
    query = [f"{digits}={_escaped(value)}" for digits, value in rest]
    if seal_text is not None:
        query.append(f"s={seal_text}")
    if is_from_kiosk:
        query.append("from=kiosk")
    return f"https://{host}{path}" + ("?" + "&".join(query) if query else "")


def record_path(identity: Identity) -> str | None:
    """Return the Digital Link path of what `identity` names; None for a PLU, a city code, or nothing."""
    if identity.gtin is not None:
        parts = (("01", identity.gtin), ("10", identity.lot), ("21", identity.serial))
        return _path((digits, value) for digits, value in parts if value is not None)
    if identity.sscc is not None:
        return _path([("00", identity.sscc)])
    return _path([("414", identity.gln)]) if identity.gln is not None else None


def split_path(path: str) -> list[Pair] | None:
    """Return the pairs from the right-most primary key on, any stem before it; None without a key."""
    segments = path.split("/")
    for start in range(len(segments) - 2, -1, -2):
        if segments[start] in PRIMARY_KEYS:
            return list(zip(segments[start::2], segments[start + 1 :: 2], strict=True))
    return None


def _has_key_in(path: str) -> bool:
    """Return whether a key stands out of step with a number behind it: a GS1 path written wrongly."""
    segments = path.split("/")
    pairs = pairwise(segments)
    return any(key in PRIMARY_KEYS and _DIGITS.fullmatch(value) for key, value in pairs)


def split_query(query: str) -> list[Pair]:
    """Return the pairs of a query, keys literal (`%73` is not `s`); without `=` a value is empty."""
    pieces = (piece.partition("=") for piece in query.split("&") if piece)
    return [(key, value) for key, _, value in pieces]


def decode_pairs(pairs: list[Pair]) -> Elements | None:
    """Return `pairs` percent-decoded once, `+` left alone; None where a `%` escapes nothing, or no text."""
    elements = []
    for digits, value in pairs:
        if "%" in value:
            if _BARE_PERCENT.search(value):
                return None
            try:
                value = unquote_to_bytes(value).decode("utf-8")  # noqa: PLW2901 - the same value, decoded
            except UnicodeDecodeError:
                return None
        elements.append((digits, value))
    return tuple(elements)


def _stand_in_place(path: list[Pair], attributes: list[Pair]) -> bool:
    """Return whether qualifiers are ordered, and the query holds nothing that belongs in the path."""
    key = AIS[path[0][0]]
    sequences = key.qualifiers or ()
    qualifiers = [digits for digits, _ in path[1:]]
    mine = [sequence for sequence in sequences if is_ordered_part(qualifiers, sequence)]
    if not mine:
        return False
    for digits, _ in attributes:
        ai = AIS.get(digits)
        if ai is None or not ai.is_attribute or any(digits in sequence for sequence in mine):
            return False
    return True


def is_ordered_part(qualifiers: list[str], sequence: tuple[str, ...]) -> bool:
    """Return whether `qualifiers` stand in the order of `sequence`, some of it perhaps missing."""
    rest = iter(sequence)
    return all(qualifier in rest for qualifier in qualifiers)


def _laid_out(elements: Elements) -> tuple[str, list[Pair]]:
    values = dict(elements)
    primary = next((digits for digits in ("01", "00", "414", *PRIMARY_KEYS) if digits in values), None)
    if primary is None:
        message = f"{elements!r} hold no key that can begin a link."
        raise ValueError(message)
    sequences = AIS[primary].qualifiers or ((),)
    order = max(sequences, key=lambda sequence: sum(digits in values for digits in sequence))
    in_path = (primary, *(digits for digits in order if digits in values))
    rest = [(digits, value) for digits, value in elements if digits not in in_path]
    return _path((digits, values[digits]) for digits in in_path), rest


def _path(pairs: Iterable[Pair]) -> str:
    return "".join(f"/{digits}/{_escaped(value)}" for digits, value in pairs)


def _escaped(value: str) -> str:
    return quote(value, safe="")
