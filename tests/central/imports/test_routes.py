"""Sheets over HTTP: the same import, the faults as a problem, bodies bounded."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from kiosk.central.people.rights import Role
from tests.central.conftest import People
from tests.central.imports.sheets import LOTS, PRODUCTS, csv_source

PATH = "/registry/imports"


@pytest.fixture
def producer(people: People) -> dict[str, str]:
    return people.add(Role.PRODUCER, establishment_id="E1")


def sent(*texts: str) -> list[tuple[str, tuple[str, bytes]]]:
    return [("files", (f"{number}.csv", csv_source(text).content)) for number, text in enumerate(texts)]


def test_producer_imports_over_http(client: TestClient, producer: dict[str, str]) -> None:
    answer = client.post(PATH, files=sent(PRODUCTS, LOTS), headers=producer)
    assert answer.status_code == 200, answer.text
    assert answer.json()["is_written"]
    shown = client.get("/registry/lots/09521234543244/T2611A", headers=producer)
    assert shown.json()["quantity"] == 400


def test_faults_come_as_a_problem_in_the_language_asked_for(client: TestClient, producer: dict[str, str]) -> None:
    spoilt = sent(PRODUCTS.replace("9521234543244", "9521234543245"))
    answer = client.post(PATH, params={"language": "en"}, files=spoilt, headers=producer)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    (fault,) = answer.json()["outcome"]["faults"]
    assert (fault["line"], fault["column"]) == (2, "GTIN")
    assert fault["message"].startswith("The check digit is wrong")


def test_dry_run_writes_nothing(client: TestClient, producer: dict[str, str]) -> None:
    answer = client.post(PATH, params={"dry_run": True}, files=sent(PRODUCTS), headers=producer)
    assert answer.json()["tables"] == [{"table": "products", "created": 2, "changed": 0, "unchanged": 0}]
    assert client.get("/registry/products/09521234543244", headers=producer).status_code == 403


@pytest.mark.one_database
def test_import_of_more_than_20_megabytes_is_refused(client: TestClient, producer: dict[str, str]) -> None:
    large = [("files", ("x.csv", b"x" * 20_000_001))]
    assert client.post(PATH, files=large, headers=producer).status_code == 413


@pytest.mark.one_database
def test_sheet_of_more_than_a_megabyte_is_read(client: TestClient, producer: dict[str, str]) -> None:
    lines = "".join(f"9521234543213;B{number};20/11/2026;;{'x' * 200}\n" for number in range(6000))
    text = f"GTIN;Số lô;Ngày thu hoạch;Hạn dùng;Ghi chú\n{lines}"
    answer = client.post(PATH, files=sent(text), headers=producer)
    assert answer.json()["tables"] == [{"table": "lots", "created": 6000, "changed": 0, "unchanged": 0}]


@pytest.mark.one_database
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_template_is_fetched(client: TestClient, producer: dict[str, str], form: str) -> None:
    answer = client.get(f"{PATH}/templates/lots", params={"form": form}, headers=producer)
    assert answer.headers["content-disposition"] == f'attachment; filename="lots.{form}"'
    assert client.get(f"{PATH}/templates/nothing", headers=producer).status_code == 404
