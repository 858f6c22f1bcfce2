"""The way of the lots as an EPCIS 2.0 document.

Places are GLNs, or private location URIs where a place has none. Terms of ours stand under the
prefix `trace`: `step` (as shoppers are shown it), `statedBy` and `statedByEn`, `market` (where it happened or is
sent to), `place` and `placeEn` (where the registry has no name for it).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from bench.samples import lots
from bench.samples.establishments import ESTABLISHMENT
from bench.samples.markets import MARKET, MINH_KHAI
from bench.samples.numbers import NOW, at, gtin, sscc
from bench.samples.products import PRODUCT
from kiosk.records.registry import Establishment, Lot, Market, Product, Step

CONTEXT = [
    "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
    {"trace": "https://trace.example/ns/"},
]
NAMESPACE = uuid.UUID("0952dead-0000-5000-8000-5a3b1e000000")
PLOTS = {
    "vegetable": ("Ruộng số", "Plot"),
    "fruit": ("Vườn số", "Orchard"),
    "fish": ("Ao số", "Pond"),
    "tea": ("Nương số", "Tea garden"),
    "rice": ("Cánh đồng số", "Paddy"),
}

Event = dict[str, object]
Named = Establishment | Market
"""Who states an event."""


class Way(StrEnum):
    """How much of a lot's way has been keyed in."""

    WHOLE = "whole"
    BY_WHOLESALER = "by_wholesaler"
    GAP = "gap"
    """Harvest and market, nothing between."""
    ELSEWHERE = "elsewhere"
    NONE = "none"


IN_TURN = (Way.WHOLE, Way.WHOLE, Way.GAP, Way.WHOLE, Way.ELSEWHERE, Way.WHOLE, Way.NONE, Way.BY_WHOLESALER)
ELSEWHERE = "den-lu"
WHOLESALER = "dai-ly-mau"
HAULIER = "van-tai-mau"


@dataclass(frozen=True, slots=True)
class Trip:
    """One lot on its way."""

    number: int
    lot: Lot
    product: Product
    producer: Establishment
    market: str
    packed_on: date

    @property
    def item(self) -> str:
        """The lot as an EPC class."""
        return f"https://id.gs1.org/01/{self.lot.gtin}/10/{self.lot.lot}"

    @property
    def quantity(self) -> list[dict[str, object]]:
        """The whole lot, in kilograms where its packs have a fixed weight, else in pieces."""
        labels = self.lot.quantity or 120
        if self.product.net_weight_g is None:
            return [{"epcClass": self.item, "quantity": labels}]
        return [{"epcClass": self.item, "quantity": labels * self.product.net_weight_g / 1000, "uom": "KGM"}]


def document() -> dict[str, object]:
    """Return the EPCIS document of all sample lots."""
    return {
        "@context": CONTEXT,
        "id": "https://trace.example/epcis/sample",
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": NOW.isoformat(),
        "epcisBody": {"eventList": list(_events())},
    }


def _events() -> Iterator[Event]:
    turns = [(lot, Way.WHOLE) for lot in lots.STORY_LOTS]
    turns += [(lot, IN_TURN[index % len(IN_TURN)]) for index, lot in enumerate(lots.ORDINARY_LOTS)]
    for number, (lot, way) in enumerate(turns, start=1):
        assert lot.packed_on is not None
        product = PRODUCT[lot.gtin]
        market = ELSEWHERE if way is Way.ELSEWHERE else MINH_KHAI
        trip = Trip(number, lot, product, ESTABLISHMENT[product.establishment_id], market, lot.packed_on)
        yield from (event for event in _of(trip, way) if datetime.fromisoformat(str(event["eventTime"])) <= NOW)


def _of(trip: Trip, way: Way) -> Iterator[Event]:
    if way is Way.NONE:
        return
    yield from _origin(trip)
    if way is not Way.GAP:
        yield _packing(trip)
        yield _shipping(trip)
    if way is Way.BY_WHOLESALER:
        yield _receiving(trip)
    yield _market(trip)
    if trip.lot is lots.REUSED:
        yield _sale(trip)


def _event(trip: Trip, step: Step, when: datetime, stated_by: Named, content: Event) -> Event:
    identifier = uuid.uuid5(NAMESPACE, f"{trip.item} {step} {when.isoformat()}")
    return {
        "eventID": f"urn:uuid:{identifier}",
        "eventTime": when.isoformat(),
        "eventTimeZoneOffset": "+07:00",
        **content,
        "trace:step": step.value,
        "trace:statedBy": stated_by.name,
        "trace:statedByEn": stated_by.name_en,
    }


