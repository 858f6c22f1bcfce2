"""An event as a party to it may see it: of others' goods neither which nor how much.

Who had all of an event's goods at a place of their own knows them already, and sees the event as it
came. Whom it names only as source or destination sees their own products in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pydantic import JsonValue
from sqlalchemy import Connection

from kiosk.central.epcis.authors import Registered, registered_of
from kiosk.central.epcis.documents import JsonObject
from kiosk.central.epcis.found import FoundEvent, merged
from kiosk.central.epcis.identifiers import Item, item_of
from kiosk.central.epcis.loads import LOAD
from kiosk.central.epcis.places import Location, Places, places_named
from kiosk.central.epcis.words import PARTY_WORDS
from kiosk.central.people.rights import Caller, Right

SHORTENED: Final = "central:shortened"
"""The mark of an event from which something was left out; its value is true."""
CONTEXT: Final[Mapping[str, JsonValue]] = {"central": "urn:x-kiosk-central:"}
_EPCS: Final = ("epcList", "childEPCs", "inputEPCList", "outputEPCList")
_AMOUNTS: Final = ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList")
_PARTIES: Final = {"sourceList": "source", "destinationList": "destination"}
_KEPT: Final = frozenset(
    {"type", "eventID", "eventTime", "eventTimeZoneOffset", "recordTime", "action", "bizStep", "disposition"}
    | {"readPoint", "bizLocation"}
)
"""What says nothing of single goods. Master data, papers, sensors and fields of others are left out with the goods."""


@dataclass(frozen=True, slots=True)
class _Sight:
    """What one caller may see, among what the registry knows of these events."""

    caller: Caller
    places: Places
    registered: Registered

    def is_whole(self, document: JsonObject) -> bool:
        """Return whether the caller had all of it at a place of theirs, or sees the whole way of one of its parties."""
        named = list(self._locations(_uris(document)))
        if any(self._may(Right.SEE_WHOLE_WAY, location) for location in named):
            return True
        at = list(self._locations(_place_uris(document)))
        had = at or list(self._locations(_party_uris(document, "sourceList", PARTY_WORDS)))
        return bool(had) and all(self._may(Right.SEE_EVENTS, location) for location in had)

    def is_own_place(self, uri: str) -> bool:
        """Return whether a source or a destination is the caller's."""
        return any(self._may(Right.SEE_EVENTS, location) for location in self._locations([uri]))

    def is_own_item(self, text: str) -> bool:
        """Return whether an item is of the caller's products; a load's number tells nothing of what lies in it."""
        item = item_of(text)
        if not isinstance(item, Item):
            return False
        owner = self.registered.owners.get(item.gtin)
        is_theirs = bool(owner) and self.caller.may(Right.SEE_EVENTS, self.registered.subjects[owner or ""])
        return is_theirs or item.key.startswith(LOAD)

    def _may(self, right: Right, location: Location) -> bool:
        return self.caller.may(right, self.registered.subject_of(location))

    def _locations(self, uris: Iterable[str]) -> Iterator[Location]:
        return (found for found in map(self.places.find, uris) if found is not None)


def shown_to(connection: Connection, caller: Caller, found: Sequence[FoundEvent]) -> list[JsonObject]:
    """Return the documents of `found` as `caller` may see them, those with less than came marked SHORTENED."""
    documents = [one.document for one in found]
    if caller.may(Right.SEE_WHOLE_WAY):
        return documents
    places = places_named(connection, {uri for document in documents for uri in _uris(document)})
    items = (item_of(text) for document in documents for text in _item_texts(document))
    gtins = {item.gtin for item in items if isinstance(item, Item)}
    sight = _Sight(caller, places, registered_of(connection, gtins, places))
    return [_shown(document, sight) for document in documents]


def _shown(document: JsonObject, sight: _Sight) -> JsonObject:
    if sight.is_whole(document) or all(map(sight.is_own_item, _item_texts(document))):
        return document
    shown: JsonObject = {"@context": merged(document.get("@context"), dict(CONTEXT))}
    shown |= {name: value for name, value in document.items() if name in _KEPT}
    for name in (*_EPCS, *_AMOUNTS):
        if name in document:
            shown[name] = [entry for entry in _entries(document, name) if sight.is_own_item(_text(entry, "epcClass"))]
    for name, field in _PARTIES.items():
        own = [entry for entry in _entries(document, name) if sight.is_own_place(_text(entry, field))]
        if own:
            shown[name] = own
    parent = document.get("parentID")
    if isinstance(parent, str) and sight.is_own_item(parent):
        shown["parentID"] = parent
    shown[SHORTENED] = True
    return shown


def _item_texts(document: JsonObject) -> list[str]:
    return [_text(entry, "epcClass") for name in (*_EPCS, *_AMOUNTS) for entry in _entries(document, name)]


def _uris(document: JsonObject) -> list[str]:
    return [*_place_uris(document), *(uri for name in _PARTIES for uri in _party_uris(document, name))]


def _place_uris(document: JsonObject) -> list[str]:
    return [_text(document[name], "id") for name in ("bizLocation", "readPoint") if name in document]


def _party_uris(document: JsonObject, name: str, kinds: frozenset[str] = frozenset()) -> list[str]:
    entries = _entries(document, name)
    return [_text(entry, _PARTIES[name]) for entry in entries if not kinds or _text(entry, "type") in kinds]


def _entries(document: JsonObject, name: str) -> list[JsonValue]:
    listed = document.get(name)
    return listed if isinstance(listed, list) else []


def _text(entry: JsonValue, field: str) -> str:
    return entry if isinstance(entry, str) else str(entry.get(field, "")) if isinstance(entry, dict) else ""
