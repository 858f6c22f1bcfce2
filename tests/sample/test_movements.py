"""The way of the sample lots, as a valid EPCIS 2.0 document."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from tests.sample.samples import FOLDER, NOW, read

STANDARDS = Path(os.environ.get("STANDARDS_DIR", FOLDER.parents[2] / "shared" / "standards"))
SCHEMA = STANDARDS / "epcis" / "EPCIS-JSON-Schema.json"
DOCUMENT: dict[str, Any] = read("movements.jsonld")
EVENTS: list[dict[str, Any]] = DOCUMENT["epcisBody"]["eventList"]


def lots_of(event: dict[str, Any]) -> set[str]:
    items = [row["epcClass"] for field in QUANTITIES for row in event.get(field, [])] + event.get("epcList", [])
    return {"/".join(item.split("/")[3:7]) for item in items if "/10/" in item}


QUANTITIES = ("quantityList", "childQuantityList", "outputQuantityList")


def ways() -> dict[str, list[dict[str, Any]]]:
    by_lot: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for event in EVENTS:
        for lot in lots_of(event):
            by_lot[lot].append(event)
    return by_lot


@pytest.mark.skipif(not SCHEMA.exists(), reason=f"{SCHEMA} is not there: set STANDARDS_DIR")
def test_document_is_valid_by_the_published_schema() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert [error.message for error in Draft7Validator(schema).iter_errors(DOCUMENT)] == []


@pytest.mark.skipif(not SCHEMA.exists(), reason=f"{SCHEMA} is not there: set STANDARDS_DIR")
@pytest.mark.parametrize("term", ["bizStep", "disposition"])
def test_bare_words_are_of_the_core_business_vocabulary(term: str) -> None:
    definition = json.loads(SCHEMA.read_text(encoding="utf-8"))["definitions"][term]
    words = {word for choice in definition["anyOf"] for word in choice.get("enum", [])}
    assert {event[term] for event in EVENTS} <= words


def test_event_ids_are_unique() -> None:
    assert len({event["eventID"] for event in EVENTS}) == len(EVENTS)


def test_nothing_has_happened_later_than_now() -> None:
    assert all(datetime.fromisoformat(event["eventTime"]) <= NOW for event in EVENTS)


def test_own_terms_have_a_namespace() -> None:
    assert all(":" in name for event in EVENTS for name in event.get("ilmd", {}))
    assert {name.partition(":")[0] for event in EVENTS for name in event if ":" in name} == {"trace"}


def test_events_of_a_lot_stand_in_the_order_of_time() -> None:
    for way in ways().values():
        times = [datetime.fromisoformat(event["eventTime"]) for event in way]
        assert times == sorted(times)


def test_genuine_lot_is_traced_from_harvest_to_this_market() -> None:
    way = ways()["01/09521234543213/10/L2611A"]
    assert [event["trace:step"] for event in way] == ["harvest", "packing", "shipping", "market"]
    assert way[-1]["trace:market"] == "minh-khai"


def test_some_lots_have_gaps_some_went_elsewhere_some_have_no_events() -> None:
    steps = [[event["trace:step"] for event in way] for way in ways().values()]
    assert ["harvest", "market"] in steps
    assert any(way[-1].get("trace:market") == "den-lu" for way in ways().values())
    assert 0 < 80 - len(ways()) < 20
