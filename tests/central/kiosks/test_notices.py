"""Notices of a market: decided by two people, told until their end, emergencies first."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, update
from starlette.testclient import TestClient

from kiosk.central.app import create_app
from kiosk.central.kiosks.notices import notices_for
from kiosk.central.kiosks.tables import notices
from kiosk.central.people.rights import Role
from kiosk.central.service import Service, Trusted
from kiosk.central.versions import newest_versions
from tests.central.conftest import People
from tests.central.kiosks.paired import NOTICE, NOW, Unit, pair

Headers = dict[str, str]
ALARM = NOTICE | {"kind": "emergency", "text": "Cháy"}


@pytest.fixture
def second(people: People) -> Headers:
    return people.add(Role.ADMINISTRATOR)


def tell(client: TestClient, notice: dict[str, str], one: Headers, other: Headers) -> str:
    """Let `one` propose a notice and `other` approve it; return its id."""
    proposed = client.post("/registry/notices", json=notice, headers=one)
    assert proposed.status_code == 202, proposed.text
    approve(client, proposed.json()["proposal_id"], other)
    return str(proposed.json()["id"])


def approve(client: TestClient, proposal_id: str, other: Headers) -> None:
    client.post(f"/registry/proposals/{proposal_id}/approve", headers=other).raise_for_status()


def texts(client: TestClient, unit: Unit) -> list[str]:
    return [one["text"] for one in unit.get(client, "/v1/notices").json()["notices"]]


def test_notice_is_told_once_a_second_person_has_approved_it(
    client: TestClient, unit: Unit, board: Headers, second: Headers
) -> None:
    proposed = client.post("/registry/notices", json=NOTICE, headers=board).json()
    assert texts(client, unit) == []
    alone = client.post(f"/registry/proposals/{proposed['proposal_id']}/approve", headers=board)
    assert (alone.status_code, texts(client, unit)) == (403, [])
    approve(client, proposed["proposal_id"], second)
    assert texts(client, unit) == ["Chợ nghỉ sớm"]


def test_emergency_is_told_at_once_for_half_an_hour_and_to_its_end_once_it_is_approved(
    client: TestClient, unit: Unit, board: Headers, second: Headers
) -> None:
    proposed = client.post("/registry/notices", json=ALARM, headers=board).json()
    (told,) = unit.get(client, "/v1/notices").json()["notices"]
    assert datetime.fromisoformat(told["ends_at"]) == NOW + timedelta(minutes=30)
    approve(client, proposed["proposal_id"], second)
    (told,) = unit.get(client, "/v1/notices").json()["notices"]
    assert (told["id"], datetime.fromisoformat(told["ends_at"])) == (proposed["id"], NOW + timedelta(hours=2))


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("after", "ended_by", "market", "expected"),
    [
        (timedelta(minutes=1), "", "M1", 1),
        (timedelta(minutes=31), "", "M1", 0),
        (timedelta(minutes=31), "withdraw", "M1", 0),
        (timedelta(minutes=31), "", "", 0),
        (timedelta(minutes=31), "approve", "M1", 2),
        (timedelta(minutes=31), "", "M2", 1),
        (timedelta(hours=6, minutes=1), "", "M1", 1),
    ],
)
def test_second_emergency_of_one_person_waits_for_a_second_person(
    service: Service,
    client: TestClient,
    engine: Engine,
    board: Headers,
    second: Headers,
    after: timedelta,
    ended_by: str,
    market: str,
    expected: int,
) -> None:
    """`expected`: how many are told in the second one's market after it is proposed, the first with them."""
    long = ALARM | {"ends_at": (NOW + timedelta(hours=8)).isoformat()}
    first = client.post("/registry/notices", json=long, headers=second).json()
    if ended_by:
        path = f"/registry/proposals/{first['proposal_id']}/{ended_by}"
        client.post(path, headers=board if ended_by == "approve" else second).raise_for_status()
    late = TestClient(create_app(replace(service, moment=Trusted(lambda: NOW + after))))
    again = late.post("/registry/notices", json=long | {"market_id": market}, headers=second)
    assert again.status_code == 202, again.text
    with engine.connect() as connection:
        assert len(notices_for(connection, market or "M1", NOW + after)[1]) == expected


@pytest.mark.parametrize(("act", "body"), [("refuse", {"reason": "Báo nhầm"}), ("withdraw", {})])
def test_emergency_that_is_refused_or_taken_back_vanishes_at_once(
    client: TestClient, unit: Unit, board: Headers, second: Headers, act: str, body: dict[str, str]
) -> None:
    proposed = client.post("/registry/notices", json=ALARM, headers=board).json()
    path = f"/registry/proposals/{proposed['proposal_id']}/{act}"
    client.post(path, json=body, headers=second if act == "refuse" else board).raise_for_status()
    assert texts(client, unit) == []


