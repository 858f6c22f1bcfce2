"""GS1 elements: each value in its form, and all of them fit to stand together."""

from __future__ import annotations

from collections.abc import Set
from functools import lru_cache

from kiosk.codes.ai_table import AIS, MEASURES, Ai, Part
from kiosk.codes.code import Elements, Refusal
from kiosk.codes.gs1_checks import CHECKS, DIGIT_CHECKS


def fault_of(elements: Elements, *, is_whole_item: bool = True) -> Refusal | None:
    """Return the first fault of `elements`, or None where the General Specifications allow them.

    Values first, in the order printed; then what each needs and excludes. `is_whole_item`
    false: a link that repeats a part of a label only, so that a weight may be missing.
    """
    for digits, value in elements:
        fault = fault_of_value(digits, value)
        if fault is not None:
            return fault
    stand = {digits for digits, _ in elements}
    if len(stand) < len(elements) or not _fit_together(frozenset(stand)):
        return Refusal.BAD_SYNTAX
    if is_whole_item and lacks_measure(elements, stand):
        return Refusal.BAD_SYNTAX
    return None


def fault_of_value(digits: str, value: str) -> Refusal | None:
    """Return the first fault of a value alone: cut into its parts, an optional one only where something is left."""
    ai = AIS.get(digits)
    if ai is None:
        return Refusal.BAD_SYNTAX
    start = 0
    for part in ai.parts:
        piece = value[start : start + part.longest]
        if not piece and part.is_optional:
            break
        fault = _fault_of_part(part, piece)
        if fault is not None:
            return fault
        start += len(piece)
    return Refusal.BAD_SYNTAX if start < len(value) else None


def _fault_of_part(part: Part, piece: str) -> Refusal | None:
    if len(piece) < part.shortest or not part.letters.fullmatch(piece):
        return Refusal.BAD_SYNTAX
    for name in part.checks:
        check = CHECKS.get(name)
        if check is not None and not check(piece):
            return Refusal.BAD_CHECK_DIGIT if name in DIGIT_CHECKS else Refusal.BAD_SYNTAX
    return None


@lru_cache(maxsize=1024)
def _fit_together(stand: frozenset[str]) -> bool:
    """Return whether each of these identifiers has what it needs; labels repeat few sets of them."""
    return all(fits_among(AIS[digits], stand) for digits in stand)


def fits_among(ai: Ai, stand: Set[str]) -> bool:
    """Return whether `ai` has what it needs. It never excludes itself, though its pattern may fit."""
    if any(_stands(pattern, stand - {ai.digits}) for pattern in ai.excludes):
        return False
    return not ai.needs or any(all(_stands(pattern, stand) for pattern in together) for together in ai.needs)


def _stands(pattern: str, stand: Set[str]) -> bool:
    return not stand.isdisjoint(_meant_by(pattern))


@lru_cache(maxsize=256)
def _meant_by(pattern: str) -> frozenset[str]:
    """All identifiers that a pattern of our own table means: "31nn" is 3100 to 3165."""
    stem = pattern.rstrip("n")
    return frozenset(digits for digits in AIS if len(digits) == len(pattern) and digits.startswith(stem))


def lacks_measure(elements: Elements, stand: set[str]) -> bool:
    """Return whether a GTIN that begins with 9, of goods sold by measure, lacks the measure."""
    if not any(digits == "01" and value[0] == "9" for digits, value in elements):
        return False
    return not any(_stands(pattern, stand) for pattern in MEASURES)
