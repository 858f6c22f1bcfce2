"""Documents as they are accepted: all of the standard's own, none that it or we refuse."""

from __future__ import annotations

import copy
import json
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from kiosk.central.epcis.documents import MAX_DEPTH, MAX_EVENTS, DocumentError, read_document
from tests.central.epcis.stories import (
    ABSENT,
    HARVEST,
    ITEM,
    PACKING,
    RECEIVING,
    SCHEMA,
    SHIPPING,
    STANDARDS,
    WAY,
    Event,
    body,
    document,
    event,
    without,
)

NEEDS_SCHEMA = pytest.mark.skipif(not SCHEMA.exists(), reason=ABSENT)
EXAMPLES = sorted((STANDARDS / "examples").glob("*.jsonld"))
CHILLED = event(
    6,
    "06:00",
    bizStep="sensor_reporting",
    readPoint={"id": "https://id.gs1.org/414/9521234000013/254/cold-1"},
    sensorElementList=[
        {
            "sensorMetadata": {"time": "2026-11-20T06:00:00+07:00", "deviceID": "urn:epc:id:giai:4000001.111"},
            "sensorReport": [{"type": "Temperature", "value": 4.2, "uom": "CEL", "exception": "ALARM_CONDITION"}],
        }
    ],
)
CUTTING = {
    "type": "TransformationEvent",
    "eventTime": "2026-11-20T07:00:00+07:00",
    "eventTimeZoneOffset": "+07:00",
    "bizStep": "commissioning",
    "inputQuantityList": [{"epcClass": ITEM, "quantity": 40, "uom": "KGM"}],
    "outputQuantityList": [{"epcClass": "urn:epc:class:lgtin:4012345.011111.4444", "quantity": 38.5, "uom": "KGM"}],
    "ilmd": {"https://trace.example/ns/method": "by hand"},
}
JOINED = {
    **without(PACKING, "childQuantityList"),
    "type": "AssociationEvent",
    "childEPCs": ["urn:epc:id:giai:4000001.1"],
}
ORDERED = {
    **event(7, "07:30", bizTransactionList=[{"type": "po", "bizTransaction": "https://example.org/po/1"}]),
    "type": "TransactionEvent",
}
GOOD = [*WAY, CHILLED, CUTTING, JOINED, ORDERED]


def faults(spoilt: object) -> list[tuple[str, str]]:
    (draft,) = read_document(body(spoilt)).drafts
    return [(fault.field, fault.reason) for fault in draft.faults]


@cache
def schema() -> Draft7Validator:
    return Draft7Validator(json.loads(SCHEMA.read_text("utf-8")))


@pytest.mark.skipif(not EXAMPLES, reason=ABSENT)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_of_the_standard_are_accepted(path: Any) -> None:
    drafts = read_document(path.read_bytes()).drafts
    assert drafts
    assert [draft.faults for draft in drafts if draft.event is None] == []


@pytest.mark.parametrize("good", GOOD, ids=lambda good: f"{good['type']}-{good.get('bizStep', '')}")
def test_every_kind_of_event_is_accepted(good: Event) -> None:
    assert faults(good) == []


