"""EPC URNs of the EPC Tag Data Standard → the same GS1 keys that a Digital Link would hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from kiosk.codes.code import Elements
from kiosk.codes.gs1 import fault_of
from kiosk.codes.gtin import check_digit

_URN = re.compile(r"urn:epc:(id|class|idpat):([a-z]+):([A-Za-z0-9.!'()*+,\-:;=_%&/\"<>?]+)")

Parts = list[str]


@dataclass(frozen=True, slots=True)
class Scheme:
    """One EPC scheme: how many digits its first two parts have together, and how they become elements."""

    parts: int
    digits: int
    elements: Callable[[Parts], list[tuple[str, str]]]


def _with_check(digits: str) -> str:
    return digits + check_digit(digits)


def _turned(prefix: str, rest: str) -> str:
    """Put the indicator or extension digit, which EPC URNs write before the reference, in front."""
    return _with_check(rest[0] + prefix + rest[1:])


SCHEMES: Final[Mapping[tuple[str, str], Scheme]] = {
    ("id", "sgtin"): Scheme(3, 13, lambda p: [("01", _turned(p[0], p[1])), ("21", p[2])]),
    ("class", "lgtin"): Scheme(3, 13, lambda p: [("01", _turned(p[0], p[1])), ("10", p[2])]),
    ("idpat", "sgtin"): Scheme(3, 13, lambda p: [("01", _turned(p[0], p[1]))]),
    ("id", "sscc"): Scheme(2, 17, lambda p: [("00", _turned(p[0], p[1]))]),
    ("id", "sgln"): Scheme(
        3, 12, lambda p: [("414", _with_check(p[0] + p[1])), *([("254", p[2])] if p[2] != "0" else [])]
    ),
    ("id", "pgln"): Scheme(2, 12, lambda p: [("417", _with_check(p[0] + p[1]))]),
    ("id", "gsrn"): Scheme(2, 17, lambda p: [("8018", _with_check(p[0] + p[1]))]),
    ("id", "grai"): Scheme(3, 12, lambda p: [("8003", "0" + _with_check(p[0] + p[1]) + p[2])]),
    ("id", "gdti"): Scheme(3, 12, lambda p: [("253", _with_check(p[0] + p[1]) + p[2])]),
    ("id", "giai"): Scheme(2, 0, lambda p: [("8004", p[0] + p[1])]),
}
"""The schemes that goods, places, loads, assets and papers of this trade use (TDS 2.0, section 6.3)."""

OTHERS: Final = frozenset(
    {"adi", "bic", "cpi", "gcn", "gid", "ginc", "gsin", "gsrnp", "imovn", "itip", "upui", "usdod"}
)
"""Schemes that are let through by their letters alone."""


def read_urn(text: str) -> Elements | str:
    """Return the elements of an EPC URN, key first; a text that says what is wrong with it.

    An empty tuple for a scheme of `OTHERS`: well formed, and no key of ours.
    """
    match = _URN.fullmatch(text)
    if match is None:
        return "is no EPC URN such as urn:epc:id:sgtin:0614141.107346.2017"
    kind, name, body = match.groups()
    scheme = SCHEMES.get((kind, name))
    if scheme is None:
        is_known = name in OTHERS or (kind == "idpat" and ("id", name) in SCHEMES)
        return () if is_known else f"is an EPC URN of no known scheme: {kind}:{name}"
    parts = [unquote(part) for part in body.split(".", scheme.parts - 1)]
    if len(parts) != scheme.parts or not _has_company_prefix(parts, scheme):
        return f"is no {name} in the form of the EPC Tag Data Standard: parts or digits are missing or too many"
    if kind == "idpat" and parts[2] != "*":
        return "is a pattern: only urn:epc:idpat:sgtin:COMPANY.ITEM.* names a class of goods"
    elements = tuple(scheme.elements(parts))
    if fault_of(elements, is_whole_item=False) is not None:
        return f"holds a value that GS1 does not allow: {elements!r}"
    return elements


def _has_company_prefix(parts: Parts, scheme: Scheme) -> bool:
    prefix, reference = parts[0], parts[1]
    if not (prefix.isascii() and prefix.isdigit() and 6 <= len(prefix) <= 12):
        return False
    if scheme.digits == 0:
        return bool(reference)
    is_all_digits = not reference or (reference.isascii() and reference.isdigit())
    return is_all_digits and len(prefix) + len(reference) == scheme.digits
