"""A captured document: bytes of a stranger → its events, each checked on its own.

What is wrong with the whole (no JSON, no EPCISDocument, too much of it) is a `DocumentError`. What
is wrong with one event is a `Fault` of that event, and spoils no other.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal, NoReturn

from pydantic import Field, JsonValue, StringConstraints, TypeAdapter, ValidationError

from kiosk.central.epcis.events import EVENT, Context, Event
from kiosk.central.epcis.parts import STANDARD_PREFIXES, Extensible
from kiosk.central.epcis.words import Time, Uri

MAX_EVENTS: Final = 1000
MAX_DEPTH: Final = 24
MAX_FAULTS: Final = 5
"""Of one event; who has mended these asks again."""
MAX_CONTEXT: Final = 16
"""Entries of a context, and prefixes of an entry twice as many."""
STANDARD_CONTEXT: Final = "epcis-context.jsonld"
_DEEPER: Final = "Lists and objects stand in each other more than {0} deep."
_KINDS: Final = ("ObjectEvent", "AggregationEvent", "AssociationEvent", "TransactionEvent", "TransformationEvent")

JsonObject = dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field of an event. `field` is its path, such as `quantityList.0.epcClass`."""

    field: str
    reason: str


class DocumentError(Exception):
    """The document as a whole cannot be taken. Its text says what, where and what to do; `faults` all, by field."""

    def __init__(self, told: str, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(told)
        self.faults = faults or (Fault("", told.removesuffix(".")),)


@dataclass(frozen=True, slots=True)
class Draft:
    """One event of a document: as it came, as it was read, and what is wrong with it (then `event` is None)."""

    original: JsonObject
    event: Event | None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A document that can be taken: its context, and its events in their order."""

    context: JsonValue
    drafts: tuple[Draft, ...]


class _Body(Extensible):
    event_list: Annotated[list[JsonValue], Field(max_length=MAX_EVENTS)]


class _Whole(Extensible):
    """EPCISDocument (EPCIS 2.0, section 9.3). Master data in the header is taken and not read."""

    context: Context = Field(alias="@context")
    id: Uri | None = None
    type: Literal["EPCISDocument"]
    schema_version: Annotated[str, StringConstraints(pattern=r"^2\.\d+(\.\d+)?$")]
    creation_date: Time
    instance_identifier: str | None = None
    sender: str | None = None
    receiver: str | None = None
    epcis_header: JsonObject | None = None
    epcis_body: _Body


_WHOLE: Final = TypeAdapter(_Whole)


def read_document(body: bytes) -> Document:
    """Return the document in `body`. Raises DocumentError."""
    content = read_json(body)
    if not isinstance(content, dict):
        raise DocumentError("The body is no JSON object: send an EPCISDocument.")
    prefixes = prefixes_of(content.get("@context"))
    try:
        whole = _WHOLE.validate_python(content, context=prefixes)
    except ValidationError as fault:
        faults = _faults(fault)
        raise DocumentError(f"{faults[0].field or 'document'}: {faults[0].reason}.", faults) from fault
    _refuse_foreign_header(whole.epcis_header)
    drafts = tuple(read_event(original, prefixes) for original in whole.epcis_body.event_list)
    return Document(content["@context"], drafts)


def read_event(original: JsonValue, prefixes: frozenset[str]) -> Draft:
    """Return one event of a document whose context declares `prefixes`."""
    if not isinstance(original, dict):
        return Draft({}, None, (Fault("", "is no object with fields"),))
    if original.get("type") not in _KINDS:
        return Draft(original, None, (Fault("type", f"is none of {', '.join(_KINDS)}"),))
    try:
        own = prefixes_of(original["@context"], is_whole=False) if "@context" in original else frozenset()
        return Draft(original, EVENT.validate_python(original, context=prefixes | own))
    except DocumentError as fault:
        return Draft(original, None, (Fault("@context", str(fault)),))
    except ValidationError as fault:
        return Draft(original, None, _faults(fault))


def read_json(body: bytes) -> JsonValue:
    """Return the JSON value in `body`, as a database can keep it. Raises DocumentError.

    Doubled fields, numbers that are none, escapes that are no characters, and NUL are refused: two
    readers would understand them differently, or not at all.
    """
    try:
        content: JsonValue = json.loads(
            body.decode("utf-8"), object_pairs_hook=_without_doubles, parse_constant=_no_number
        )
    except UnicodeDecodeError as fault:
        raise DocumentError(f"The body is not UTF-8: byte {fault.start} stands for no character.") from fault
    except RecursionError as fault:
        raise DocumentError(_DEEPER.format(MAX_DEPTH)) from fault
    except ValueError as fault:
        raise DocumentError(f"The body is no JSON: {fault}.") from fault
    _refuse_unkept(content)
    return content


def prefixes_of(context: JsonValue, *, is_whole: bool = True) -> frozenset[str]:
    """Return the prefixes that a JSON-LD context declares, with those of EPCIS itself. Nothing is fetched.

    Raises DocumentError where it is no context, or (`is_whole`) does not name that of EPCIS.
    """
    entries = context if isinstance(context, list) else [context]
    if not entries or len(entries) > MAX_CONTEXT:
        raise DocumentError(f"@context: one to {MAX_CONTEXT} entries are needed.")
    prefixes = set(STANDARD_PREFIXES)
    names_epcis = False
    for entry in entries:
        if isinstance(entry, str):
            names_epcis = names_epcis or entry.endswith(STANDARD_CONTEXT)
        elif isinstance(entry, dict) and len(entry) <= 2 * MAX_CONTEXT:
            prefixes |= {name for name, value in entry.items() if _is_namespace(value)}
        else:
            raise DocumentError("@context: each entry is an address or an object of prefixes.")
    if is_whole and not names_epcis:
        raise DocumentError(f"@context does not name the context of EPCIS 2.0 (…/{STANDARD_CONTEXT}).")
    _refuse_bad_addresses(entries)
    return frozenset(prefixes)


def _is_namespace(value: JsonValue) -> bool:
    return isinstance(value, str) and value.startswith(("http://", "https://", "urn:"))


def _refuse_bad_addresses(entries: Iterable[JsonValue]) -> None:
    seen: list[JsonValue] = []
    for entry in entries:
        if entry in seen:
            raise DocumentError("@context: an entry stands twice.")
        seen.append(entry)
        if isinstance(entry, str) and not _is_namespace(entry):
            raise DocumentError(f"@context: {entry[:80]!r} is no address.")


def _refuse_foreign_header(header: Mapping[str, JsonValue] | None) -> None:
    for name in header or ():
        if name != "epcisMasterData" and ":" not in name:
            raise DocumentError(f"epcisHeader.{name[:80]}: the field is not of EPCIS and has no namespace.")


def _faults(fault: ValidationError) -> tuple[Fault, ...]:
    """Return the first faults, each once, by the names that the document uses."""
    faults: dict[Fault, None] = {}
    for error in fault.errors(include_url=False, include_context=False):
        steps = [str(step) for step in error["loc"] if step not in _KINDS]
        reason = error["msg"].removeprefix("Value error, ")
        shown = repr(error["input"])
        is_short = isinstance(error["input"], str | int | float) and len(shown) <= 80
        faults[Fault(".".join(steps), f"{shown} {reason}" if is_short else reason)] = None
    return tuple(faults)[:MAX_FAULTS]


def _without_doubles(pairs: list[tuple[str, JsonValue]]) -> JsonObject:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        doubled = next(name for number, (name, _) in enumerate(pairs) if name in dict(pairs[:number]))
        raise ValueError(f"the field {doubled[:80]!r} stands twice in one object")
    return fields


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _refuse_unkept(content: JsonValue) -> None:
    """Walk without recursion: depth is what a stranger chooses."""
    waiting: list[tuple[JsonValue, int]] = [(content, 1)]
    while waiting:
        value, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise DocumentError(_DEEPER.format(MAX_DEPTH))
        match value:
            case dict():
                waiting.extend((inner, depth + 1) for inner in value.values())
                waiting.extend((name, depth) for name in value)
            case list():
                waiting.extend((inner, depth + 1) for inner in value)
            case str():
                if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
                    raise DocumentError("A text holds NUL, or half of a surrogate pair.")
            case float():
                if value in (float("inf"), float("-inf")):
                    raise DocumentError("A number is too large.")
            case int():
                if abs(value) >= 10**300:
                    raise DocumentError("A number is too large.")
            case None:
                pass