def _origin(trip: Trip) -> Iterator[Event]:
    """Yield harvest or slaughter: the lot comes into being. What is made of others begins with packing."""
    if trip.producer.city_code.startswith("HNK"):
        return
    if trip.product.group == "meat":
        content: Event = {**_made(trip), "readPoint": _gln(trip.producer), "bizLocation": _gln(trip.producer)}
        yield _event(trip, Step.SLAUGHTER, at(trip.packed_on, 2, 10), trip.producer, content)
        return
    harvested_on = trip.lot.harvested_on or trip.packed_on
    plot, plot_en = PLOTS[trip.product.group]
    number = 1 + trip.number % 7
    content = {
        **_made(trip),
        "readPoint": {"id": f"https://trace.example/place/{trip.producer.id}/plot-{number}"},
        "bizLocation": _gln(trip.producer),
        "ilmd": {
            "cbvmda:harvestStartDate": harvested_on.isoformat(),
            "cbvmda:harvestEndDate": harvested_on.isoformat(),
        },
        "trace:place": f"{plot} {number}, {trip.producer.place}",
        "trace:placeEn": f"{plot_en} {number}, {trip.producer.place_en}",
    }
    yield _event(trip, Step.HARVEST, at(harvested_on, 5, 30), trip.producer, content)


def _made(trip: Trip) -> Event:
    return {
        "type": "ObjectEvent",
        "action": "ADD",
        "bizStep": "commissioning",
        "disposition": "active",
        "quantityList": trip.quantity,
    }


def _packing(trip: Trip) -> Event:
    content: Event = {"readPoint": _gln(trip.producer), "bizLocation": _gln(trip.producer)}
    if trip.producer.city_code.startswith("HNK"):
        raw = 4521 if trip.product.group == "meat" else 4610
        content |= {
            "type": "TransformationEvent",
            "bizStep": "packing",
            "disposition": "in_progress",
            "inputQuantityList": [{"epcClass": f"https://id.gs1.org/01/{gtin(raw)}"}],
            "outputQuantityList": trip.quantity,
        }
    else:
        content |= {
            "type": "AggregationEvent",
            "action": "ADD",
            "bizStep": "packing",
            "disposition": "in_progress",
            "parentID": f"https://id.gs1.org/00/{sscc(trip.number)}",
            "childQuantityList": trip.quantity,
        }
    return _event(trip, Step.PACKING, at(trip.packed_on, 8, 10), trip.producer, content)


def _shipping(trip: Trip) -> Event:
    content: Event = {
        **_seen(trip, "shipping", "in_transit"),
        "readPoint": _gln(trip.producer),
        "sourceList": [{"type": "location", "source": _gln(trip.producer)["id"]}],
        "destinationList": [{"type": "location", "destination": _market_place(trip.market)["id"]}],
        "trace:place": trip.producer.place,
        "trace:placeEn": trip.producer.place_en,
        "trace:market": trip.market,
    }
    return _event(trip, Step.SHIPPING, at(trip.packed_on, 23, 40), ESTABLISHMENT[HAULIER], content)


def _receiving(trip: Trip) -> Event:
    wholesaler = ESTABLISHMENT[WHOLESALER]
    content: Event = {
        **_seen(trip, "receiving", "in_progress"),
        "readPoint": _gln(wholesaler),
        "bizLocation": _gln(wholesaler),
    }
    return _event(trip, Step.RECEIVING, at(trip.packed_on + timedelta(days=1), 1, 20), wholesaler, content)


def _market(trip: Trip) -> Event:
    place = _market_place(trip.market)
    content: Event = {
        **_seen(trip, "receiving", "in_progress"),
        "readPoint": place,
        "bizLocation": place,
        "trace:market": trip.market,
    }
    when = at(trip.packed_on + timedelta(days=1), 3, 15)
    return _event(trip, Step.MARKET, when, _market_says(trip.market), content)


def _sale(trip: Trip) -> Event:
    place = _market_place(trip.market)
    content: Event = {
        "type": "ObjectEvent",
        "action": "OBSERVE",
        "bizStep": "retail_selling",
        "disposition": "retail_sold",
        "epcList": [f"{trip.item}/21/{lots.first_serial(trip.lot)}"],
        "readPoint": place,
        "bizLocation": place,
        "trace:market": trip.market,
    }
    return _event(trip, Step.SALE, at(date(2026, 11, 20), 10, 15), _market_says(trip.market), content)


def _seen(trip: Trip, step: str, disposition: str) -> Event:
    return {
        "type": "ObjectEvent",
        "action": "OBSERVE",
        "bizStep": step,
        "disposition": disposition,
        "quantityList": trip.quantity,
    }


def _gln(establishment: Establishment) -> dict[str, str]:
    return {"id": f"https://id.gs1.org/414/{establishment.gln}"}


def _market_place(market: str) -> dict[str, str]:
    return {"id": f"https://trace.example/place/{market}"}


def _market_says(market: str) -> Named:
    known = MARKET[market]
    name = "chợ " + known.name.removeprefix("Chợ ").removeprefix("đầu mối ")
    return replace(known, name=name, name_en=known.name_en.replace(" wholesale", ""))
