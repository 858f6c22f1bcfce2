"""GET /epcis/events: by ID and by question, each caller what is theirs."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from jsonschema import Draft7Validator
from sqlalchemy import Engine, insert, update
from starlette.testclient import TestClient

from kiosk.central.people.rights import Role
from kiosk.central.registry.tables import establishments, units
from tests.central.conftest import People
from tests.central.epcis.stories import (
    ABSENT,
    CONTEXT,
    FARM,
    HARVEST,
    ITEM,
    LOAD,
    MARKET,
    PACKER,
    SCHEMA,
    SHIPPING,
    WAY,
    body,
    event,
    event_id,
    without,
)
from tests.central.registry_folder import LOT

Headers = dict[str, str]
DECLARED = {**SHIPPING, "errorDeclaration": {"declarationTime": "2026-11-22T00:00:00+07:00"}}


@pytest.fixture
def supervisor(people: People) -> Headers:
    return people.add(Role.SUPERVISOR)


@pytest.fixture
def stored(client: TestClient, people: People) -> TestClient:
    """A client of a centre that knows the whole way."""
    send(client, people, *WAY)
    return client


def send(client: TestClient, people: People, *events: object) -> None:
    headers = people.add(Role.ADMINISTRATOR)
    assert client.post("/epcis/capture", content=body(*events), headers=headers).json()["success"]


def found(client: TestClient, headers: Headers, question: str) -> list[Any]:
    answer = client.get(f"/epcis/events?{question}", headers=headers)
    assert answer.status_code == 200, answer.text
    events: list[Any] = answer.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    return events


def ids(events: list[Any]) -> list[str]:
    return [event["eventID"] for event in events]


def test_event_is_answered_as_it_came_under_its_context(stored: TestClient, supervisor: Headers) -> None:
    answer = stored.get(f"/epcis/events/{quote(event_id(1), safe='')}", headers=supervisor)
    event = answer.json()
    assert without(event, "@context", "recordTime") == HARVEST
    assert event["@context"] == CONTEXT
    assert event["recordTime"].startswith("2026-11-23T0")
    assert answer.headers["GS1-EPCIS-Version"] == "2.0.0"


def test_id_that_is_a_hash_is_found_by_its_escaped_path(
    client: TestClient, people: People, supervisor: Headers
) -> None:
    hashed = f"ni:///sha-256;{'0' * 64}?ver=CBV2.0"
    send(client, people, {**HARVEST, "eventID": hashed})
    assert client.get(f"/epcis/events/{quote(hashed, safe='')}", headers=supervisor).json()["eventID"] == hashed


@pytest.mark.skipif(not SCHEMA.exists(), reason=ABSENT)
def test_answers_are_valid_by_the_published_schema(stored: TestClient, people: People, supervisor: Headers) -> None:
    send(stored, people, DECLARED)
    schema = Draft7Validator(json.loads(SCHEMA.read_text("utf-8")))
    whole = stored.get("/epcis/events", headers=supervisor).json()
    one = stored.get(f"/epcis/events/{event_id(3)}", headers=supervisor).json()
    assert [error.message for answer in (whole, one) for error in schema.iter_errors(answer)] == []


QUESTIONS = [
    ("", [1, 2, 3, 4, 5]),
    (f"MATCH_anyEPCClass={quote(ITEM)}", [1, 2, 3, 4, 5]),
    (f"MATCH_anyEPCClass=urn:epc:class:lgtin:9521234.054321.{LOT}", [1, 2, 3, 4, 5]),
    (f"MATCH_anyEPC={quote(LOAD)}", [2]),
    (f"MATCH_anyEPC={quote(LOAD)}&MATCH_anyEPCClass={quote(ITEM)}", [2]),
    ("MATCH_anyEPC=urn:epc:id:sscc:9520000.0000000003", [2]),
    (f"MATCH_anyEPC={quote(LOAD)},urn:epc:id:sscc:0614141.1234567890", [2]),
    ("eventType=AggregationEvent", [2]),
    ("eventType=AggregationEvent,ObjectEvent&EQ_bizStep=packing&EQ_bizStep=stocking", [2, 5]),
    ("EQ_bizStep=https://ref.gs1.org/cbv/BizStep-packing", [2]),
    ("EQ_action=ADD&EQ_disposition=active", [1]),
    (f"EQ_eventID={event_id(3)}", [3]),
    ("GE_eventTime=2026-11-20T23:50:00%2B07:00", [4, 5]),
    ("GE_eventTime=2026-11-20T23:50:00+07:00&LT_eventTime=2026-11-20T23:55:00+07:00", [4]),
    ("LT_recordTime=2026-11-23T00:00:00Z", []),
    ("GE_recordTime=2026-11-23T00:00:00Z", [1, 2, 3, 4, 5]),
]


def test_questions_find_what_they_mean(stored: TestClient, supervisor: Headers) -> None:
    got = {asked: [one for one in ids(found(stored, supervisor, asked)) if "-9000-" in one] for asked, _ in QUESTIONS}
    assert got == {asked: [event_id(number) for number in numbers] for asked, numbers in QUESTIONS}


REFUSED = [
    ("MATCH_everything=1", "MATCH_everything"),
    ("EQ_eventid=1", "EQ_eventid"),
    ("perPage=0", "perPage"),
    ("perPage=201", "perPage"),
    ("nextPageToken=x", "nextPageToken"),
    ("nextPageToken=%ff", "nextPageToken"),
    ("GE_eventTime=2026-11-20T23:50:00", "GE_eventTime"),
    ("GE_eventTime=yesterday", "GE_eventTime"),
    ("GE_eventTime=0001-01-01T00:00:00%2B07:00", "GE_eventTime"),
    ("GE_eventTime=1999-12-31T23:59:59Z", "2000 to 2199"),
    ("LT_recordTime=9999-12-31T23:59:59-07:00", "LT_recordTime"),
    ("nextPageToken=MDAwMS0wMS0wMVQwMDowMDowMCswNzowMCAx", "nextPageToken"),
    (f"MATCH_anyEPC={quote(ITEM)}", "MATCH_anyEPCClass"),
    (f"MATCH_anyEPCClass={quote(LOAD)}", "MATCH_anyEPC"),
    ("MATCH_anyEPC=urn:epc:id:sgtin:1.2.3", "sgtin"),
    ("MATCH_anyEPC=%00", "MATCH_anyEPC"),
    ("eventType=%00", "eventType"),
]


@pytest.mark.one_database
@pytest.mark.parametrize(("question", "words"), REFUSED)
def test_question_that_means_nothing_is_refused_by_name(
    stored: TestClient, supervisor: Headers, question: str, words: str
) -> None:
    answer = stored.get(f"/epcis/events?{question}", headers=supervisor)
    assert answer.status_code == 400
    assert words in answer.json()["detail"]


def test_pages_follow_each_other_without_gap_and_doubles(stored: TestClient, supervisor: Headers) -> None:
    everything = ids(found(stored, supervisor, "perPage=200"))
    seen: list[str] = []
    url = "/epcis/events?perPage=3&eventType=ObjectEvent,AggregationEvent"
    while url:
        answer = stored.get(url, headers=supervisor)
        seen += ids(answer.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"])
        url = answer.links.get("next", {}).get("url", "")
    assert seen == everything
    assert len(seen) == 8


def test_everybody_sees_what_is_theirs(stored: TestClient, people: People) -> None:
    farm = found(stored, people.add(Role.PRODUCER, establishment_id="E1"), "")
    packer = found(stored, people.add(Role.PRODUCER, establishment_id="E2"), "")
    board = found(stored, people.add(Role.BOARD, market_id="M1"), "")
    other = found(stored, people.add(Role.BOARD, market_id="M3"), "")
    assert [one for one in ids(farm) if "-9000-" in one] == [event_id(1), event_id(2), event_id(3)]
    assert [one for one in ids(packer) if "-9000-" in one] == []
    assert [one for one in ids(board) if "-9000-" in one] == [event_id(3), event_id(4), event_id(5)]
    assert other == []


def test_unit_sees_what_happens_in_it(stored: TestClient, people: People, engine: Engine) -> None:
    with engine.begin() as connection:
        ward = {"id": "ward", "name": "Xã mẫu", "name_en": "", "level": "ward", "parent_id": "", "folded": "xa mau"}
        connection.execute(insert(units), {**ward, "first_day": date(2025, 7, 1)})
        connection.execute(update(establishments).where(establishments.c.id == "E1").values(unit_id="ward"))
    seen = found(stored, people.add(Role.DEPARTMENT, unit_id="ward"), "")
    assert [one for one in ids(seen) if "-9000-" in one] == [event_id(1), event_id(2), event_id(3)]


def test_event_of_others_is_refused_like_one_that_does_not_exist(stored: TestClient, people: People) -> None:
    board = people.add(Role.BOARD, market_id="M3")
    theirs = stored.get(f"/epcis/events/{event_id(1)}", headers=board)
    unknown = stored.get("/epcis/events/urn:uuid:unknown", headers=board)
    assert (theirs.status_code, theirs.json()) == (unknown.status_code, unknown.json()) == (403, theirs.json())


def test_event_that_does_not_exist_is_told_to_whom_may_see_all(stored: TestClient, supervisor: Headers) -> None:
    assert stored.get("/epcis/events/urn:uuid:unknown", headers=supervisor).status_code == 404


def test_declared_error_is_shown_to_supervisors_only(stored: TestClient, people: People, supervisor: Headers) -> None:
    send(stored, people, DECLARED)
    producer = people.add(Role.PRODUCER, establishment_id="E1")
    shown = stored.get(f"/epcis/events/{event_id(3)}", headers=supervisor).json()
    assert shown["errorDeclaration"] == DECLARED["errorDeclaration"]
    assert event_id(3) in ids(found(stored, supervisor, ""))
    assert event_id(3) not in ids(found(stored, producer, ""))
    assert stored.get(f"/epcis/events/{event_id(3)}", headers=producer).status_code == 403


RIVAL = "https://id.gs1.org/01/09521234543237/10/A"
MIXED = event(
    20,
    "23:58",
    bizStep="receiving",
    bizLocation=MARKET,
    epcList=[f"{ITEM}/21/7K2M9Q4T", f"{RIVAL}/21/7K2M9Q4T"],
    quantityList=[
        {"epcClass": ITEM, "quantity": 40, "uom": "KGM"},
        {"epcClass": RIVAL, "quantity": 77, "uom": "KGM"},
    ],
    sourceList=[{"type": "owning_party", "source": one["id"]} for one in (FARM, PACKER)],
    destinationList=[{"type": "location", "destination": MARKET["id"]}],
    bizTransactionList=[{"type": "inv", "bizTransaction": "urn:rival:invoice:1"}],
    **{"trace:note": "77 kg of A"},
)


def test_party_to_an_event_sees_nothing_of_rivals_goods_in_it(client: TestClient, people: People) -> None:
    send(client, people, MIXED)
    farm = people.add(Role.PRODUCER, establishment_id="E1")
    (listed,) = [one for one in found(client, farm, "") if one["eventID"] == event_id(20)]
    alone = client.get(f"/epcis/events/{event_id(20)}", headers=farm).json()
    assert listed == alone
    assert (alone["epcList"], alone["quantityList"]) == ([f"{ITEM}/21/7K2M9Q4T"], [MIXED["quantityList"][0]])
    assert alone["sourceList"] == [{"type": "owning_party", "source": FARM["id"]}]
    assert alone["central:shortened"] is True
    assert not any(told in json.dumps(alone) for told in ("09521234543237", "77", "rival", "place/E2"))
    if SCHEMA.exists():
        schema = Draft7Validator(json.loads(SCHEMA.read_text("utf-8")))
        answer = client.get("/epcis/events", headers=farm).json()
        assert [error.message for error in schema.iter_errors(answer)] == []


@pytest.mark.one_database
def test_event_is_whole_for_who_had_the_goods_and_for_authorities(client: TestClient, people: People) -> None:
    send(client, people, MIXED)
    for headers in (people.add(Role.BOARD, market_id="M1"), people.add(Role.SUPERVISOR)):
        shown = client.get(f"/epcis/events/{event_id(20)}", headers=headers).json()
        assert without(shown, "@context", "recordTime") == MIXED


@pytest.mark.one_database
def test_event_of_own_goods_alone_is_whole_for_their_owner(client: TestClient, people: People) -> None:
    own = {**MIXED, "epcList": MIXED["epcList"][:1], "quantityList": MIXED["quantityList"][:1]}
    send(client, people, own)
    shown = client.get(f"/epcis/events/{event_id(20)}", headers=people.add(Role.PRODUCER, establishment_id="E1"))
    assert without(shown.json(), "@context", "recordTime") == own


@pytest.mark.one_database
def test_all_goods_that_cannot_be_asked_for_are_told_at_once(client: TestClient, people: People) -> None:
    asked = {"MATCH_anyEPC": ITEM, "MATCH_anyEPCClass": LOAD}
    refused = client.get("/epcis/events", params=asked, headers=people.add(Role.DEPARTMENT))
    assert [error["field"] for error in refused.json()["errors"]] == ["query.MATCH_anyEPC", "query.MATCH_anyEPCClass"]
