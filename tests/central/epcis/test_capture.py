"""POST /epcis/capture: a job with a result for each event, once and for all."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, insert
from starlette.testclient import TestClient

from kiosk.central.epcis.documents import MAX_EVENTS
from kiosk.central.people.rights import Role
from kiosk.central.registry.tables import aliases
from tests.central.conftest import People
from tests.central.epcis.captured import DECLARED, Capture, Headers, origin, outcomes
from tests.central.epcis.stories import (
    FARM,
    HARVEST,
    ITEM,
    LOAD,
    MARKET,
    PACKING,
    SHIPPING,
    STOCKING,
    WAY,
    body,
    event,
    event_id,
    without,
)
from tests.central.registry_folder import GTIN, LOT

POSTED = {**SHIPPING, "bizStep": "posting"}
PROCEED = {"GS1-EPCIS-Capture-Error-Behaviour": "proceed"}


def count(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())


def test_job_stands_behind_the_location_that_is_answered(client: TestClient, department: Headers) -> None:
    answer = client.post("/epcis/capture", content=body(HARVEST), headers=department)
    assert answer.status_code == 202
    assert answer.headers["GS1-EPCIS-Version"] == answer.headers["GS1-CBV-Version"] == "2.0.0"
    assert answer.headers["GS1-EPCIS-Capture-Limit"] == str(MAX_EVENTS)
    job = client.get(answer.headers["Location"], headers=department).json()
    assert job == answer.json()
    assert (job["success"], job["running"], job["captureErrorBehaviour"]) == (True, False, "rollback")
    assert job["events"] == [{"number": 1, "eventID": event_id(1), "outcome": "stored", "faults": []}]


def test_same_document_twice_is_stored_once(capture: Capture, engine: Engine) -> None:
    assert outcomes(capture(*WAY)) == ["stored"] * 5
    before = [count(engine, table) for table in ("events", "event_items", "movements", "event_ids")]
    again = capture(*WAY)
    assert outcomes(again) == ["already_stored"] * 5
    assert again["success"]
    assert [count(engine, table) for table in ("events", "event_items", "movements", "event_ids")] == before


def test_same_id_with_other_content_is_refused(capture: Capture, engine: Engine) -> None:
    capture(HARVEST)
    job = capture({**HARVEST, "disposition": "in_progress"})
    assert outcomes(job) == ["refused"]
    assert "never edited" in job["errors"][0]["detail"]
    assert count(engine, "events") == 3 + 1


@pytest.mark.one_database
def test_number_written_otherwise_is_the_same_content(capture: Capture) -> None:
    capture(HARVEST)
    again = {**HARVEST, "quantityList": [{"epcClass": ITEM, "quantity": 40.0, "uom": "KGM"}]}
    assert outcomes(capture(again)) == ["already_stored"]


def test_event_without_id_gets_one_that_a_resending_gets_again(capture: Capture) -> None:
    nameless = without(HARVEST, "eventID")
    first, again = capture(nameless), capture(nameless)
    assert first["events"][0]["eventID"].startswith("urn:uuid:")
    assert first["events"][0]["eventID"] == again["events"][0]["eventID"]
    assert (outcomes(first), outcomes(again)) == (["stored"], ["already_stored"])


def test_bad_event_spoils_nothing_but_itself_where_so_asked(capture: Capture, engine: Engine) -> None:
    job = capture(HARVEST, POSTED, STOCKING, **PROCEED)
    assert outcomes(job) == ["stored", "refused", "stored"]
    assert not job["success"]
    assert job["events"][1]["faults"][0]["field"] == "bizStep"
    assert job["events"][1]["eventID"] == event_id(3)
    assert job["errors"][0]["type"] == "epcisException:ValidationException"
    assert count(engine, "events") == 3 + 2


@pytest.mark.parametrize("bad", [POSTED, {**HARVEST, "disposition": "in_progress"}], ids=["form", "other content"])
def test_bad_event_leaves_nothing_at_all_without_being_asked(capture: Capture, engine: Engine, bad: object) -> None:
    capture(HARVEST)
    tables = ("events", "event_ids", "event_items", "event_parties", "movements")
    before = [count(engine, table) for table in tables]
    job = capture(STOCKING, bad, PACKING)
    assert outcomes(job) == ["rolled_back", "refused", "rolled_back"]
    assert [count(engine, table) for table in tables] == before
    assert outcomes(capture(STOCKING, PACKING)) == ["stored", "stored"]


def test_same_event_twice_in_one_document_is_stored_once(capture: Capture) -> None:
    assert outcomes(capture(HARVEST, HARVEST)) == ["stored", "already_stored"]
    changed = {**PACKING, "disposition": "in_progress"}
    assert outcomes(capture(PACKING, changed, **PROCEED)) == ["stored", "refused"]


def test_whole_way_is_traced_at_once(capture: Capture, client: TestClient) -> None:
    other = json.loads(json.dumps(WAY).replace(LOT, "L2611B"))
    for number, one in enumerate(other):
        one["eventID"] = event_id(20 + number)
    assert origin(client, "L2611B") == []
    capture(*other)
    assert origin(client, "L2611B") == [
        ("harvest", "Ruộng số 3, Xã Phúc Thịnh", "HTX Rau mẫu", ""),
        ("packing", "Xã Phúc Thịnh, Hà Nội", "HTX Rau mẫu", ""),
        ("shipping", "Xã Phúc Thịnh, Hà Nội", "HTX Rau mẫu", "M1"),
        ("market", "Chợ Long Biên", "Chợ Long Biên", "M1"),
        ("market", "Chợ Long Biên", "Chợ Long Biên", "M1"),
    ]


def load_passes(number: int, time: str, **fields: object) -> dict[str, Any]:
    return without(event(number, time, epcList=[LOAD], readPoint=FARM, **fields), "quantityList")


UNPACKING = {**PACKING, "eventID": event_id(43), "action": "DELETE", "eventTime": "2026-11-20T20:00:00+07:00"}
BEFORE = load_passes(41, "07:00", bizStep="arriving")
SENT = load_passes(42, "12:00", bizStep="shipping", destinationList=SHIPPING["destinationList"])
AFTER = load_passes(44, "21:00", bizStep="shipping")
NOW_SENT = ("shipping", "Xã Phúc Thịnh, Hà Nội", "HTX Rau mẫu", "M1")


@pytest.mark.parametrize(
    "order",
    [(BEFORE, PACKING, SENT, UNPACKING, AFTER), (AFTER, SENT, BEFORE, UNPACKING, PACKING)],
    ids=["as it happened", "keyed in late"],
)
@pytest.mark.parametrize("is_at_once", [True, False], ids=["in one document", "one by one"])
def test_lot_goes_where_its_load_goes_while_it_lies_in_it(
    capture: Capture, client: TestClient, order: tuple[object, ...], is_at_once: bool
) -> None:
    for events in [order] if is_at_once else [(one,) for one in order]:
        capture(*events)
    ours = [one for one in origin(client) if one[0] in ("shipping", "receiving")]
    assert ours == [NOW_SENT]


def test_lot_whose_packing_was_declared_wrong_did_not_go_with_the_load(capture: Capture, client: TestClient) -> None:
    capture(PACKING, SENT)
    assert NOW_SENT in origin(client)
    capture({**PACKING, "errorDeclaration": DECLARED["errorDeclaration"]})
    assert NOW_SENT not in origin(client)


def test_lot_in_a_crate_on_a_pallet_goes_with_the_pallet(capture: Capture, client: TestClient) -> None:
    pallet = "https://id.gs1.org/00/095200000000000028"
    stacking = {
        **without(PACKING, "childQuantityList"),
        "parentID": pallet,
        "childEPCs": [LOAD],
        "eventID": event_id(45),
    }
    capture(PACKING, {**stacking, "eventTime": "2026-11-20T09:00:00+07:00"})
    capture({**SENT, "epcList": [pallet]})
    assert NOW_SENT in origin(client)


def test_declared_error_is_no_longer_shown_to_shoppers(capture: Capture, client: TestClient, engine: Engine) -> None:
    capture(SHIPPING)
    shown = origin(client)
    job = capture(DECLARED)
    assert outcomes(job) == ["error_declared"]
    assert len(origin(client)) == len(shown) - 1
    assert outcomes(capture(DECLARED)) == outcomes(capture(SHIPPING)) == ["already_stored"]
    assert len(origin(client)) == len(shown) - 1
    assert count(engine, "error_declarations") == 1


@pytest.mark.one_database
def test_declaration_of_another_content_is_refused(capture: Capture, client: TestClient) -> None:
    capture(SHIPPING)
    shown = origin(client)
    assert outcomes(capture({**DECLARED, "disposition": "in_progress"})) == ["refused"]
    assert origin(client) == shown


def test_declared_error_whose_event_nobody_sent_is_kept_and_not_shown(capture: Capture, client: TestClient) -> None:
    shown = origin(client)
    assert outcomes(capture(DECLARED)) == ["stored"]
    assert origin(client) == shown
    assert outcomes(capture(SHIPPING)) == ["already_stored"]


def test_sale_of_a_serial_is_known_to_the_rules(capture: Capture, client: TestClient) -> None:
    sold = event(9, "10:00", bizStep="retail_selling", readPoint=MARKET, epcList=[f"{ITEM}/21/7K2M9Q4T"])
    capture(without(sold, "quantityList"))
    finding = client.get(f"/v1/records/01/{GTIN}/10/{LOT}/21/7K2M9Q4T").json()["finding"]
    assert [(one["step"], one["serials"]) for one in finding["movements"]][-1] == ("sale", ["7K2M9Q4T"])


WRONG = [
    (b"<epcis:EPCISDocument/>", {"Content-Type": "application/xml"}, 415, "application/json"),
    (b"{", {}, 400, "no JSON"),
    (body(*[HARVEST] * (MAX_EVENTS + 1)), {}, 400, "eventList"),
    (body(HARVEST), {"GS1-EPCIS-Version": "1.2"}, 406, "2.0.0"),
    (body(HARVEST), {"GS1-CBV-Version": "1.2"}, 406, "2.0.0"),
    (body(HARVEST), {"GS1-EPCIS-Capture-Error-Behaviour": "ignore"}, 400, "proceed"),
]


@pytest.mark.one_database
@pytest.mark.parametrize(("content", "headers", "status", "words"), WRONG)
def test_wrong_request_is_a_problem_that_says_why(
    client: TestClient, department: Headers, content: bytes, headers: Headers, status: int, words: str
) -> None:
    answer = client.post("/epcis/capture", content=content, headers={**department, **headers})
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert words in answer.json()["detail"]


def test_document_of_a_thousand_events_at_a_thousand_places_is_stored(capture: Capture) -> None:
    many = [
        event(n, f"{n // 60:02}:{n % 60:02}", bizLocation={"id": f"https://trace.example/place/p{n}"})
        for n in range(MAX_EVENTS)
    ]
    assert set(outcomes(capture(*many))) == {"stored"}


def test_earlier_gln_names_its_establishment(capture: Capture, client: TestClient, engine: Engine) -> None:
    row = {"kind": "gln", "value": "9521234000020", "first_day": date(2020, 1, 1), "establishment_id": "E2"}
    with engine.begin() as connection:
        connection.execute(insert(aliases), row)
    capture({**PACKING, "readPoint": {"id": "https://id.gs1.org/414/9521234000020"}})
    assert ("packing", "Phường Hà Đông, Hà Nội", "Cơ sở đóng gói mẫu", "") in origin(client)


def test_job_of_somebody_else_is_not_shown(capture: Capture, client: TestClient, people: People) -> None:
    job = capture(HARVEST)
    producer = people.add(Role.PRODUCER, establishment_id="E1")
    for path in (f"/epcis/capture/{job['captureID']}", "/epcis/capture/unknown"):
        assert client.get(path, headers=producer).status_code == 403
    assert client.get("/epcis/capture", headers=producer).json() == []


@pytest.mark.one_database
def test_jobs_are_listed_newest_first_page_by_page(capture: Capture, client: TestClient, department: Headers) -> None:
    made = [capture(one)["captureID"] for one in WAY]
    answer = client.get("/epcis/capture?perPage=3", headers=department)
    following = client.get(answer.links["next"]["url"], headers=department)
    seen = [job["captureID"] for job in answer.json() + following.json()]
    assert sorted(seen) == sorted(made)
    assert "next" not in following.links


def test_capture_is_in_the_audit(capture: Capture, engine: Engine) -> None:
    job = capture(SHIPPING)
    capture(DECLARED)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql('SELECT kind, "key" FROM changes').all()
    changed = [(row.kind, row.key) for row in rows]
    assert ("capture_jobs", job["captureID"]) in changed
    assert ("events", event_id(3)) in changed
    assert len(changed) == 3


@pytest.mark.one_database
def test_all_faults_of_a_document_are_told_at_once(client: TestClient, department: Headers) -> None:
    document = json.loads(body(HARVEST)) | {"schemaVersion": "1.2", "creationDate": "yesterday"}
    refused = client.post("/epcis/capture", json=document, headers=department)
    assert {error["field"] for error in refused.json()["errors"]} == {"body.schemaVersion", "body.creationDate"}
