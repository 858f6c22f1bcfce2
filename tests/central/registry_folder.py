"""A small registry as files: one good case that each test spoils in one place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Row = dict[str, object]

GTIN = "09521234543213"
LOT = "L2611A"
SERIAL = "7K2M9Q4T"

ESTABLISHMENTS: list[Row] = [
    {
        "id": "E1",
        "name": "HTX Rau mẫu",
        "place": "Xã Phúc Thịnh, Hà Nội",
        "city_code": "HNP00417S",
        "gln": "9521234000013",
    },
    {"id": "E2", "name": "Cơ sở đóng gói mẫu", "place": "Phường Hà Đông, Hà Nội", "place_en": "Ha Dong ward, Hanoi"},
]
MARKETS: list[Row] = [
    {"id": "M1", "name": "Chợ Long Biên", "latitude": 21.04, "longitude": 105.85},
    {"id": "M2", "name": "Chợ đầu mối Minh Khai", "latitude": 21.05, "longitude": 105.74},
    {"id": "M3", "name": "Chợ phía Nam", "latitude": 20.98, "longitude": 105.86},
]
PRODUCTS: list[Row] = [
    {"gtin": GTIN, "name": "Rau muống", "group": "vegetable", "establishment_id": "E1", "plu": "4089"},
    {"gtin": "09521234543220", "name": "Cải ngọt", "group": "vegetable", "establishment_id": "E1", "plu": "4545"},
    {"gtin": "09521234543237", "name": "Cải ngọt khác", "group": "vegetable", "establishment_id": "E2", "plu": "4545"},
]
LOTS: list[Row] = [
    {
        "gtin": GTIN,
        "lot": LOT,
        "registered_at": "2026-11-20T06:00:00+07:00",
        "harvested_on": "2026-11-20",
        "use_by": "2026-11-30",
        "earlier_dates": ["2026-11-29"],
        "destination_market_id": "M1",
    },
    {"gtin": GTIN, "lot": "L2611B", "registered_at": "2026-11-20T06:00:00+07:00", "is_serialised": False},
]
CERTIFICATES: list[Row] = [
    {
        "id": "C1",
        "kind": "vietgap",
        "number": "VG-01",
        "issuer": "Trung tâm mẫu",
        "establishment_id": "E1",
        "first_day": "2025-01-01",
        "last_day": "2027-01-01",
        "groups": ["vegetable"],
    },
]
NEEDED_KINDS: list[Row] = [{"group": "vegetable", "any_of": ["eligibility", "vietgap"], "first_day": "2020-01-01"}]
RECALLS: list[Row] = [
    {
        "id": "R1",
        "reason": "Dư lượng",
        "authority": "Chi cục mẫu",
        "document": "12/QĐ",
        "effective_at": "2026-11-22T00:00:00+07:00",
        "gtins": ["09521234543220"],
        "lots": ["X1"],
    },
    {
        "id": "R2",
        "reason": "Vi sinh",
        "authority": "Chi cục mẫu",
        "document": "13/QĐ",
        "effective_at": "2026-11-22T00:00:00+07:00",
        "establishment_ids": ["E2"],
    },
]
VIOLATIONS: list[Row] = [
    {
        "id": "V1",
        "establishment_id": "E2",
        "summary": "Giấy tờ",
        "authority": "Sở mẫu",
        "document": "14/QĐ",
        "published_on": "2026-11-01",
    }
]
SERIALS: list[Row] = [{"gtin": GTIN, "lot": LOT, "serials": [SERIAL, "0000000B"]}]
MOVEMENTS: dict[str, Any] = {
    "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", {"trace": "https://trace.example/"}],
    "type": "EPCISDocument",
    "schemaVersion": "2.0",
    "creationDate": "2026-11-22T00:00:00+07:00",
    "epcisBody": {
        "eventList": [
            {
                "eventID": "urn:uuid:00000000-0000-4000-8000-000000000001",
                "type": "AggregationEvent",
                "action": "ADD",
                "bizStep": "packing",
                "eventTime": "2026-11-20T10:00:00+07:00",
                "eventTimeZoneOffset": "+07:00",
                "parentID": "https://trace.example/00/095200000000000011",
                "childQuantityList": [
                    {"epcClass": f"https://trace.example/01/{GTIN}/10/{LOT}", "quantity": 40, "uom": "KGM"}
                ],
                "bizLocation": {"id": "https://trace.example/places/E2"},
            },
            {
                "eventID": "urn:uuid:00000000-0000-4000-8000-000000000000",
                "type": "ObjectEvent",
                "action": "ADD",
                "bizStep": "commissioning",
                "eventTime": "2026-11-20T06:00:00+07:00",
                "eventTimeZoneOffset": "+07:00",
                "quantityList": [
                    {"epcClass": f"https://trace.example/01/{GTIN}/10/{LOT}", "quantity": 41, "uom": "KGM"}
                ],
                "readPoint": {"id": "https://trace.example/414/9521234000013"},
            },
            {
                "eventID": "urn:uuid:00000000-0000-4000-8000-000000000002",
                "type": "ObjectEvent",
                "action": "OBSERVE",
                "bizStep": "retail_selling",
                "eventTime": "2026-11-22T08:00:00+07:00",
                "eventTimeZoneOffset": "+07:00",
                "epcList": [f"https://trace.example/01/{GTIN}/10/{LOT}/21/0000000B"],
                "bizLocation": {"id": "https://trace.example/places/M1"},
            },
        ]
    },
}
HISTORY: dict[str, list[Row]] = {
    "checks": [
        {"check_id": "h1", "gtin": GTIN, "serial": "0000000B", "at": "2026-11-22T10:00:00+07:00", "market_id": "M2"}
    ],
    "flags": [{"gtin": GTIN, "serial": "0000000B", "kind": "copied", "since": "2026-11-22T11:00:00+07:00"}],
}
LISTS = {"version": 7, "issued": "2026-11-23T00:00:00Z", "hosts": ["trace.example"], "keys": []}

FILES: dict[str, object] = {
    "registry/establishments.json": ESTABLISHMENTS,
    "registry/markets.json": MARKETS,
    "registry/products.json": PRODUCTS,
    "registry/lots.json": LOTS,
    "registry/certificates.json": CERTIFICATES,
    "registry/needed_kinds.json": NEEDED_KINDS,
    "registry/recalls.json": RECALLS,
    "registry/violations.json": VIOLATIONS,
    "registry/issued_serials.json": SERIALS,
    "movements.jsonld": MOVEMENTS,
    "history.json": HISTORY,
    "lists.json": LISTS,
}


def write_registry(folder: Path, **changed: object) -> Path:
    """Write the folder; `changed` replaces files by the name without folder and ending. Return `folder`."""
    (folder / "registry").mkdir(parents=True, exist_ok=True)
    for name, content in FILES.items():
        stem = Path(name).stem
        (folder / name).write_text(json.dumps(changed.get(stem, content), ensure_ascii=False), encoding="utf-8")
    return folder