BAD: list[tuple[object, str, str]] = [
    ({**SHIPPING, "bizStep": "posting"}, "bizStep", "Core Business Vocabulary"),
    ({**SHIPPING, "bizStep": "https://example.org/steps/posting"}, "bizStep", "Core Business Vocabulary"),
    ({**SHIPPING, "bizStep": "urn:epcglobal:cbv:bizstep:shipping"}, "bizStep", "Core Business Vocabulary"),
    ({**SHIPPING, "disposition": "fresh"}, "disposition", "Core Business Vocabulary"),
    ({**SHIPPING, "persistentDisposition": {"set": ["fresh"]}}, "persistentDisposition.set.0", "Core Business"),
    ({**SHIPPING, "persistentDisposition": {}}, "persistentDisposition", "neither set nor unset"),
    ({**HARVEST, "ilmd": {"harvestDate": "2026-11-20"}}, "ilmd", "no namespace"),
    ({**HARVEST, "ilmd": {"farm:plot": "3"}}, "ilmd", "does not declare the prefix 'farm'"),
    ({**HARVEST, "action": "OBSERVE"}, "", "ilmd stands only with action ADD"),
    ({**HARVEST, "plot": "3"}, "", "no namespace"),
    ({**HARVEST, "farm:plot": "3"}, "", "prefix 'farm'"),
    ({**SHIPPING, "readPoint": {"id": "https://trace.example/place/E1", "gate": 2}}, "readPoint", "no namespace"),
    ({**SHIPPING, "eventTime": "2026-11-20T23:40:00"}, "eventTime", "offset"),
    ({**SHIPPING, "eventTime": "2026-11-31T23:40:00Z"}, "eventTime", "is no time"),
    ({**SHIPPING, "eventTime": "20/11/2026"}, "eventTime", "offset"),
    ({**SHIPPING, "eventTime": "0001-01-01T00:00:00+07:00"}, "eventTime", "outside the years"),
    ({**SHIPPING, "quantityList": [{"epcClass": ITEM, "quantity": 1e300}]}, "quantityList.0.quantity", "less than"),
    ({**SHIPPING, "eventTime": 1700000000}, "eventTime", "string"),
    ({**SHIPPING, "eventTimeZoneOffset": "Z"}, "eventTimeZoneOffset", "pattern"),
    ({**SHIPPING, "eventTimeZoneOffset": "+7:00"}, "eventTimeZoneOffset", "pattern"),
    ({**SHIPPING, "eventTimeZoneOffset": "+14:30"}, "eventTimeZoneOffset", "pattern"),
    (without(SHIPPING, "eventTimeZoneOffset"), "eventTimeZoneOffset", "required"),
    (without(SHIPPING, "action"), "action", "required"),
    ({**SHIPPING, "action": "observe"}, "action", "OBSERVE"),
    (without(SHIPPING, "type"), "type", "none of"),
    ({**SHIPPING, "type": "QuantityEvent"}, "type", "none of"),
    ({**SHIPPING, "eventID": "17"}, "eventID", "no absolute URI"),
    ({**SHIPPING, "eventID": "urn:uuid:17"}, "eventID", "no UUID"),
    ({**SHIPPING, "eventID": "ni:///sha-256;17?ver=CBV2.0"}, "eventID", "event hash"),
    ({**SHIPPING, "epcList": ["https://id.gs1.org/01/09521234543214/21/1"]}, "epcList.0", "check digit"),
    ({**SHIPPING, "epcList": ["https://id.gs1.org/01/9521234543213/21/1"]}, "epcList.0", "Digital Link"),
    ({**SHIPPING, "epcList": [ITEM]}, "epcList.0", "belongs among the quantities"),
    ({**SHIPPING, "epcList": [f"{ITEM}/21/1?17=261130"]}, "epcList.0", "ends with the path"),
    ({**SHIPPING, "epcList": ["urn:epc:id:sgtin:0614141.107346"]}, "epcList.0", "sgtin"),
    ({**SHIPPING, "epcList": ["urn:epc:id:sgtin:0614141.1107346.1"]}, "epcList.0", "sgtin"),
    ({**SHIPPING, "epcList": ["urn:epc:id:fish:1.2.3"]}, "epcList.0", "no known scheme"),
    ({**SHIPPING, "epcList": ["a label"]}, "epcList.0", "no absolute URI"),
    ({**SHIPPING, "epcList": [f"{ITEM}/21/1"] * 2}, "", "stands twice"),
    ({**SHIPPING, "quantityList": [{"epcClass": f"{ITEM}/21/1"}]}, "quantityList.0.epcClass", "among the EPCs"),
    ({**SHIPPING, "quantityList": [{"epcClass": ITEM, "quantity": -1}]}, "quantityList.0.quantity", "greater than 0"),
    ({**SHIPPING, "quantityList": [{"epcClass": ITEM, "quantity": "40"}]}, "quantityList.0.quantity", "number"),
    ({**SHIPPING, "quantityList": [{"epcClass": ITEM, "uom": "KGM"}]}, "quantityList.0", "without quantity"),
    ({**SHIPPING, "quantityList": [{"epcClass": ITEM, "quantity": 1, "uom": "kg"}]}, "quantityList.0.uom", "pattern"),
    ({**SHIPPING, "quantityList": [{"epcClass": ITEM, "weight": 1}]}, "quantityList.0.weight", "Extra"),
    (without(SHIPPING, "quantityList"), "", "names nothing"),
    ({**SHIPPING, "quantityList": []}, "", "names nothing"),
    ({**SHIPPING, "bizLocation": {"id": "https://id.gs1.org/414/9521234000014"}}, "bizLocation.id", "check digit"),
    ({**SHIPPING, "bizLocation": {"id": ITEM}}, "bizLocation.id", "no place"),
    ({**SHIPPING, "bizLocation": "https://trace.example/place/E1"}, "bizLocation", "valid"),
    ({**SHIPPING, "sourceList": [{"type": "farm", "source": "https://x.example/1"}]}, "sourceList.0.type", "word"),
    ({**SHIPPING, "sourceList": [{"source": "https://x.example/1"}]}, "sourceList.0.type", "required"),
    ({**SHIPPING, "bizTransactionList": [{"type": "po"}]}, "bizTransactionList.0.bizTransaction", "required"),
    ({**SHIPPING, "errorDeclaration": {}}, "errorDeclaration.declarationTime", "required"),
    (
        {**SHIPPING, "errorDeclaration": {"declarationTime": "2026-11-21T00:00:00Z", "reason": "mistake"}},
        "errorDeclaration.reason",
        "word",
    ),
    ({**PACKING, "childQuantityList": []}, "", "names no children"),
    (without(PACKING, "parentID"), "", "parentID is needed"),
    (without(JOINED, "parentID"), "parentID", "required"),
    ({**PACKING, "ilmd": {"trace:plot": "3"}}, "", "'ilmd' is not of EPCIS"),
    (without(CUTTING, "outputQuantityList"), "", "inputs and outputs"),
    ({**ORDERED, "bizTransactionList": []}, "bizTransactionList", "at least 1"),
    ({**CHILLED, "sensorElementList": [{"sensorReport": []}]}, "sensorElementList.0.sensorReport", "at least 1"),
    (
        {**CHILLED, "sensorElementList": [{"sensorReport": [{"type": "Warmth"}]}]},
        "sensorElementList.0.sensorReport.0.type",
        "word",
    ),
    (7, "", "no object"),
    ({**SHIPPING, "bizStep": None}, "", "'bizStep' is null"),
    ({**SHIPPING, "readPoint": {"id": None}}, "readPoint", "'id' is null"),
    ({**SHIPPING, "@context": 7}, "@context", "address or an object"),
]


