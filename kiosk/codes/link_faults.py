"""What is wrong with a link, for the one who made it: the field and the reason.

`read_link` alone decides whether a link is right. What is said here only names the first fault,
in the order in which it reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.codes.ai_table import AIS, Ai, Part
from kiosk.codes.code import Elements, Refusal
from kiosk.codes.digital_link import (
    ESCAPED_CONTROL,
    Pair,
    decode_pairs,
    is_ordered_part,
    read_link,
    split_path,
    split_query,
)
from kiosk.codes.gs1 import fault_of_value, fits_among, lacks_measure

_LETTERS = {"N": "digits", "X": "characters of GS1's 82", "Y": "characters of GS1's 39", "Z": "characters of base64url"}


@dataclass(frozen=True, slots=True)
class LinkFault:
    """`field` is an application identifier, "path", "query" or "s"; `reason` an English clause about it."""

    field: str
    reason: str


def find_fault(path: str, query: str, *, is_whole_item: bool = True) -> LinkFault | None:
    """Return the first fault of a link's path and query, both as printed; None where it has none."""
    reading = read_link(path, query, is_whole_item=is_whole_item)
    if not isinstance(reading, Refusal):
        return None
    for fault in _faults(path, query):
        return fault
    return LinkFault("path", "it is no GS1 Digital Link")


def _faults(path: str, query: str) -> Iterator[LinkFault]:
    split = split_path(path)
    if split is None:
        yield LinkFault("path", "a key stands without its value, or a value without its key")
        return
    for field, text in (("path", path), ("query", query)):
        if ESCAPED_CONTROL.search(text):
            yield LinkFault(field, "it holds a control character")
    pairs = split_query(query)
    attributes = [pair for pair in pairs if pair[0].isascii() and pair[0].isdigit()]
    for pair in (*split, *attributes):
        if decode_pairs([pair]) is None:
            yield LinkFault(pair[0] if pair[0] in AIS else "path", "its percent-encoding is wrong")
            return
    if sum(key == "s" for key, _ in pairs) > 1:
        yield LinkFault("s", "it stands more than once")
    yield from _faults_of_place(split, attributes)
    elements = decode_pairs(split + attributes)
    if elements is not None:
        yield from _faults_of_values(elements)
        yield from _faults_of_company(elements)


def _faults_of_place(path: list[Pair], attributes: list[Pair]) -> Iterator[LinkFault]:
    """Say what stands in the path and should not, or there in another order; then the same of the query."""
    key = path[0][0]
    sequences = AIS[key].qualifiers or ()
    qualifiers = [digits for digits, _ in path[1:]]
    for end in range(1, len(qualifiers) + 1):
        if not any(is_ordered_part(qualifiers[:end], sequence) for sequence in sequences):
            allowed = " or ".join(" → ".join(sequence) for sequence in sequences if sequence) or "nothing"
            wrong = qualifiers[end - 1]
            reason = f"{wrong!r} may not stand here: behind {key} comes {allowed}, in this order"
            yield LinkFault(wrong if wrong in AIS else "path", reason)
            return
    for digits, _ in attributes:
        ai = AIS.get(digits)
        if ai is None:
            yield LinkFault(digits, "there is no such application identifier")
        elif not ai.is_attribute or any(digits in sequence for sequence in sequences):
            yield LinkFault(digits, "it may not stand in the query")


def _faults_of_values(elements: Elements) -> Iterator[LinkFault]:
    for digits, value in elements:
        fault = fault_of_value(digits, value)
        if fault is Refusal.BAD_CHECK_DIGIT:
            yield LinkFault(digits, f"the check digit of {value} is wrong")
        elif fault is not None:
            yield LinkFault(digits, f"its value must be {_form(AIS[digits])}, and what that stands for must exist")


def _faults_of_company(elements: Elements) -> Iterator[LinkFault]:
    """Say which stands twice, lacks what it needs, or stands beside what it excludes."""
    names = [digits for digits, _ in elements]
    stand = set(names)
    for digits in names:
        if names.count(digits) > 1:
            yield LinkFault(digits, "it stands more than once")
        elif not fits_among(AIS[digits], stand):
            yield LinkFault(digits, "it lacks an identifier that it needs, or stands beside one that it excludes")
    if lacks_measure(elements, stand):
        yield LinkFault("01", "a GTIN that begins with 9 needs a measure beside it, such as 3103")


def _form(ai: Ai) -> str:
    return ", then ".join(_form_of_part(part) for part in ai.parts)


def _form_of_part(part: Part) -> str:
    length = str(part.longest) if part.shortest == part.longest else f"{part.shortest} to {part.longest}"
    return f"{length} {_LETTERS[part.kind]}" + (" (or none)" if part.is_optional else "")
