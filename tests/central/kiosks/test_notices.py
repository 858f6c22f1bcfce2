"""Notices of a market: told until their end, emergencies first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, update
from starlette.testclient import TestClient

from kiosk.central.app import create_app
from kiosk.central.kiosks.tables import notices
from kiosk.central.people.rights import Role
from kiosk.central.service import Service, Trusted
from kiosk.central.versions import newest_versions
from tests.central.conftest import People
from tests.central.kiosks.paired import NOTICE, NOW, Unit, pair


def test_notice_is_told_in_its_market_until_its_end(
    service: Service, client: TestClient, engine: Engine, unit: Unit, board: dict[str, str]
) -> None:
    told = client.post("/registry/notices", json=NOTICE, headers=board)
    assert told.status_code == 201
    assert [one["text"] for one in unit.get(client, "/v1/notices").json()["notices"]] == ["Chợ nghỉ sớm"]
    assert pair(engine, "M2", 2).get(client, "/v1/notices").json()["notices"] == []
    later = NOW + timedelta(hours=2)
    late = TestClient(create_app(replace(service, moment=Trusted(lambda: later))))
    signed = unit.headers("GET", "/v1/notices", made_at=later)
    assert late.get("/v1/notices", headers=signed).json()["notices"] == []


def test_emergency_of_all_markets_comes_first(
    client: TestClient, unit: Unit, board: dict[str, str], people: People
) -> None:
    client.post("/registry/notices", json=NOTICE, headers=board).raise_for_status()
    alarm = NOTICE | {"kind": "emergency", "market_id": "", "text": "Cháy"}
    client.post("/registry/notices", json=alarm, headers=people.add(Role.ADMINISTRATOR)).raise_for_status()
    assert [one["text"] for one in unit.get(client, "/v1/notices").json()["notices"]] == ["Cháy", "Chợ nghỉ sớm"]


def test_notice_that_is_ended_early_is_gone_and_said_by_a_new_version(
    client: TestClient, unit: Unit, board: dict[str, str], engine: Engine
) -> None:
    told = client.post("/registry/notices", json=NOTICE, headers=board).json()
    tag = unit.get(client, "/v1/notices").headers["etag"]
    with engine.connect() as connection:
        before = newest_versions(connection, "M1").notices
    assert client.post(f"/registry/notices/{told['id']}/end", headers=board).status_code == 200
    assert unit.get(client, "/v1/notices", if_none_match=tag).json()["notices"] == []
    with engine.connect() as connection:
        assert newest_versions(connection, "M1").notices > before
    assert [one["id"] for one in client.get("/registry/notices", headers=board).json()["notices"]] == [told["id"]]


@pytest.mark.one_database
def test_other_notices_of_the_same_number_and_version_are_no_answer_that_the_unit_has(
    client: TestClient, unit: Unit, board: dict[str, str], engine: Engine
) -> None:
    """Those of the market that it has moved to."""
    client.post("/registry/notices", json=NOTICE, headers=board).raise_for_status()
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
