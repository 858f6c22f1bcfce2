"""A corrected code: kept, never in a chain or a circle, and only of one's own goods."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, Table, insert, select
from starlette.testclient import TestClient

from kiosk.central.people.rights import Role
from kiosk.central.people.tables import changes
from kiosk.central.registry.tables import code_corrections, serials
from kiosk.central.seals.tables import label_issues, signing_keys
from tests.central.conftest import NOW, People
from tests.central.registry_folder import GTIN, LOT

WRONG_LOT = {"gtin": GTIN, "lot": "L26IIA", "corrected_lot": LOT, "corrected_gtin": GTIN, "note": "In nhầm chữ I"}
OTHER_GTIN = "09521234543220"
STRANGE_GTIN = "09521234543299"


@pytest.fixture
def producer(people: People) -> dict[str, str]:
    return people.add(Role.PRODUCER, establishment_id="E1")


@pytest.fixture
def department(people: People) -> dict[str, str]:
    return people.add(Role.DEPARTMENT)


def correct(client: TestClient, headers: dict[str, str], **changed: str) -> int:
    return client.post("/registry/corrections", json=WRONG_LOT | changed, headers=headers).status_code


def test_correction_is_kept_with_its_time_and_in_the_audit(
    client: TestClient, producer: dict[str, str], engine: Engine
) -> None:
    assert correct(client, producer) == 201
    with engine.connect() as connection:
        (row,) = connection.execute(select(code_corrections)).all()
        assert (row.gtin, row.lot, row.corrected_lot, row.since) == (GTIN, "L26IIA", LOT, NOW)
        (change,) = connection.execute(select(changes).where(changes.c.kind == "code_corrections")).all()
        assert change.after["note"] == "In nhầm chữ I"
    (listed,) = client.get("/registry/corrections", headers=producer).json()["rows"]
    assert listed["corrected_lot"] == LOT


def test_whole_gtin_that_is_not_registered_is_corrected_by_an_authority_only(
    client: TestClient, producer: dict[str, str], department: dict[str, str]
) -> None:
    whole = {"gtin": STRANGE_GTIN, "lot": "", "corrected_lot": ""}
    assert correct(client, producer, **whole) == 403
    assert correct(client, department, **whole) == 201


def test_nobody_takes_the_code_of_another(client: TestClient, people: People) -> None:
    other = people.add(Role.PRODUCER, establishment_id="E2")
    assert correct(client, other) == 403
    assert correct(client, other, corrected_gtin="09521234543237", corrected_lot="X") == 403


@pytest.mark.parametrize(
    "changed",
    [
        {"lot": LOT},
        {"corrected_lot": "NEVER"},
        {"corrected_gtin": STRANGE_GTIN},
        {"lot": ""},
        {"corrected_lot": ""},
    ],
)
def test_correction_to_itself_or_to_nothing_is_refused(
    client: TestClient, department: dict[str, str], changed: dict[str, str]
) -> None:
    assert correct(client, department, **changed) == 400


def test_code_is_corrected_once(client: TestClient, producer: dict[str, str]) -> None:
    assert correct(client, producer) == 201
    assert correct(client, producer, corrected_lot="L2611B") == 409


def test_chains_and_circles_are_refused(client: TestClient, department: dict[str, str]) -> None:
    assert correct(client, department, lot="L2611B", corrected_lot=LOT) == 201
    assert correct(client, department, lot="L26IIB", corrected_lot="L2611B") == 409
    assert correct(client, department, lot=LOT, corrected_lot="L2611B") == 409
    assert correct(client, department, lot="", corrected_lot="", corrected_gtin=OTHER_GTIN) == 409


@pytest.mark.parametrize("lot", [LOT, ""])
def test_lot_that_is_registered_is_led_elsewhere_by_an_authority_only(
    client: TestClient, producer: dict[str, str], department: dict[str, str], lot: str
) -> None:
    elsewhere = {"lot": lot, "corrected_lot": "L2611B"} if lot else {"lot": "", "corrected_lot": ""}
    elsewhere["corrected_gtin"] = GTIN if lot else OTHER_GTIN
    assert correct(client, producer, **elsewhere) == 403
    assert correct(client, department, **elsewhere) == 201


KEY_ROW = {"kid": 9, "establishment_id": "E1", "public": b"", "vault": "sealed", "handle": b"", "made_at": NOW}
ISSUE_ROW = {
    "at": NOW,
    "user_id": "u",
    "kid": 9,
    "gtin": GTIN,
    "lot": "L26IIA",
    "gln": "",
    "count": 1,
    "host": "h",
    "is_serialised": False,
    "first_serial": "",
    "last_serial": "",
    "attributes": [],
}


@pytest.mark.parametrize(
    "rows",
    [
        [(serials, {"gtin": GTIN, "lot": "L26IIA", "serial": "MADEHERE"})],
        [(signing_keys, KEY_ROW), (label_issues, ISSUE_ROW)],
    ],
    ids=["serials", "labels of a lot"],
)
def test_code_whose_labels_were_issued_is_led_elsewhere_by_an_authority_only(
    client: TestClient,
    producer: dict[str, str],
    department: dict[str, str],
    engine: Engine,
    rows: list[tuple[Table, dict[str, object]]],
) -> None:
    with engine.begin() as connection:
        for table, row in rows:
            connection.execute(insert(table), row)
    assert correct(client, producer) == 403
    assert correct(client, department) == 201


def test_correction_that_was_a_mistake_is_taken_back(
    client: TestClient, producer: dict[str, str], engine: Engine
) -> None:
    correct(client, producer)
    path = f"/registry/corrections/{GTIN}"
    assert client.delete(path, params={"lot": "L26IIA"}, headers=producer).status_code == 204
    assert client.delete(path, params={"lot": "L26IIA"}, headers=producer).status_code == 404
    with engine.connect() as connection:
        assert connection.execute(select(code_corrections)).all() == []
        assert len(connection.execute(select(changes).where(changes.c.kind == "code_corrections")).all()) == 2
