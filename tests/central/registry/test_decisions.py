"""Recalls and violations: proposed by one, approved by another, in force at once; ended, and answered."""

from __future__ import annotations

import pytest
from httpx2 import Response
from sqlalchemy import Engine, select
from starlette.testclient import TestClient

from kiosk.central.people.rights import Role
from kiosk.central.people.tables import changes
from kiosk.central.registry import tables
from kiosk.codes.code import Link
from kiosk.messages.http import RecordAnswer
from kiosk.moment import Moment
from kiosk.trust.lists import Lists, TrustList
from kiosk.trust.seal import Seal, SealState
from kiosk.verdicts.gather import Place, gather
from kiosk.verdicts.rules import judge
from tests.central.conftest import NOW, People
from tests.central.registry_folder import GTIN, LOT, SERIAL

Headers = dict[str, str]

RECALL: dict[str, object] = {
    "kind": "mandatory",
    "reason": "Dư lượng thuốc bảo vệ thực vật",
    "authority": "Chi cục mẫu",
    "document": "31/TB",
    "legal_basis": "Thông tư 17/2021/TT-BNNPTNT",
    "gtins": [GTIN],
    "lots": [LOT],
    "treatment": "destroy",
}
VIOLATION: dict[str, object] = {
    "establishment_id": "E1",
    "summary": "Ghi nhật ký không đầy đủ",
    "authority": "Sở mẫu",
    "document": "32/QĐ",
    "legal_basis": "Nghị định 115/2018/NĐ-CP",
    "published_on": "2026-11-20",
    "in_force_until": "2027-02-20",
}
END = {"reason": "Kết quả kiểm nghiệm lại đạt"}


@pytest.fixture
def supervisor(people: People) -> Headers:
    return people.add(Role.SUPERVISOR)


@pytest.fixture
def department(people: People) -> Headers:
    return people.add(Role.DEPARTMENT)


@pytest.fixture
def producer(people: People) -> Headers:
    return people.add(Role.PRODUCER, establishment_id="E1")


def recalls_of(client: TestClient, lot: str = LOT) -> list[str]:
    finding = client.get(f"/v1/records/01/{GTIN}/10/{lot}").json()["finding"]
    return [recall["document"] for recall in finding["recalls"] if recall["ends_at"] is None]


def approve(client: TestClient, proposed: Response, who: Headers) -> Response:
    assert proposed.status_code == 202, proposed.text
    return client.post(f"/registry/proposals/{proposed.json()['proposal_id']}/approve", headers=who)


def published(client: TestClient, supervisor: Headers, department: Headers) -> str:
    proposed = client.post("/registry/recalls", json=RECALL, headers=supervisor)
    assert approve(client, proposed, department).status_code == 200
    return str(proposed.json()["id"])


def test_recall_is_in_force_with_the_approval_and_not_before(
    client: TestClient, supervisor: Headers, department: Headers
) -> None:
    proposed = client.post("/registry/recalls", json=RECALL, headers=supervisor)
    assert recalls_of(client) == []
    assert approve(client, proposed, department).status_code == 200
    assert recalls_of(client) == ["31/TB"]


def test_recalled_lot_is_not_washed_clean_by_a_correction(
    client: TestClient, supervisor: Headers, department: Headers, producer: Headers
) -> None:
    published(client, supervisor, department)
    washing = {"gtin": GTIN, "lot": LOT, "corrected_gtin": GTIN, "corrected_lot": "L2611B", "note": "In nhầm"}
    assert client.post("/registry/corrections", json=washing, headers=producer).status_code == 403
    assert client.post("/registry/corrections", json=washing, headers=department).status_code == 201
    assert headline_of(client) == "recalled"


def headline_of(client: TestClient, lot: str = LOT) -> str:
    """Return what a kiosk that asks for a sealed label of `lot` tells, by the answer that it gets."""
    answer = RecordAnswer.model_validate_json(client.get(f"/v1/records/01/{GTIN}/10/{lot}/21/{SERIAL}").content)
    link = Link("trace.example", (("01", GTIN), ("10", lot), ("21", SERIAL)), seal_text="x" * 90)
    lists = Lists(TrustList(7, NOW, ("trace.example",), ()), (), confirmed_at=NOW)
    now = Moment(NOW, is_trusted=True, floor=NOW)
    return judge(gather(link, Seal(SealState.VALID), answer.finding, lists, Place(), now)).headline


@pytest.mark.one_database
def test_recall_of_the_year_1_is_refused(client: TestClient, supervisor: Headers) -> None:
    wanted = RECALL | {"effective_at": "0001-01-01T00:00:00+14:00"}
    answer = client.post("/registry/recalls", json=wanted, headers=supervisor)
    assert (answer.status_code, "effective_at" in answer.json()["detail"]) == (400, True)


def test_nobody_approves_a_recall_of_their_own(client: TestClient, supervisor: Headers) -> None:
    proposed = client.post("/registry/recalls", json=RECALL, headers=supervisor)
    assert approve(client, proposed, supervisor).status_code == 403
    assert recalls_of(client) == []


def test_published_recall_has_all_that_its_page_says(
    client: TestClient, supervisor: Headers, department: Headers
) -> None:
    recall_id = published(client, supervisor, department)
    shown = client.get(f"/registry/recalls/{recall_id}", headers=supervisor).json()
    assert RECALL.items() <= shown.items()
    assert shown["effective_at"].startswith("2026-11-23T02:00:00")


