"""An event that can be stored: with its ID, its content's digest, its goods, and whether its author is trusted."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue

from kiosk.central.epcis.documents import JsonObject
from kiosk.central.epcis.events import Event
from kiosk.central.epcis.items import Link, links_of
from kiosk.central.epcis.words import instant_of

_NOT_CONTENT = ("eventID", "errorDeclaration", "recordTime")
"""What may differ between two sendings of one event (EPCIS 2.0, section 7.4.1)."""
_ASSIGNED = uuid.UUID("6c1f0ad4-6d0b-5d52-9d3c-0a5a9be0c0de")


@dataclass(frozen=True, slots=True)
class Statement:
    """One event, read and accepted.

    `terms` are the texts of ours in it, by their name without prefix. `is_trusted`: its author may
    say who states it, as which step, where, and at which market; others are told by the registry.
    """

    event_id: str
    at: datetime
    event: Event
    original: JsonObject
    digest: str
    links: tuple[Link, ...]
    terms: Mapping[str, str]
    is_trusted: bool = False


def statement_of(original: JsonObject, event: Event, *, is_trusted: bool) -> Statement:
    """Return the statement that `event`, read of `original`, is."""
    digest = digest_of(original)
    return Statement(
        event_id=event.event_id or assigned_id(digest),
        at=instant_of(event.event_time),
        event=event,
        original=original,
        digest=digest,
        links=links_of(event),
        terms=_terms(original),
        is_trusted=is_trusted,
    )


def assigned_id(digest: str) -> str:
    """Return the ID of an event that came without one: the same for the same content.

    The event hash of the CBV (section 8.9) takes this place once it is there.
    """
    return f"urn:uuid:{uuid.uuid5(_ASSIGNED, digest)}"


def digest_of(original: JsonObject) -> str:
    """Return the SHA-256 of an event's content: by it a resent event is told from a changed one."""
    content = {name: _plain(value) for name, value in original.items() if name not in _NOT_CONTENT}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: JsonValue) -> JsonValue:
    """Return the value with 2.0 as 2: JSON has one kind of number."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value


def _terms(original: JsonObject) -> dict[str, str]:
    return {name.partition(":")[2]: value for name, value in original.items() if ":" in name and isinstance(value, str)}
