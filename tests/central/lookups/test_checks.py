"""A kiosk's check: signed, recorded once, and no earlier check of itself."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from kiosk.messages.http import RecordAnswer
from kiosk.records.history import Check
from tests.central.conftest import NOW
from tests.central.kiosks.paired import Unit, error_of, pair
from tests.central.registry_folder import GTIN, LOT, SERIAL

ITEM = f"/v1/records/01/{GTIN}/10/{LOT}/21/{SERIAL}"


@pytest.fixture
def unit(engine: Engine) -> Unit:
    return pair(engine)


def ask(client: TestClient, unit: Unit, check_id: str = "", **fields: str) -> tuple[Check, ...]:
    """Ask as `unit` does; return the earlier checks that are told."""
    answer = unit.get(client, ITEM, check_id=check_id or str(uuid.uuid4()), **fields)
    assert answer.status_code == 200, answer.text
    return RecordAnswer.model_validate_json(answer.content).finding.history.checks


def stored(engine: Engine) -> list[Any]:
    """Return the checks of the item, as they stand."""
    with engine.connect() as connection:
        query = text("SELECT check_id, market_id, kiosk_id FROM checks WHERE serial = :serial ORDER BY check_id")
        return list(connection.execute(query, {"serial": SERIAL}).all())


def test_check_is_recorded_as_the_signers_and_is_no_earlier_check_of_itself(
    engine: Engine, client: TestClient, unit: Unit
) -> None:
    check_id = str(uuid.uuid4())
    assert ask(client, unit, check_id) == ask(client, unit, check_id) == ()
    assert stored(engine) == [(check_id, "M1", unit.id)]


def test_repeat_within_two_minutes_is_the_same_check(engine: Engine, client: TestClient, unit: Unit) -> None:
    assert ask(client, unit) == ask(client, unit) == ()
    assert len(stored(engine)) == 1


def test_check_of_another_market_stands_in_the_history(engine: Engine, client: TestClient, unit: Unit) -> None:
    other = pair(engine, "M2", 2)
    first = str(uuid.uuid4())
    ask(client, other, first, clock_trusted="?0")
    assert ask(client, unit) == (Check(first, NOW, "M2", "Chợ đầu mối Minh Khai", is_clock_trusted=False),)


def test_two_kiosks_of_a_market_make_two_checks(engine: Engine, client: TestClient, unit: Unit) -> None:
    ask(client, unit)
    assert len(ask(client, pair(engine, "M1", 2))) == 1
    assert len(stored(engine)) == 2


def test_check_id_without_signature_is_refused_and_records_nothing(engine: Engine, client: TestClient) -> None:
    answer = client.get(ITEM, headers={"Check-Id": str(uuid.uuid4()), "Market-Id": "M1"})
    assert error_of(answer) == "invalid"
    assert stored(engine) == []


def test_kiosk_on_the_deny_list_records_nothing(engine: Engine, client: TestClient) -> None:
    denied = pair(engine, denied_at=NOW)
    assert error_of(denied.get(client, ITEM, check_id=str(uuid.uuid4()))) == "denied"
    assert stored(engine) == []


def test_check_id_that_was_not_signed_is_refused(engine: Engine, client: TestClient, unit: Unit) -> None:
    headers = unit.headers("GET", ITEM, check_id=str(uuid.uuid4()))
    other = {name: str(uuid.uuid4()) if name.lower() == "check-id" else value for name, value in headers.items()}
    assert error_of(client.get(ITEM, headers=other)) == "invalid"
    assert stored(engine) == []


@pytest.mark.parametrize("foreign", ["kiosk", "item"])
def test_check_id_of_another_check_is_refused(engine: Engine, client: TestClient, unit: Unit, foreign: str) -> None:
    check_id = str(uuid.uuid4())
    ask(client, unit, check_id)
    asker = pair(engine, number=2) if foreign == "kiosk" else unit
    answer = asker.get(client, ITEM if foreign == "kiosk" else f"{ITEM}X", check_id=check_id)
    assert (answer.status_code, "Check-Id" in answer.json()["detail"]) == (409, True)
    assert stored(engine) == [(check_id, "M1", unit.id)]


def test_lot_label_makes_no_check(engine: Engine, client: TestClient, unit: Unit) -> None:
    path = f"/v1/records/01/{GTIN}/10/{LOT}"
    assert unit.get(client, path, check_id=str(uuid.uuid4())).status_code == 200
    with engine.connect() as connection:
        assert (
            connection.execute(text("SELECT count(*) FROM checks WHERE kiosk_id = :id"), {"id": unit.id}).scalar_one()
            == 0
        )
