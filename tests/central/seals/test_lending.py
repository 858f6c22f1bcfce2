"""Lent numbers: the next free one, with its check digit, once and never again."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest
from sqlalchemy import Engine, insert, select
from starlette.testclient import TestClient

from kiosk.central.people.rights import Role
from kiosk.central.registry.tables import aliases, establishments, products
from kiosk.central.seals.answers import LoanAnswer
from kiosk.central.seals.lending import LentRanges, NumberKind, lend_number
from kiosk.central.seals.tables import lent_numbers
from kiosk.codes.gtin import check_digit, has_check_digit
from kiosk.errors import KioskError
from tests.central.conftest import NOW, People
from tests.central.seals.conftest import deed_at

PATH = "/registry/lent-numbers"
SMALL = LentRanges(gtins="95219912345", glns="95219912345")
"""Ten numbers each."""


def lend(engine: Engine, count: int, kind: NumberKind = NumberKind.GTIN, ranges: LentRanges = SMALL) -> Sequence[str]:
    with engine.begin() as connection:
        return [lend_number(connection, deed_at(NOW), ranges, kind, "E2") for _ in range(count)]


def test_the_next_numbers_of_the_range_are_lent_with_their_check_digits(engine: Engine) -> None:
    numbers = lend(engine, 3)
    assert numbers == [f"0{body}{check_digit(body)}" for body in ("952199123450", "952199123451", "952199123452")]
    assert all(map(has_check_digit, numbers))


def test_a_number_is_recorded_to_whom_and_since_when(client: TestClient, people: People) -> None:
    department = people.add(Role.DEPARTMENT)
    answer = client.post(PATH, json={"kind": "gtin", "establishment_id": "E2"}, headers=department)
    assert (answer.status_code, answer.json()["number"][:7]) == (201, "0952199")
    (lent,) = client.get(PATH, headers=people.add(Role.PRODUCER, establishment_id="E2")).json()["numbers"]
    assert LoanAnswer.model_validate(lent) == LoanAnswer.model_validate(answer.json())
    assert client.get(PATH, headers=people.add(Role.PRODUCER, establishment_id="E1")).json()["numbers"] == []


def test_a_lent_gln_becomes_the_establishments_own_for_ever(client: TestClient, people: People, engine: Engine) -> None:
    department = people.add(Role.DEPARTMENT)
    number = client.post(PATH, json={"kind": "gln", "establishment_id": "E2"}, headers=department).json()["number"]
    with engine.connect() as connection:
        own = connection.execute(select(establishments.c.gln).where(establishments.c.id == "E2")).scalar_one()
        kept = connection.execute(select(aliases.c.establishment_id).where(aliases.c.value == number)).scalar_one()
    assert (own, kept) == (number, "E2")
    again = client.post(PATH, json={"kind": "gln", "establishment_id": "E2"}, headers=department)
    assert (again.status_code, again.json()["number"]) == (409, "SEAL-20")


def test_a_number_that_somebody_registered_is_passed_over(engine: Engine) -> None:
    taken = f"0952199123450{check_digit('952199123450')}"
    with engine.begin() as connection:
        row = connection.execute(select(products)).mappings().first()
        assert row is not None
        connection.execute(insert(products), {**row, "gtin": taken})
    assert lend(engine, 1) == [f"0952199123451{check_digit('952199123451')}"]


def test_a_number_is_not_lent_again_when_its_loan_is_gone(engine: Engine) -> None:
    first = lend(engine, 1)
    with engine.begin() as connection:
        connection.execute(lent_numbers.delete())
    assert lend(engine, 1) != first


def test_the_end_of_the_range_is_a_clear_error(engine: Engine) -> None:
    assert len(set(lend(engine, 10))) == 10
    with pytest.raises(KioskError, match="SEAL-15: no GTIN can be lent: all 10 numbers from 95219912345 on are lent"):
        lend(engine, 1)


@pytest.mark.one_database
@pytest.mark.parametrize("kind", NumberKind)
def test_a_city_without_a_range_lends_none(engine: Engine, kind: NumberKind) -> None:
    with pytest.raises(KioskError, match=rf"SEAL-15.*KIOSK_CENTRAL__{kind.name}_RANGE"):
        lend(engine, 1, kind, LentRanges())


def test_who_asks_at_once_gets_different_numbers(engine: Engine) -> None:
    start, numbers = threading.Barrier(8), list[str]()

    def ask() -> None:
        start.wait()
        numbers.extend(lend(engine, 1))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(numbers), len(set(numbers))) == (8, 8)


@pytest.mark.one_database
def test_a_producer_lends_itself_nothing(client: TestClient, producer: dict[str, str]) -> None:
    answer = client.post(PATH, json={"kind": "gtin", "establishment_id": "E1"}, headers=producer)
    assert answer.status_code == 403


def register(client: TestClient, headers: dict[str, str], gtin: str, establishment_id: str) -> tuple[int, str]:
    body = {"gtin": gtin, "name": "Cà chua", "group": "vegetable", "establishment_id": establishment_id}
    answer = client.post("/registry/products", json=body, headers=headers)
    return answer.status_code, answer.json().get("detail", "")[:31]


def test_a_lent_gtin_is_used_only_by_whom_it_is_lent_to(client: TestClient, people: People) -> None:
    department = people.add(Role.DEPARTMENT)
    number = client.post(PATH, json={"kind": "gtin", "establishment_id": "E2"}, headers=department).json()["number"]
    case = f"1{number[1:13]}{check_digit('1' + number[1:13])}"
    for gtin in (number, case):
        for headers in (people.add(Role.PRODUCER, establishment_id="E1"), department):
            assert register(client, headers, gtin, "E1") == (400, "body.gtin: this is a number of ")
        assert register(client, people.add(Role.PRODUCER, establishment_id="E2"), gtin, "E2")[0] == 201


def test_a_gtin_of_the_city_that_nobody_was_lent_is_nobodys(client: TestClient, producer: dict[str, str]) -> None:
    gtin = f"0952199000009{check_digit('952199000009')}"
    assert register(client, producer, gtin, "E1")[0] == 400
    sheet = f"GTIN,Tên,Nhóm sản phẩm,Cơ sở\n{gtin},Cà chua,Rau,E1\n"
    refused = client.post("/registry/imports", files={"files": ("products.csv", sheet.encode())}, headers=producer)
    assert refused.status_code == 422
    assert "dải số của thành phố" in refused.text


def test_a_range_that_is_no_longer_set_stays_the_citys(
    engine: Engine, client: TestClient, producer: dict[str, str]
) -> None:
    (number,) = lend(engine, 1, ranges=LentRanges(gtins="95218812345"))
    assert register(client, producer, number, "E1")[0] == 400
