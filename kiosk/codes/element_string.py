"""GS1 element strings, as a decoder transmits them: identifiers and values without brackets."""

from __future__ import annotations

from kiosk.codes.ai_table import AIS, Ai
from kiosk.codes.code import Elements, ElementString, Family, Refusal, Refused
from kiosk.codes.gs1 import fault_of
from kiosk.codes.text import GS


def read_element_string(text: str) -> ElementString | Refused:
    """Return the elements of `text`; the caller knows from the symbology that it holds some."""
    elements = _split(text)
    fault = Refusal.BAD_SYNTAX if elements is None else fault_of(elements)
    if elements is None or fault is not None:
        return Refused(Family.ELEMENT_STRING, fault or Refusal.BAD_SYNTAX)
    return ElementString(elements)


def _split(text: str) -> Elements | None:
    """Cut `text` at known lengths and at separators; None where no identifier of ours begins.

    One separator is tolerated behind any element, needed or not (General Specifications, 7.8).
    """
    elements: list[tuple[str, str]] = []
    start = 0
    while start < len(text):
        ai = _identifier_at(text, start)
        if ai is None:
            return None
        start += len(ai.digits)
        end = start + ai.longest if ai.has_known_length else _end_of_value(text, start)
        elements.append((ai.digits, text[start:end]))
        start = end + 1 if text[end : end + 1] == GS else end
    return tuple(elements) or None


def _identifier_at(text: str, start: int) -> Ai | None:
    for length in (2, 3, 4):
        ai = AIS.get(text[start : start + length])
        if ai is not None:
            return ai
    return None


def _end_of_value(text: str, start: int) -> int:
    end = text.find(GS, start)
    return len(text) if end < 0 else end