@pytest.mark.one_database
def test_other_board_neither_proposes_nor_approves_nor_ends(
    client: TestClient, people: People, board: Headers, second: Headers
) -> None:
    other = people.add(Role.BOARD, market_id="M2")
    assert client.post("/registry/notices", json=NOTICE, headers=other).status_code == 403
    proposal_id = client.post("/registry/notices", json=NOTICE, headers=board).json()["proposal_id"]
    assert client.post(f"/registry/proposals/{proposal_id}/approve", headers=other).status_code == 403
    told = tell(client, NOTICE, board, second)
    assert client.post(f"/registry/notices/{told}/end", headers=other).status_code == 403


def test_notice_is_told_in_its_market_until_its_end(
    service: Service, client: TestClient, engine: Engine, unit: Unit, board: Headers, second: Headers
) -> None:
    tell(client, NOTICE, board, second)
    assert [one["text"] for one in unit.get(client, "/v1/notices").json()["notices"]] == ["Chợ nghỉ sớm"]
    assert pair(engine, "M2", 2).get(client, "/v1/notices").json()["notices"] == []
    later = NOW + timedelta(hours=2)
    late = TestClient(create_app(replace(service, moment=Trusted(lambda: later))))
    signed = unit.headers("GET", "/v1/notices", made_at=later)
    assert late.get("/v1/notices", headers=signed).json()["notices"] == []


def test_emergency_of_all_markets_comes_first(client: TestClient, unit: Unit, board: Headers, second: Headers) -> None:
    tell(client, NOTICE, board, second)
    client.post("/registry/notices", json=ALARM | {"market_id": ""}, headers=second).raise_for_status()
    assert texts(client, unit) == ["Cháy", "Chợ nghỉ sớm"]


def test_notice_that_is_ended_early_is_gone_and_said_by_a_new_version(
    client: TestClient, unit: Unit, board: Headers, second: Headers, engine: Engine
) -> None:
    told = tell(client, NOTICE, board, second)
    tag = unit.get(client, "/v1/notices").headers["etag"]
    with engine.connect() as connection:
        before = newest_versions(connection, "M1").notices
    ending = client.post(f"/registry/notices/{told}/end", headers=second)
    assert (ending.status_code, texts(client, unit)) == (202, ["Chợ nghỉ sớm"])
    approve(client, ending.json()["proposal_id"], board)
    assert unit.get(client, "/v1/notices", if_none_match=tag).json()["notices"] == []
    with engine.connect() as connection:
        assert newest_versions(connection, "M1").notices > before
    assert [one["id"] for one in client.get("/registry/notices", headers=board).json()["notices"]] == [told]
    assert client.post(f"/registry/notices/{told}/end", headers=board).status_code == 409


@pytest.mark.one_database
def test_other_notices_of_the_same_number_and_version_are_no_answer_that_the_unit_has(
    client: TestClient, unit: Unit, board: Headers, second: Headers, engine: Engine
) -> None:
    """Those of the market that it has moved to."""
    tell(client, NOTICE, board, second)
    tag = unit.get(client, "/v1/notices").headers["etag"]
    with engine.begin() as connection:
        connection.execute(update(notices).values(text="Chợ mở muộn"))
    answer = unit.get(client, "/v1/notices", if_none_match=tag)
    assert [one["text"] for one in answer.json()["notices"]] == ["Chợ mở muộn"]


@pytest.mark.one_database
@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_at": None},
        {"ends_at": NOTICE["starts_at"]},
        {"ends_at": (NOW + timedelta(days=400)).isoformat()},
        {"kind": "emergency", "ends_at": (NOW + timedelta(days=2, minutes=1)).isoformat()},
        {"starts_at": "2020-01-01T00:00:00Z", "ends_at": "2020-01-02T00:00:00Z"},
        {"text_en": ""},
        {"starts_at": "9999-01-01T00:00:00Z", "ends_at": "9999-01-02T00:00:00Z"},
        {"kind": "loud"},
        {"text": "\u0007"},
    ],
)
def test_notice_without_an_end_or_a_language_is_refused(
    client: TestClient, board: dict[str, str], wrong: dict[str, object]
) -> None:
    assert client.post("/registry/notices", json=NOTICE | wrong, headers=board).status_code == 400
