"""What a caller who does not sign is told of a record, beside what a kiosk is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from kiosk.central.service import Service
from kiosk.messages.http import RecordAnswer
from kiosk.records.finding import Finding
from kiosk.records.history import Check
from kiosk.records.registry import Step
from tests.central.conftest import NOW
from tests.central.databases import Spares
from tests.central.kiosks.paired import Unit, error_of, pair
from tests.central.registry_folder import GTIN, LOT

LOT_PATH = f"/v1/records/01/{GTIN}/10/{LOT}"
SOLD = "0000000B"
PACK_PATH = f"{LOT_PATH}/21/{SOLD}"
TRADER, ITS_PLACE = "Cơ sở đóng gói mẫu", "Hà Đông"

Told = Callable[[str], Finding]


@pytest.fixture
def service(service: Service) -> Service:
    return replace(service, is_demonstration=False)


@pytest.fixture
def traded(engine: Engine) -> None:
    """The goods are shipped by another than the producer, and so is one pack with a second one."""
    with engine.begin() as connection:
        connection.execute(text("UPDATE movements SET step = 'shipping' WHERE step = 'packing'"))
        connection.execute(
            text("UPDATE movements SET serials = :serials WHERE step = 'sale'"), {"serials": f'["{SOLD}", "7K2M9Q4T"]'}
        )


@pytest.fixture
def told(client: TestClient, traded: None) -> Told:
    def ask(path: str) -> Finding:
        answer = client.get(path)
        assert answer.status_code == 200, answer.text
        return RecordAnswer.model_validate_json(answer.content).finding

    return ask


@pytest.fixture
def unit(engine: Engine, traded: None) -> Unit:
    return pair(engine)


def told_to(unit: Unit, client: TestClient, path: str) -> Finding:
    answer = unit.get(client, path)
    assert answer.status_code == 200, answer.text
    return RecordAnswer.model_validate_json(answer.content).finding


def test_nobody_is_told_who_carried_the_goods_and_where(told: Told) -> None:
    (shipped,) = [one for one in told(LOT_PATH).movements if one.step is Step.SHIPPING]
    assert (shipped.stated_by, shipped.place, shipped.place_en, shipped.stated_by_en) == ("", "", "", "")
    assert shipped.at < NOW


def test_producers_steps_are_told_to_everybody(told: Told) -> None:
    (harvest,) = [one for one in told(LOT_PATH).movements if one.step is Step.HARVEST]
    assert (harvest.stated_by, harvest.place != "") == ("HTX Rau mẫu", True)


def test_nobody_is_told_of_other_packs(told: Told) -> None:
    assert [one.serials for one in told(PACK_PATH).movements] == [(), (), (SOLD,)]
    assert [one.serials for one in told(LOT_PATH).movements] == [(), ()]


def test_nobody_is_told_the_ids_of_checks(told: Told, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO checks (check_id, gtin, serial, at, market_id, kiosk_id, is_clock_trusted)"
                " SELECT 'h2', gtin, serial, at, 'M1', kiosk_id, is_clock_trusted FROM checks"
            )
        )
    checks = told(PACK_PATH).history.checks
    assert [(check.check_id, check.market_id) for check in checks] == [("1", "M2"), ("2", "M1")]
    assert {type(check) for check in checks} == {Check}


def test_kiosk_that_signs_a_question_is_told_all_and_makes_no_check(
    client: TestClient, unit: Unit, engine: Engine
) -> None:
    whole = told_to(unit, client, LOT_PATH)
    assert [one.serials for one in whole.movements][-1] == (SOLD, "7K2M9Q4T")
    (shipped,) = [one for one in whole.movements if one.step is Step.SHIPPING]
    assert (shipped.stated_by, ITS_PLACE in shipped.place) == (TRADER, True)
    assert [check.check_id for check in told_to(unit, client, PACK_PATH).history.checks] == ["h1"]
    assert "M1" in {market.id for market in told_to(unit, client, "/v1/records?plu=4089").markets}
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM checks")).scalar_one() == 1


@pytest.mark.parametrize("path", [LOT_PATH, "/v1/records?plu=4089"])
def test_signature_that_does_not_hold_is_refused(client: TestClient, unit: Unit, path: str) -> None:
    assert error_of(unit.as_other("another").get(client, path)) != ""


def test_demonstration_tells_all(service: Service, spares: Spares, traded: None) -> None:
    client = TestClient(spares.app(replace(service, is_demonstration=True)))
    assert TRADER in client.get(LOT_PATH).text
    assert TRADER not in TestClient(spares.app(service)).get(LOT_PATH).text