@pytest.mark.parametrize(("spoilt", "field", "reason"), BAD)
def test_bad_event_is_refused_with_field_and_reason(spoilt: object, field: str, reason: str) -> None:
    found = faults(spoilt)
    assert any(field == at and reason in why for at, why in found), found


def test_bad_event_leaves_its_neighbours_alone() -> None:
    drafts = read_document(body(HARVEST, {**SHIPPING, "bizStep": "posting"}, RECEIVING)).drafts
    assert [draft.event is not None for draft in drafts] == [True, False, True]


def test_prefix_of_the_events_own_context_counts() -> None:
    assert faults({**HARVEST, "@context": [{"farm": "https://farm.example/"}], "farm:plot": "3"}) == []


def test_order_and_fields_of_the_original_stay_as_they_came() -> None:
    (draft,) = read_document(body(HARVEST)).drafts
    assert draft.original == HARVEST
    assert list(draft.original) == list(HARVEST)


WRONG_WHOLES: list[tuple[bytes, str]] = [
    (b"", "no JSON"),
    (b"{", "no JSON"),
    (b"\xff{}", "UTF-8"),
    (b"[]", "no JSON object"),
    (b"{}", "@context"),
    (b'{"a": 1, "a": 2}', "'a' stands twice"),
    (b'{"a": NaN}', "NaN is no number"),
    (b'{"a": 1e999}', "too large"),
    (b'{"a": "\\ud800"}', "surrogate"),
    (b'{"a": "\\u0000"}', "NUL"),
    (b"[" * 100_000 + b"]" * 100_000, "deep"),
    (b'{"a":' * (MAX_DEPTH + 1) + b"1" + b"}" * (MAX_DEPTH + 1), "deep"),
    (json.dumps(without(document(HARVEST), "@context")).encode(), "@context"),
    (body(HARVEST, **{"@context": ["https://example.org/own.jsonld"]}), "context of EPCIS"),
    (body(HARVEST, **{"@context": [document()["@context"][0]] * 2}), "stands twice"),
    (body(HARVEST, type="EPCISQueryDocument"), "type"),
    (body(HARVEST, schemaVersion="1.2"), "schemaVersion"),
    (body(HARVEST, creationDate="2026-11-21"), "creationDate"),
    (body(HARVEST, epcisBody={}), "epcisBody.eventList"),
    (body(HARVEST, epcisBody={"eventList": {}}), "epcisBody.eventList"),
    (body(HARVEST, remark="none"), "'remark' is not of EPCIS"),
    (body(HARVEST, epcisHeader={"remark": 1}), "epcisHeader.remark"),
    (body(*[HARVEST] * (MAX_EVENTS + 1)), "epcisBody.eventList"),
]