def test_recall_ends_by_two_people_and_both_times_are_kept(
    client: TestClient, supervisor: Headers, department: Headers
) -> None:
    recall_id = published(client, supervisor, department)
    ended = client.post(f"/registry/recalls/{recall_id}/end", json=END, headers=department)
    assert recalls_of(client) == ["31/TB"]
    assert approve(client, ended, supervisor).status_code == 200
    assert recalls_of(client) == []
    shown = client.get(f"/registry/recalls/{recall_id}", headers=supervisor).json()
    assert (shown["ended_reason"], shown["effective_at"] <= shown["ends_at"]) == (END["reason"], True)
    again = client.post(f"/registry/recalls/{recall_id}/end", json=END, headers=department)
    assert again.status_code == 409


def test_producer_recalls_a_lot_of_its_own_in_three_steps(
    client: TestClient, producer: Headers, supervisor: Headers
) -> None:
    own = RECALL | {"kind": "voluntary"}
    reach = client.post("/registry/recalls/reach", json=own, headers=producer)
    assert reach.json() == {"lots": 1, "serials": 2, "market_ids": ["M1"]}
    proposed = client.post("/registry/recalls", json=own, headers=producer)
    assert approve(client, proposed, supervisor).status_code == 200
    assert recalls_of(client) == ["31/TB"]
    assert recalls_of(client, "L2611B") == ["31/TB"]  # the look-up brings what may concern it; the rules decide


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"kind": "voluntary", "gtins": ["09521234543237"]}, 403),
        ({"kind": "voluntary", "gtins": [GTIN, "09521234543237"]}, 403),
        ({"kind": "voluntary", "gtins": [], "lots": [], "establishment_ids": ["E2"]}, 403),
        ({"kind": "voluntary", "gtins": ["09521234543299"]}, 403),
        ({"kind": "voluntary", "lots": []}, 400),
        ({"kind": "voluntary", "lots": ["NEVER"]}, 400),
        ({"kind": "mandatory"}, 400),
    ],
)
def test_producer_recalls_nothing_else(
    client: TestClient, producer: Headers, changed: dict[str, object], status: int
) -> None:
    assert client.post("/registry/recalls", json=RECALL | changed, headers=producer).status_code == status


@pytest.mark.one_database
def test_all_that_a_recall_names_in_vain_is_told_at_once(client: TestClient, supervisor: Headers) -> None:
    changed = {"gtins": ["09521234543299", "09521234543305"], "establishment_ids": ["E8"]}
    refused = client.post("/registry/recalls", json=RECALL | changed, headers=supervisor)
    fields = [one["field"] for one in refused.json()["errors"]]
    assert fields == ["body.gtins", "body.gtins", "body.establishment_ids"]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"gtins": [], "lots": []}, "Name the products or the establishments"),
        ({"gtins": [], "establishment_ids": ["E1"]}, "Lots are lots of a product"),
        ({"lots": [], "serial_from": "A"}, "Serials are serials of one lot"),
        ({"made_from": "2026-11-02", "made_to": "2026-11-01"}, "The last day is before the first"),
        ({"gtins": ["09521234543299"]}, "'09521234543299' is not registered"),
        ({"effective_at": "2026-11-23T09:00:00"}, "Input should have timezone info"),
    ],
)
def test_recall_that_makes_no_sense_is_refused(
    client: TestClient, supervisor: Headers, changed: dict[str, object], said: str
) -> None:
    refused = client.post("/registry/recalls", json=RECALL | changed, headers=supervisor)
    assert refused.status_code == 400
    assert said in refused.json()["detail"]


def test_reply_of_the_producer_stands_with_the_recall(
    client: TestClient, supervisor: Headers, department: Headers, producer: Headers, people: People
) -> None:
    path = f"/registry/recalls/{published(client, supervisor, department)}"
    reply = {"reply": "Chúng tôi đang nhận lại hàng."}
    stranger = people.add(Role.PRODUCER, establishment_id="E2")
    assert client.put(f"{path}/reply", json=reply, headers=stranger).status_code == 403
    assert client.put(f"{path}/reply", json=reply, headers=producer).json()["reply"] == reply["reply"]


def test_who_published_and_who_approved_stand_in_the_audit(
    client: TestClient, supervisor: Headers, department: Headers, engine: Engine
) -> None:
    recall_id = published(client, supervisor, department)
    with engine.connect() as connection:
        (row,) = connection.execute(select(changes).where(changes.c.kind == "recalls")).all()
        scopes = connection.execute(select(tables.recall_scopes).where(tables.recall_scopes.c.recall_id == recall_id))
        assert [(scope.kind, scope.value) for scope in scopes] == [("gtin", GTIN)]
    assert (row.key, row.right, row.before) == (recall_id, "approve_recall", None)
    assert row.after["document"] == "31/TB"


def test_violation_is_published_and_ended_by_two_people(
    client: TestClient, supervisor: Headers, department: Headers
) -> None:
    proposed = client.post("/registry/violations", json=VIOLATION, headers=supervisor)
    place = {"city_code": "HNP00417S"}
    assert client.get("/v1/records", params=place).json()["finding"]["violations"] == []
    assert approve(client, proposed, department).status_code == 200
    (found,) = client.get("/v1/records", params=place).json()["finding"]["violations"]
    assert (found["document"], found["in_force_until"]) == ("32/QĐ", "2027-02-20")
    path = f"/registry/violations/{proposed.json()['id']}"
    ended = client.post(f"{path}/end", json=END, headers=department)
    assert approve(client, ended, supervisor).status_code == 200
    shown = client.get(path, headers=supervisor).json()
    assert (shown["in_force_until"], shown["ended_on"], shown["ended_reason"]) == ("2026-11-23",) * 2 + (END["reason"],)
    assert client.post(f"{path}/end", json=END, headers=department).status_code == 409


def test_producer_publishes_no_violation(client: TestClient, producer: Headers) -> None:
    assert client.post("/registry/violations", json=VIOLATION, headers=producer).status_code == 403
