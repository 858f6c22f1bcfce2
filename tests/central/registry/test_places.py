"""Codes of establishments, units through their changes, and the persons behind a certificate."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, insert, select
from starlette.testclient import TestClient

from kiosk.central.people.rights import Role
from kiosk.central.people.tables import changes
from kiosk.central.registry import tables
from kiosk.codes.city_code import read_city_code
from kiosk.codes.code import CityCode
from tests.central.conftest import People

Headers = dict[str, str]
UNITS = """old-a district 2008-08-01 2025-06-30
old-b ward 2008-08-01 2025-06-30
new-a ward 2025-07-01 -
new-b ward 2025-07-01 -""".splitlines()
SUCCESSORS = (("old-a", "new-a"), ("old-a", "new-b"), ("old-b", "new-b"))


@pytest.fixture
def department(people: People) -> Headers:
    return people.add(Role.DEPARTMENT)


@pytest.fixture
def administrator(people: People) -> Headers:
    return people.add(Role.ADMINISTRATOR)


@pytest.fixture
def mapped(client: TestClient, administrator: Headers) -> Headers:
    """Two old units, three successions to two new ones."""
    for line in UNITS:
        unit_id, level, first, last = line.split()
        row = {"id": unit_id, "name": unit_id, "level": level, "first_day": first}
        row |= {"last_day": last} if last != "-" else {}
        assert client.post("/registry/units", json=row, headers=administrator).status_code == 201
    for unit_id, successor_id in SUCCESSORS:
        row = {"unit_id": unit_id, "successor_id": successor_id}
        assert client.post("/registry/unit_successors", json=row, headers=administrator).status_code == 201
    return administrator


@pytest.mark.parametrize(
    ("unit_id", "day", "then", "now"),
    [
        ("old-a", "2020-01-01", ["old-a"], ["new-a", "new-b"]),
        ("old-a", "2026-01-01", ["new-a", "new-b"], ["new-a", "new-b"]),
        ("old-b", "2025-06-30", ["old-b"], ["new-b"]),
        ("new-b", "2025-06-30", ["old-a", "old-b"], ["new-b"]),
        ("new-a", "2000-01-01", [], ["new-a"]),
    ],
)
def test_unit_is_known_on_a_day_and_now(
    client: TestClient, mapped: Headers, unit_id: str, day: str, then: list[str], now: list[str]
) -> None:
    found = client.get(f"/registry/units/{unit_id}/on/{day}", headers=mapped).json()
    assert [unit["id"] for unit in found["on_day"]] == then
    assert [unit["id"] for unit in found["now"]] == now


def test_units_that_succeed_each_other_in_a_circle_end_the_search(
    client: TestClient, mapped: Headers, engine: Engine
) -> None:
    with engine.begin() as connection:
        connection.execute(insert(tables.unit_successors), {"unit_id": "new-b", "successor_id": "old-a"})
    found = client.get("/registry/units/old-a/on/2026-01-01", headers=mapped).json()
    assert [unit["id"] for unit in found["now"]] == ["new-a", "new-b"]


def test_city_codes_are_given_in_order_and_without_letters_that_look_like_digits(
    client: TestClient, department: Headers
) -> None:
    codes = []
    for _ in range(40):
        given = client.post("/registry/establishments/E2/city-code", json={"letter": "P"}, headers=department)
        assert given.status_code == 201, given.text
        codes.append(given.json()["city_code"])
    assert all(isinstance(read_city_code(code), CityCode) for code in codes)
    numbers = [int(code[3:8]) for code in codes]
    assert numbers[0] == 418  # 417 is another's
    assert numbers == sorted(set(numbers))
    assert not {code[-1] for code in codes} & set("ILO")
    listed = client.get("/registry/establishments/E2/aliases", headers=department).json()
    assert {row["value"] for row in listed} == set(codes)


def test_old_code_leads_to_its_establishment_for_ever(client: TestClient, department: Headers) -> None:
    for _ in range(2):
        client.post("/registry/establishments/E1/city-code", json={"letter": "K"}, headers=department)
    (found,) = client.get("/registry/aliases", params={"value": "HNP00417S"}, headers=department).json()
    assert (found["establishment_id"], found["last_day"]) == ("E1", "2026-11-22")
    record = client.get("/v1/records", params={"city_code": "HNP00417S"}).json()
    assert record["finding"]["establishment"]["id"] == "E1"


def test_growing_area_passes_from_one_to_another_but_not_on_the_same_day(
    client: TestClient, department: Headers
) -> None:
    area = {"kind": "growing_area", "value": "VN-HNOR-0031", "first_day": "2024-01-01"}
    one, other = "/registry/establishments/E1/aliases", "/registry/establishments/E2/aliases"
    assert client.post(one, json=area, headers=department).status_code == 201
    later = area | {"first_day": "2026-01-01"}
    assert client.post(other, json=later, headers=department).status_code == 409
    assert client.post(one, json=area | {"last_day": "2025-12-31"}, headers=department).status_code == 201
    assert client.post(other, json=later, headers=department).status_code == 201
    found = client.get("/registry/aliases", params={"value": "VN-HNOR-0031"}, headers=department).json()
    assert [row["establishment_id"] for row in found] == ["E1", "E2"]


def test_city_code_is_no_alias_to_be_added_by_hand(client: TestClient, department: Headers) -> None:
    given = {"kind": "city_code", "value": "HNP00418Q", "first_day": "2024-01-01"}
    assert client.post("/registry/establishments/E1/aliases", json=given, headers=department).status_code == 400


def test_person_of_a_certificate_is_seen_by_authorities_and_kept_out_of_the_audit(
    client: TestClient, department: Headers, people: People, engine: Engine
) -> None:
    path = "/registry/certificates/C1/holders"
    person = {"reference": "KT-25-1102/7", "name": "Nguyễn Thị Mẫu"}
    assert client.post(path, json=person, headers=department).status_code == 201
    assert client.get(path, headers=department).json() == [person]
    assert client.get(path, headers=people.add(Role.PRODUCER, establishment_id="E1")).status_code == 403
    assert client.delete(f"{path}/KT-25-1102/7", headers=department).status_code == 204
    assert client.get(path, headers=department).json() == []
    with engine.connect() as connection:
        rows = connection.execute(select(changes).where(changes.c.kind == "holders")).all()
    assert len(rows) == 2
    assert "Nguyễn" not in str(rows)


def test_suspensions_are_listed_with_their_dates(client: TestClient, department: Headers) -> None:
    path = "/registry/certificates/C1"
    suspended = {"status": "suspended", "status_since": "2026-11-10"}
    client.patch(path, json=suspended, headers=department | {"If-Match": "*"})
    listed = client.get(f"{path}/suspensions", headers=department).json()
    assert listed == [{"first_day": "2026-11-10", "last_day": None, "reason": ""}]