@pytest.mark.parametrize(("content", "words"), WRONG_WHOLES, ids=[words for _, words in WRONG_WHOLES])
def test_what_is_no_document_is_refused_whole(content: bytes, words: str) -> None:
    with pytest.raises(DocumentError, match=words.replace("'", ".")):
        read_document(content)


def _places_of(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, one in inner for found in _places_of(one, (*path, key)))]


def _put(whole: Any, path: tuple[str | int, ...], value: object, *, remove: bool) -> None:
    for step in path[:-1]:
        whole = whole[step]
    if remove:
        del whole[path[-1]]
    else:
        whole[path[-1]] = value


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 300),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(
        ["shipping", "in_transit", ITEM, f"{ITEM}/21/A", "urn:epc:id:sscc:0614141.1234567890", "po", "ADD", "DELETE"]
    ),
    st.sampled_from(["2026-11-20T10:00:00Z", "+07:00", "https://x.example/a b", "urn:x:y", "KGM", "Temperature"]),
    st.builds(list),
    st.builds(dict),
    st.builds(lambda: {"trace:a": 1}),
    st.lists(st.sampled_from([ITEM, f"{ITEM}/21/A"]), max_size=2),
)


SPOILS = st.lists(st.tuples(st.integers(0, 200), VALUES, st.booleans()), min_size=1, max_size=2)


@NEEDS_SCHEMA
@settings(max_examples=600, deadline=None)
@given(index=st.integers(0, len(GOOD) - 1), spoils=SPOILS)
def test_what_we_accept_is_valid_by_the_published_schema(index: int, spoils: list[tuple[int, object, bool]]) -> None:
    """Good events, spoilt in one or two places: what is still accepted must be valid."""
    whole = copy.deepcopy(document(GOOD[index]))
    for number, value, remove in spoils:
        paths = _places_of(whole)[1:]
        _put(whole, paths[number % len(paths)], copy.deepcopy(value), remove=remove)
    try:
        drafts = read_document(json.dumps(whole).encode()).drafts
    except DocumentError:
        return
    if all(draft.event is not None for draft in drafts):
        assert [error.message for error in schema().iter_errors(whole)] == []


@NEEDS_SCHEMA
def test_what_the_published_schema_lets_through_is_refused_here() -> None:
    let_through = [spoilt for spoilt, _, _ in BAD if not list(schema().iter_errors(document(spoilt)))]
    assert len(let_through) >= 20
    assert all(faults(spoilt) for spoilt in let_through)
