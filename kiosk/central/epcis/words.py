"""Texts of an event that must hold more than letters: times, URIs, words of the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Final

from pydantic import AfterValidator, StringConstraints

from kiosk.central.epcis import vocabulary
from kiosk.central.epcis.identifiers import elements_of, fault_of_event_id, fault_of_uri, item_of

_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:[0-9]{2})")
_CBV: Final = "https://ref.gs1.org/cbv/"
_NOT_IN_JSON: Final = ("urn:epcglobal:cbv", "https://ns.gs1.org/cbv/", "http://ns.gs1.org/cbv/")
"""In JSON a word of the vocabulary stands bare: these forms belong to XML (EPCIS 2.0, section 10)."""
_WEB_VOCABULARY: Final = tuple(
    f"{scheme}://{host}/voc/" for scheme in ("http", "https") for host in ("gs1.org", "www.gs1.org")
)


PARTY_WORDS: Final = frozenset({"owning_party", "possessing_party"})
"""Types of source and destination that name somebody, not a place."""


YEARS: Final = range(1900, 3000)
"""Beyond them only mistakes lie, and times that have no UTC."""


def instant_of(text: str) -> datetime:
    """Return the time that a checked text says. Fractions beyond microseconds are dropped."""
    return datetime.fromisoformat(text)


def word_of(text: str, kind: str) -> str:
    """Return the bare word of a term, such as `BizStep`, however it is written."""
    return text.removeprefix(f"{_CBV}{kind}-")


def _time(text: str) -> str:
    if not _TIME.fullmatch(text):
        raise ValueError("is no time with offset, such as 2026-11-23T09:00:00+07:00")
    try:
        year = instant_of(text).year
    except ValueError as fault:
        raise ValueError(f"is no time: {fault}") from fault
    if year not in YEARS:
        raise ValueError(f"lies outside the years {YEARS.start} to {YEARS.stop - 1}")
    return text


def _checked(fault_of: Callable[[str], str | None]) -> Callable[[str], str]:
    def check(text: str) -> str:
        fault = fault_of(text)
        if fault is not None:
            raise ValueError(fault)
        return text

    return check


def _cbv(kind: str, words: frozenset[str]) -> Callable[[str], str]:
    def check(text: str) -> str:
        if word_of(text, kind) not in words:
            raise ValueError("is no word of the Core Business Vocabulary 2.0")
        return text

    return check


def _word_or_uri(words: frozenset[str], foreign: tuple[str, ...]) -> Callable[[str], str]:
    def check(text: str) -> str:
        if text in words:
            return text
        if ":" not in text:
            raise ValueError("is neither a word of the vocabulary nor a URI of another")
        if text.startswith(foreign):
            raise ValueError("is written in a form that JSON does not use: give the bare word")
        return _uri(text)

    return check


def _item_fault(text: str, *, is_class: bool) -> str | None:
    item = item_of(text)
    if isinstance(item, str):
        return item
    if is_class and item.gtin and not item.is_class:
        return "names one thing, no class of goods: it belongs among the EPCs"
    if not is_class and item.is_class:
        return "names a class of goods, no single thing: it belongs among the quantities"
    return None


def _place_fault(text: str) -> str | None:
    elements = elements_of(text)
    if isinstance(elements, str):
        return elements
    if elements and elements[0][0] not in ("414", "417"):
        return "names no place and no party"
    return None


_uri = _checked(fault_of_uri)

Time = Annotated[str, AfterValidator(_time)]
Offset = Annotated[str, StringConstraints(pattern=r"^([+]|[-])((0[0-9]|1[0-3]):([0-5][0-9])|14:00)$")]
Uri = Annotated[str, AfterValidator(_uri)]
EventId = Annotated[str, AfterValidator(_checked(fault_of_event_id))]
Epc = Annotated[str, AfterValidator(_checked(lambda text: _item_fault(text, is_class=False)))]
EpcClass = Annotated[str, AfterValidator(_checked(lambda text: _item_fault(text, is_class=True)))]
Place = Annotated[str, AfterValidator(_checked(_place_fault))]
"""A location or a party: GLN by Digital Link or URN, or a private URI."""
BizStep = Annotated[str, AfterValidator(_cbv("BizStep", vocabulary.BIZ_STEPS))]
Disposition = Annotated[str, AfterValidator(_cbv("Disp", vocabulary.DISPOSITIONS))]
TransactionType = Annotated[str, AfterValidator(_word_or_uri(vocabulary.TRANSACTION_TYPES, _NOT_IN_JSON))]
PartyType = Annotated[str, AfterValidator(_word_or_uri(vocabulary.PARTY_TYPES, _NOT_IN_JSON))]
ErrorReason = Annotated[str, AfterValidator(_word_or_uri(vocabulary.ERROR_REASONS, _NOT_IN_JSON))]
Component = Annotated[str, AfterValidator(_word_or_uri(vocabulary.COMPONENTS, _NOT_IN_JSON))]
Measurement = Annotated[str, AfterValidator(_word_or_uri(vocabulary.MEASUREMENTS, _WEB_VOCABULARY))]
Alert = Annotated[str, AfterValidator(_word_or_uri(vocabulary.ALERTS, _WEB_VOCABULARY))]
