"""/recalls and /violations: what is in force, what ended within a year, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape

import pytest
from sqlalchemy import Engine, delete, update
from starlette.testclient import TestClient

from kiosk.central.registry.load import upsert
from kiosk.central.registry.tables import recall_scopes, recalls, violations
from kiosk.moment import HANOI
from tests.central.conftest import NOW
from tests.central.pages.conftest import browser_headers

TODAY = NOW.astimezone(HANOI).date()
DAY = timedelta(days=1)


def recall(number: int, **changed: object) -> dict[str, object]:
    row: dict[str, object] = {
        "id": f"T{number:03}",
        "reason": f"Lý do {number}",
        "authority": "Chi cục mẫu",
        "document": f"{number}/TB",
        "effective_at": NOW - number * DAY,
        "ends_at": None,
        "gtins": ["09521234543213"],
        "lots": ["L1"],
        "serial_from": "",
        "serial_to": "",
        "establishment_ids": ["E1"],
        "made_from": date(2026, 11, 1),
        "made_to": date(2026, 11, 2),
        "return_to": "Quầy 1",
        "reason_en": f"Reason {number}",
        "authority_en": "Sample office",
        "return_to_en": "Desk 1",
        "scope": "",
        "scope_en": "",
        "kind": "voluntary",
        "legal_basis": "Thông tư 17/2021",
        "legal_basis_en": "Circular 17/2021",
        "treatment": "other_use",
        "reply": "Đã dừng bán.",
        "reply_en": "Sales were stopped.",
        "ended_reason": "",
        "ended_reason_en": "",
    }
    return row | changed


@pytest.fixture
def bare(engine: Engine) -> Engine:
    """The small registry without its own recalls and violations."""
    with engine.begin() as connection:
        connection.execute(delete(recall_scopes))
        connection.execute(delete(recalls))
        connection.execute(delete(violations))
    return engine


def store(engine: Engine, *rows: dict[str, object]) -> None:
    with engine.begin() as connection:
        upsert(connection, recalls, rows)


def page(client: TestClient, path: str, language: str = "vi") -> str:
    answer = client.get(path, headers=browser_headers(language))
    assert answer.status_code == 200
    return unescape(answer.text.partition("</style>")[2])


def test_recall_in_force_is_told_with_all_that_the_law_asks(client: TestClient, bare: Engine) -> None:
    store(bare, recall(1))
    text = page(client, "/recalls")
    told = ("Lý do 1", "Thu hồi tự nguyện", "1/TB", "Thông tư 17/2021", "22/11/2026, 09:00", "HTX Rau mẫu", "Quầy 1",
            "từ 01/11/2026 đến 02/11/2026", "chuyển sang mục đích khác, không làm thực phẩm", "Đã dừng bán.",
            "theo Chi cục mẫu")  # fmt: skip
    assert [said for said in told if said not in text] == []
    assert 'id="T001"' in text


def test_recall_by_product_alone_names_who_makes_it(client: TestClient, bare: Engine) -> None:
    store(bare, recall(1, establishment_ids=[]))
    assert "<dt>Cơ sở</dt><dd>HTX Rau mẫu</dd>" in page(client, "/recalls")
    told = client.get("/recalls.json").json()["recalls"][0]
    assert (told["establishments"], [maker["id"] for maker in told["makers"]]) == ([], ["E1"])


def test_one_lot_is_a_lot(client: TestClient, bare: Engine) -> None:
    store(bare, recall(1))
    assert "<dt>Lot</dt><dd>L1</dd>" in page(client, "/recalls", "en")
    store(bare, recall(1, lots=["L1", "L2"]))
    assert "<dt>Lots</dt><dd>L1, L2</dd>" in page(client, "/recalls", "en")


def test_recall_is_told_in_english(client: TestClient, bare: Engine) -> None:
    store(bare, recall(1))
    text = page(client, "/recalls", "en")
    for said in ("Reason 1", "Voluntary recall", "Circular 17/2021", "turned to another use than food", "Desk 1"):
        assert said in text


@pytest.mark.parametrize("treatment", ["relabel", "other_use", "return", "destroy"])
def test_each_of_the_four_treatments_has_words(client: TestClient, bare: Engine, treatment: str) -> None:
    store(bare, recall(1, treatment=treatment))
    assert f"published.treatment.{treatment}" not in page(client, "/recalls")


@pytest.mark.parametrize(
    ("changed", "in_force", "ended"),
    [
        ({}, 1, 0),
        ({"effective_at": NOW + timedelta(seconds=1)}, 0, 0),
        ({"ends_at": NOW + timedelta(seconds=1)}, 1, 0),
        ({"ends_at": NOW}, 0, 1),
        ({"effective_at": NOW - 800 * DAY, "ends_at": NOW - 364 * DAY}, 0, 1),
        ({"effective_at": NOW - 800 * DAY, "ends_at": NOW - 366 * DAY}, 0, 0),
    ],
)
def test_recall_stands_where_its_times_say(
    client: TestClient, bare: Engine, changed: dict[str, object], in_force: int, ended: int
) -> None:
    store(bare, recall(1, **changed))
    parts = [client.get(f"/recalls.json?part={part}").json()["recalls"] for part in ("in_force", "ended")]
    assert [len(part) for part in parts] == [in_force, ended]


@pytest.mark.parametrize(
    ("until", "in_force", "ended"),
    [(None, 1, 0), (TODAY, 1, 0), (TODAY - DAY, 0, 1), (TODAY - 365 * DAY, 0, 1), (TODAY - 366 * DAY, 0, 0)],
)
def test_violation_is_in_force_to_the_end_of_its_last_day(
    client: TestClient, engine: Engine, until: date | None, in_force: int, ended: int
) -> None:
    with engine.begin() as connection:
        connection.execute(update(violations).values(published_on=date(2024, 1, 1), in_force_until=until))
    parts = [client.get(f"/violations.json?part={part}").json()["violations"] for part in ("in_force", "ended")]
    assert [len(part) for part in parts] == [in_force, ended]


def test_violation_names_the_firm_and_what_it_answers(client: TestClient, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(update(violations).values(reply="Đã khắc phục.", legal_basis="Nghị định 115/2018"))
    text = page(client, "/violations")
    for said in ("Cơ sở đóng gói mẫu", "Giấy tờ", "14/QĐ", "Nghị định 115/2018", "01/11/2026", "Đã khắc phục."):
        assert said in text


def test_list_is_paged_newest_first_without_gap_or_double(client: TestClient, bare: Engine) -> None:
    store(bare, *(recall(number, effective_at=NOW - (number // 2) * DAY) for number in range(1, 8)))
    seen, after = [], ""
    while True:
        part = client.get(f"/recalls.json?limit=3{after}").json()
        seen += [each["id"] for each in part["recalls"]]
        if part["next"] is None:
            break
        after = f"&after={part['next']}"
    assert seen == ["T001", "T003", "T002", "T005", "T004", "T007", "T006"]


def test_page_of_many_leads_on_and_back(client: TestClient, bare: Engine) -> None:
    store(bare, *(recall(number) for number in range(1, 33)))
    first = page(client, "/recalls?lang=vi")
    assert first.count('class="card notice"') == 30
    assert "/recalls?part=in_force&after=T030&lang=vi" in first
    second = page(client, "/recalls?part=in_force&after=T030")
    assert second.count('class="card notice"') == 2
    assert "Về đầu danh sách" in second


@pytest.mark.parametrize("path", ["/recalls", "/violations"])
def test_program_gets_data_at_the_same_address(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"Accept": "application/json"})
    assert answer.json()["part"] == "in_force"
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize("query", ["part=other", "limit=201", "limit=0", f"after={'x' * 65}"])
def test_wrong_query_is_refused(client: TestClient, query: str) -> None:
    assert client.get(f"/recalls.json?{query}").status_code == 400


def test_unknown_place_in_the_list_is_its_end(client: TestClient, bare: Engine) -> None:
    store(bare, recall(1))
    assert client.get("/recalls.json?after=nothing").json()["recalls"] == []
