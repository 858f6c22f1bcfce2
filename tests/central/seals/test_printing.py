"""Batches as sheets: what the printed squares say is what was sealed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.central.registry_folder import GTIN
from tests.central.seals.conftest import ALIKE_LOT, OPEN_LOT
from tests.central.sheets.conftest import pages_of, read_back
from tests.central.sheets.renderer import print_zpl

LABELS = f"/registry/lots/{GTIN}/{OPEN_LOT}/labels"


def links_of(client: TestClient, headers: dict[str, str], number: str) -> list[str]:
    answer = client.post(f"/registry/label-issues/{number}/prints", headers=headers)
    return [json.loads(line)["link"] for line in answer.text.splitlines()]


def test_a_batch_comes_as_pdf_that_reads_back(
    client: TestClient, producer: dict[str, str], kid: int, tmp_path: Path
) -> None:
    answer = client.post(LABELS, json={"count": 4, "sheet": {"paper": "a4"}}, headers=producer)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    (page,) = pages_of(answer.content, tmp_path, 300)
    assert sorted(read_back(page)) == sorted(links_of(client, producer, answer.headers["label-issue"]))


def test_a_batch_comes_as_zpl_that_reads_back(client: TestClient, producer: dict[str, str], kid: int) -> None:
    asked = {"count": 3, "sheet": {"paper": "58", "form": "zpl"}}
    answer = client.post(LABELS, json=asked, headers=producer)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zpl")
    printed = [text for page in print_zpl(answer.content) for text in read_back(page)]
    assert printed == links_of(client, producer, answer.headers["label-issue"])


def test_lot_labels_come_as_often_as_they_were_asked(client: TestClient, producer: dict[str, str], kid: int) -> None:
    asked = {"count": 3, "lot_label": True, "sheet": {"paper": "80", "form": "zpl"}}
    answer = client.post(f"/registry/lots/{GTIN}/{ALIKE_LOT}/labels", json=asked, headers=producer)
    printed = [text for page in print_zpl(answer.content) for text in read_back(page)]
    assert (len(printed), len(set(printed))) == (3, 1)


def test_a_sign_and_a_second_print_come_as_sheets_too(
    client: TestClient, producer: dict[str, str], kid: int, tmp_path: Path
) -> None:
    sheet = {"sheet": {"paper": "80"}}
    answer = client.post("/registry/establishments/E1/sign", json=sheet, headers=producer)
    number = answer.headers["label-issue"]
    again = client.post(f"/registry/label-issues/{number}/prints", json=sheet, headers=producer)
    for one in (answer, again):
        (page,) = pages_of(one.content, tmp_path, 300)
        assert read_back(page) == links_of(client, producer, number)


@pytest.mark.one_database
@pytest.mark.parametrize(
    "sheet", [{"paper": "a3"}, {"paper": "a4", "form": "zpl"}, {"paper": "58", "dpi": 600}, {"language": "fr"}]
)
def test_a_sheet_that_cannot_be_takes_nothing(
    client: TestClient, producer: dict[str, str], kid: int, sheet: dict[str, object]
) -> None:
    assert client.post(LABELS, json={"count": 1, "sheet": sheet}, headers=producer).status_code == 400
    assert client.get(LABELS, headers=producer).json()["labels"] == 0


def test_part_of_a_batch_is_printed_again(client: TestClient, producer: dict[str, str], kid: int) -> None:
    number = client.post(LABELS, json={"count": 9}, headers=producer).headers["label-issue"]
    whole = links_of(client, producer, number)
    asked = {"first": 3, "last": 5, "sheet": {"paper": "58", "form": "zpl"}}
    answer = client.post(f"/registry/label-issues/{number}/prints", json=asked, headers=producer)
    assert [text for page in print_zpl(answer.content) for text in read_back(page)] == whole[2:5]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("part", "field"),
    [
        ({"first": 6}, "body.first"),
        ({"last": 6}, "body.last"),
        ({"first": 3, "last": 2}, "body.first"),
        ({"first": 0}, "body.first"),
    ],
)
def test_a_part_that_the_batch_has_not_is_refused(
    client: TestClient, producer: dict[str, str], kid: int, part: dict[str, int], field: str
) -> None:
    number = client.post(LABELS, json={"count": 5}, headers=producer).headers["label-issue"]
    answer = client.post(f"/registry/label-issues/{number}/prints", json=part, headers=producer)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.one_database
def test_a_sheet_is_bounded(client: TestClient, producer: dict[str, str], kid: int) -> None:
    path = f"/registry/lots/{GTIN}/{ALIKE_LOT}/labels"
    asked = {"count": 201, "lot_label": True}
    assert client.post(path, json={**asked, "sheet": {}}, headers=producer).status_code == 400
    number = client.post(path, json=asked, headers=producer).headers["label-issue"]
    prints = f"/registry/label-issues/{number}/prints"
    assert client.post(prints, json={"sheet": {}}, headers=producer).status_code == 400
    assert client.post(prints, json={"sheet": {}, "last": 18}, headers=producer).status_code == 200
