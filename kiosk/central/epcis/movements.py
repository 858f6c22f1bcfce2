"""EPCIS 2.0 events → the way of the goods as shoppers are shown it.

The events are kept as they came; this is what can be read off them for one lot. Terms of ours
in an event stand under a prefix of the document's own: `step`, `place`, `placeEn`, `statedBy`,
`market`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

from kiosk.central.registry.read import REMEDY, fault_at, read_json
from kiosk.errors import ListError
from kiosk.records.registry import Establishment, Market, Step

STEPS: Mapping[str, Step] = {
    "commissioning": Step.HARVEST,
    "creating_class_instance": Step.PACKING,
    "packing": Step.PACKING,
    "repackaging": Step.PACKING,
    "shipping": Step.SHIPPING,
    "departing": Step.SHIPPING,
    "transporting": Step.SHIPPING,
    "arriving": Step.RECEIVING,
    "receiving": Step.RECEIVING,
    "accepting": Step.RECEIVING,
    "stocking": Step.MARKET,
    "retail_selling": Step.SALE,
    "decommissioning": Step.SALE,
}
"""CBV 2.0 business steps (section 7.1) that are a step of the way. Others are not shown.

Harvest has no business step of its own: it is the commissioning of the lot. Slaughter has none
either: the term `step` of ours says it.
"""

_EPC_LISTS = ("epcList", "childEPCs", "inputEPCList", "outputEPCList")
_QUANTITY_LISTS = ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList")
_ITEM = re.compile(r"/01/([0-9]{14})(?:/22/[^/?#]+)?(?:/10/([^/?#]+))?(?:/21/([^/?#]+))?(?:[?#]|$)")

Event = Mapping[str, object]
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Location:
    """A place that an event names, as shoppers are told it."""

    place: str
    place_en: str = ""
    owner: str = ""
    market_id: str = ""
    owner_en: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """Places by the last part of their identifier: GLN, establishment or market."""

    known: Mapping[str, Location]

    @classmethod
    def of(cls, establishments: Iterable[object], markets: Iterable[object]) -> Places:
        """Return the places of the registry's establishments and markets."""
        known: dict[str, Location] = {}
        for establishment in establishments:
            assert isinstance(establishment, Establishment)
            names = (establishment.place, establishment.place_en, establishment.name)
            location = Location(*names, owner_en=establishment.name_en)
            known[establishment.id] = location
            if establishment.gln:
                known[establishment.gln] = location
        for market in markets:
            assert isinstance(market, Market)
            known[market.id] = Location(market.name, market.name_en, market.name, market.id, market.name_en)
        return cls(known)

    def find(self, identifier: str) -> Location | None:
        """Return the place behind a location URI (Digital Link, private URI or URN); None if unknown."""
        return self.known.get(unquote(re.split(r"[/:]", identifier.rstrip("/"))[-1]))


def read_movements(path: Path, places: Places) -> tuple[Sequence[Row], Sequence[Row]]:
    """Return the rows of events and of movements of the EPCIS document in `path`. Raises ListError."""
    document = read_json(path)
    body = document.get("epcisBody") if isinstance(document, dict) else None
    events = body.get("eventList") if isinstance(body, dict) else None
    if not isinstance(events, list):
        raise ListError("REG-02", f"{path.name} is no EPCIS document: epcisBody.eventList is missing.", REMEDY)
    event_rows: list[Row] = []
    movement_rows: list[Row] = []
    seen: set[str] = set()
    for number, event in enumerate(events, start=1):
        if not isinstance(event, dict):
            raise ListError("REG-03", f"{path.name}, row {number}: no event.", REMEDY)
        event_id, at = _checked(path.name, number, event)
        if event_id in seen:
            raise fault_at(path.name, number, "eventID", f"the same as in an earlier row: {event_id!r}")
        seen.add(event_id)
        event_rows.append({"event_id": event_id, "at": at, "document": event})
        movement_rows.extend(movements_of(event, event_id, at, places))
    return event_rows, movement_rows


def movements_of(event: Event, event_id: str, at: datetime, places: Places) -> Iterator[Row]:
    """Yield one movement for each lot that the event names; none for declared errors and unshown steps."""
    step = _step(event)
    if step is None or "errorDeclaration" in event:
        return
    location = _location(event, places)
    stated_by = _term(event, "statedBy")
    for (gtin, lot), serials in _lots(event).items():
        yield {
            "gtin": gtin,
            "lot": lot,
            "event_id": event_id,
            "step": step.value,
            "at": at,
            "place": location.place,
            "place_en": location.place_en,
            "stated_by": stated_by or location.owner,
            "stated_by_en": _term(event, "statedByEn") or ("" if stated_by else location.owner_en),
            "market_id": _term(event, "market") or location.market_id,
            "serials": sorted(serials),
        }


def _checked(name: str, number: int, event: Event) -> tuple[str, datetime]:
    event_id, time = event.get("eventID"), event.get("eventTime")
    if not isinstance(event_id, str) or not event_id:
        raise fault_at(name, number, "eventID", "a text is missing")
    if not isinstance(event.get("type"), str):
        raise fault_at(name, number, "type", "the kind of event is missing")
    try:
        at = datetime.fromisoformat(time) if isinstance(time, str) else None
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise fault_at(name, number, "eventTime", f"no time with offset, such as 2026-11-23T09:00:00+07:00: {time!r}")
    return event_id, at


def _step(event: Event) -> Step | None:
    own = _term(event, "step")
    if own in set(Step):
        return Step(own)
    return STEPS.get(re.split(r"[-/:]", str(event.get("bizStep", "")))[-1])


def _location(event: Event, places: Places) -> Location:
    """Return where it happened: our own terms, else bizLocation, else readPoint."""
    found = None
    for field in ("bizLocation", "readPoint"):
        value = event.get(field)
        if found is None and isinstance(value, dict):
            found = places.find(str(value.get("id", "")))
    place = _term(event, "place")
    if place:
        return Location(
            place,
            _term(event, "placeEn"),
            found.owner if found else "",
            found.market_id if found else "",
        )
    return found or Location("")


def _lots(event: Event) -> Mapping[tuple[str, str], frozenset[str]]:
    """Return the lots that the event names, each with the serials named; none where it means the whole lot."""
    named: dict[tuple[str, str], set[str]] = {}
    whole: set[tuple[str, str]] = set()
    for identifier in _identifiers(event):
        match = _ITEM.search(identifier)
        if match is None or match[2] is None:
            continue
        key = (match[1], unquote(match[2]))
        named.setdefault(key, set())
        if match[3] is None:
            whole.add(key)
        else:
            named[key].add(unquote(match[3]))
    return {key: frozenset() if key in whole else frozenset(serials) for key, serials in named.items()}


def _identifiers(event: Event) -> Iterator[str]:
    if isinstance(parent := event.get("parentID"), str):
        yield parent
    for field in _EPC_LISTS:
        values = event.get(field)
        if isinstance(values, list):
            yield from (value for value in values if isinstance(value, str))
    for field in _QUANTITY_LISTS:
        values = event.get(field)
        if isinstance(values, list):
            yield from (str(value.get("epcClass", "")) for value in values if isinstance(value, dict))


def _term(event: Event, name: str) -> str:
    """Return the text of a term of ours; "" where the event has none."""
    for key, value in event.items():
        if isinstance(value, str) and key.partition(":")[2] == name:
            return value
    return ""
