"""Documents for tests: the way of one lot, and a document around any events."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from tests.central.registry_folder import GTIN, LOT

Event = dict[str, Any]

PROJECT = Path(__file__).parents[3]
STANDARDS = Path(os.environ.get("STANDARDS_DIR", PROJECT.parent / "shared" / "standards")) / "epcis"
SCHEMA = STANDARDS / "EPCIS-JSON-Schema.json"
ABSENT = f"no EPCIS schema at {SCHEMA}; set STANDARDS_DIR"

ITEM = f"https://id.gs1.org/01/{GTIN}/10/{LOT}"
FARM = {"id": "https://id.gs1.org/414/9521234000013"}
PACKER = {"id": "https://trace.example/place/E2"}
MARKET = {"id": "https://trace.example/place/M1"}
LOAD = "https://id.gs1.org/00/095200000000000035"
CONTEXT = [
    "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
    {"trace": "https://trace.example/ns/"},
]


def event_id(number: int) -> str:
    return f"urn:uuid:00000000-0000-4000-9000-{number:012}"


def event(number: int, time: str, **fields: object) -> Event:
    """Return an ObjectEvent of the lot, seen at `time` on 20 November (hours and minutes); fields replace its own."""
    return {
        "eventID": event_id(number),
        "type": "ObjectEvent",
        "action": "OBSERVE",
        "eventTime": f"2026-11-20T{time}:00+07:00",
        "eventTimeZoneOffset": "+07:00",
        "quantityList": [{"epcClass": ITEM, "quantity": 40, "uom": "KGM"}],
        **fields,
    }


HARVEST = event(
    1,
    "05:30",
    action="ADD",
    bizStep="commissioning",
    disposition="active",
    readPoint={"id": "https://trace.example/place/E1/plot-3"},
    bizLocation=FARM,
    ilmd={"cbvmda:harvestStartDate": "2026-11-20", "trace:plot": "3"},
    **{"trace:place": "Ruộng số 3, Xã Phúc Thịnh", "trace:placeEn": "Plot 3, Phuc Thinh"},
)
PACKING = {
    "eventID": event_id(2),
    "type": "AggregationEvent",
    "action": "ADD",
    "bizStep": "packing",
    "eventTime": "2026-11-20T08:10:00+07:00",
    "eventTimeZoneOffset": "+07:00",
    "parentID": LOAD,
    "childQuantityList": [{"epcClass": ITEM, "quantity": 40, "uom": "KGM"}],
    "readPoint": FARM,
}
SHIPPING = event(
    3,
    "23:40",
    bizStep="shipping",
    disposition="in_transit",
    readPoint=FARM,
    sourceList=[{"type": "owning_party", "source": FARM["id"]}],
    destinationList=[{"type": "location", "destination": MARKET["id"]}],
)
RECEIVING = event(4, "23:50", bizStep="receiving", disposition="in_progress", readPoint=MARKET, bizLocation=MARKET)
STOCKING = event(
    5, "23:55", bizStep="stocking", disposition="sellable_accessible", readPoint=MARKET, bizLocation=MARKET
)
WAY = [HARVEST, PACKING, SHIPPING, RECEIVING, STOCKING]


def document(*events: object, **fields: object) -> Event:
    return {
        "@context": CONTEXT,
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-11-21T00:00:00+07:00",
        "epcisBody": {"eventList": list(events)},
        **fields,
    }


def body(*events: object, **fields: object) -> bytes:
    return json.dumps(document(*events, **fields)).encode()


def without(original: Event, *names: str) -> Event:
    return {name: value for name, value in original.items() if name not in names}
