"""EPCIS 2.0 events → the way of the goods as shoppers are shown it.

The events are kept as they came; this is what can be read off them for one lot. Terms of ours
in an event stand under a prefix of the document's own: `step`, `place`, `placeEn`, `statedBy`,
`statedByEn`, `market`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from kiosk.central.epcis.documents import DocumentError, JsonObject, prefixes_of, read_event
from kiosk.central.epcis.events import Event
from kiosk.central.epcis.items import Link
from kiosk.central.epcis.places import Location, Places
from kiosk.central.epcis.statements import Statement, statement_of
from kiosk.central.epcis.words import word_of
from kiosk.central.registry.read import REMEDY, fault_at, read_json
from kiosk.errors import ListError
from kiosk.records.registry import Step

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

NOWHERE = Location("")
NO_SERIALS: frozenset[str] = frozenset()
Row = Mapping[str, object]


def movements_of(statement: Statement, places: Places, carried: Iterable[str] = ()) -> Iterator[Row]:
    """Yield one movement for each lot that the event names, or that lay in a load of it (`carried`, keys of items).

    None for declared errors and unshown steps.
    """
    event, terms = statement.event, statement.terms
    location = location_of(event, places)
    step = _step(event, terms, location, is_trusted=statement.is_trusted)
    if step is None or event.error_declaration is not None:
        return
    # Shoppers read these: of others, the registry says who and where they are.
    stated_by = terms.get("statedBy", "") if statement.is_trusted else ""
    place = terms.get("place", "") if statement.is_trusted else ""
    lots = {**{(key[3:17], key.partition("/10/")[2]): NO_SERIALS for key in carried}, **_lots(statement.links)}
    for (gtin, lot), serials in lots.items():
        yield {
            "gtin": gtin,
            "lot": lot,
            "event_id": statement.event_id,
            "step": step.value,
            "at": statement.at,
            "place": place or location.place,
            "place_en": terms.get("placeEn", "") if place else location.place_en,
            "stated_by": stated_by or location.owner,
            "stated_by_en": (terms.get("statedByEn", "") if stated_by else location.owner_en),
            "market_id": _market(event, statement, location, places),
            "serials": sorted(serials),
        }


def location_of(event: Event, places: Places) -> Location:
    """Return where it happened: bizLocation, else readPoint, else whoever had the goods; nowhere if unknown."""
    named = [place.id for place in (event.biz_location, event.read_point) if place is not None]
    named += [source.source for source in event.source_list or ()]
    return next((found for found in map(places.find, named) if found is not None), NOWHERE)


def named_places(events: Iterable[Event]) -> list[str]:
    """Return the URIs of the places and parties that `events` name."""
    named: list[str] = []
    for event in events:
        named += [place.id for place in (event.biz_location, event.read_point) if place is not None]
        named += [one.source for one in event.source_list or ()]
        named += [one.destination for one in event.destination_list or ()]
    return named


def read_movements(path: Path) -> tuple[JsonObject, Sequence[Statement]]:
    """Return the context and the events of the EPCIS document in `path`. Raises ListError."""
    document = read_json(path)
    body = document.get("epcisBody") if isinstance(document, dict) else None
    events = body.get("eventList") if isinstance(body, dict) else None
    if not isinstance(document, dict) or not isinstance(events, list):
        raise ListError("REG-02", f"{path.name} is no EPCIS document: epcisBody.eventList is missing.", REMEDY)
    try:
        prefixes = prefixes_of(document.get("@context"))
    except DocumentError as fault:
        raise ListError("REG-02", f"{path.name} is no EPCIS document: {fault}", REMEDY) from fault
    statements: list[Statement] = []
    seen: set[str] = set()
    for number, original in enumerate(events, start=1):
        draft = read_event(original, prefixes)
        if draft.event is None:
            raise fault_at(path.name, number, draft.faults[0].field, draft.faults[0].reason)
        statement = statement_of(draft.original, draft.event, is_trusted=True)
        if statement.event_id in seen:
            raise fault_at(path.name, number, "eventID", f"the same as in an earlier row: {statement.event_id!r}")
        seen.add(statement.event_id)
        statements.append(statement)
    return {"@context": document["@context"]}, statements


def _step(event: Event, terms: Mapping[str, str], location: Location, *, is_trusted: bool) -> Step | None:
    own, word = terms.get("step", ""), word_of(event.biz_step or "", "BizStep")
    step = STEPS.get(word)
    if own in set(Step) and (is_trusted or (own == Step.SLAUGHTER and word == "commissioning")):
        return Step(own)
    return Step.MARKET if step is Step.RECEIVING and location.market_id else step


def _market(event: Event, statement: Statement, location: Location, places: Places) -> str:
    """Return the market where it happened, else the one that the goods were sent to."""
    term = statement.terms.get("market", "")
    if term and statement.is_trusted:
        return term
    sent_to = (places.find(one.destination) for one in event.destination_list or ())
    return location.market_id or next((found.market_id for found in sent_to if found and found.market_id), "")


def _lots(links: Sequence[Link]) -> Mapping[tuple[str, str], frozenset[str]]:
    """Return the lots that the event names, each with the serials named; none where it means the whole lot."""
    named: dict[tuple[str, str], set[str]] = {}
    whole: set[tuple[str, str]] = set()
    for link in links:
        if not link.item.lot:
            continue
        key = (link.item.gtin, link.item.lot)
        serials = named.setdefault(key, set())
        if link.item.serial:
            serials.add(link.item.serial)
        elif link.is_named:
            whole.add(key)
    return {key: frozenset() if key in whole else frozenset(serials) for key, serials in named.items()}
