"""Reports of a suspicion: once each, with a number, followed and handled; nothing about who reported."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, func, select, update
from starlette.testclient import TestClient

from kiosk.central.app import create_app
from kiosk.central.people.rights import Role
from kiosk.central.people.tables import changes
from kiosk.central.reports.store import MOST_FROM_PHONES
from kiosk.central.reports.tables import reports
from kiosk.central.service import Service, Trusted
from kiosk.codes.city_code import city_check_character
from tests.central.conftest import NOW, People
from tests.central.kiosks.paired import Unit, pair
from tests.central.registry_folder import GTIN, LOT, SERIAL

ID = "01936aaa-0000-7000-8000-0000000000{:02}"
BROWSER = {"Accept": "text/html", "Accept-Language": "vi"}


def report(number: int = 1, **changed: object) -> dict[str, object]:
    made = {"id": ID.format(number), "reason": "same_code", "at": NOW.isoformat(), "gtin": GTIN, "lot": LOT}
    return {**made, "serial": SERIAL, "headline": "copied", **changed}


def send(client: TestClient, unit: Unit, content: dict[str, object]) -> Any:
    return unit.post(client, "/v1/reports", json.dumps(content).encode())


@pytest.fixture
def unit(engine: Engine) -> Unit:
    return pair(engine, "M1")


def test_kiosk_gets_a_number_and_where_it_is_followed(client: TestClient, unit: Unit) -> None:
    receipt = send(client, unit, report()).json()
    assert re.fullmatch(r"BL-2611-[2-9C-Y]{8}", receipt["number"])
    page = client.get(receipt["path"], headers=BROWSER)
    assert page.status_code == 200
    assert receipt["number"] in page.text
    assert "Đã nhận" in page.text
    assert GTIN not in page.text


def test_report_sent_again_is_the_same_report(client: TestClient, engine: Engine, unit: Unit) -> None:
    first, again = send(client, unit, report()), send(client, unit, report())
    assert first.json() == again.json()
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(reports)).scalar_one() == 1


def test_numbers_tell_neither_how_many_there_are_nor_which_is_next(client: TestClient, unit: Unit) -> None:
    numbers = [send(client, unit, report(number)).json()["number"] for number in range(1, 21)]
    assert len(set(numbers)) == 20
    assert sorted(numbers) != numbers


def test_report_that_was_numbered_by_counting_is_still_found(
    client: TestClient, engine: Engine, unit: Unit, people: People
) -> None:
    counted = "BL-2611-0042" + city_check_character("BL26110042")
    send(client, unit, report())
    with engine.begin() as connection:
        connection.execute(update(reports).values(number=counted))
    assert counted in client.get(f"/report/{counted.lower()}", headers=BROWSER).text
    headers = people.add(Role.SUPERVISOR)
    assert client.patch(f"/registry/reports/{counted}", json={"state": "looked_at"}, headers=headers).status_code == 200


def test_number_that_another_report_has_is_drawn_again(
    client: TestClient, unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter("7KQ4M3X" * 2 + "7KQ4M3W" + "7KQ4M3V" * 9)
    monkeypatch.setattr("kiosk.central.reports.store.secrets.choice", lambda _: next(drawn))
    numbers = {send(client, unit, report(number)).json()["number"] for number in (1, 2)}
    assert len(numbers) == 2


def test_number_that_a_kiosk_told_is_kept_unless_another_report_has_it(client: TestClient, unit: Unit) -> None:
    told = "BL-2610-7KQ4M32W"
    assert send(client, unit, {**report(1), "number": told}).json()["number"] == told
    other = send(client, unit, {**report(2), "number": told}).json()["number"]
    assert other != told
    assert send(client, unit, {**report(1), "number": told}).json()["number"] == told


def test_number_whose_check_character_is_wrong_is_drawn_here(client: TestClient, unit: Unit) -> None:
    wrong = "BL-2610-7KQ4M32X"
    assert send(client, unit, {**report(), "number": wrong}).json()["number"] != wrong


def test_another_kiosk_learns_nothing_by_the_same_id(client: TestClient, engine: Engine, unit: Unit) -> None:
    send(client, unit, report())
    refused = send(client, pair(engine, "M2", number=2), report())
    assert refused.status_code == 409
    assert "BL-" not in refused.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("reason", "because"),
        ("id", "1"),
        ("at", "2026-11-23T09:00:00"),
        ("gtin", "123"),
        ("lot", "x" * 21),
        ("lot", "dấu"),
        ("gln", "1"),
        ("headline", "Genuine!"),
        ("number", "BL-2611-0042K"),
        ("name", "Nguyễn Văn A"),
    ],
)
def test_what_is_wrong_is_named(client: TestClient, unit: Unit, field: str, value: str) -> None:
    refused = send(client, unit, {**report(), field: value})
    assert refused.status_code == 400
    assert field in refused.json()["detail"]


def test_unsigned_report_is_refused(client: TestClient) -> None:
    assert client.post("/v1/reports", json=report()).status_code == 401


def test_phone_chooses_a_reason_and_gets_the_same_page_twice(client: TestClient, engine: Engine) -> None:
    form = client.get(f"/report?gtin={GTIN}&lot={LOT}&headline=copied", headers=BROWSER)
    hidden = dict(re.findall(r'type="hidden" name="([a-z]+)" value="([^"]*)"', form.text))
    assert hidden["gtin"] == GTIN
    assert form.text.count('type="radio"') == 9
    choices = re.findall(r'<label class="choice">.*?</label>', form.text, re.DOTALL)
    assert ["<svg" in choice for choice in choices] == [True] * 9
    sent = [client.post("/report", data={**hidden, "reason": "spoiled"}, headers=BROWSER) for _ in range(2)]
    assert [answer.status_code for answer in sent] == [303, 303]
    assert sent[0].headers["location"] == sent[1].headers["location"]
    with engine.connect() as connection:
        row = connection.execute(select(reports)).one()
    assert (row.reason, row.lot, row.market_id, row.kiosk_id) == ("spoiled", LOT, "", "")


def test_phone_form_keeps_the_language_that_was_chosen(client: TestClient) -> None:
    form = client.get("/report?lang=en", headers=BROWSER)
    assert 'action="/report?lang=en"' in form.text
    hidden = dict(re.findall(r'type="hidden" name="([a-z]+)" value="([^"]*)"', form.text))
    sent = client.post("/report?lang=en", data={**hidden, "reason": "other"}, headers=BROWSER)
    assert sent.headers["location"].endswith("?lang=en")


def test_flood_from_phones_is_stopped_and_kiosks_go_on(service: Service, unit: Unit) -> None:
    now = NOW
    client = TestClient(create_app(replace(service, moment=Trusted(lambda: now))), follow_redirects=False)
    answers = [
        client.post("/report", data={"id": ID.format(number), "reason": "other"}, headers=BROWSER)
        for number in range(MOST_FROM_PHONES + 1)
    ]
    assert [answer.status_code for answer in answers] == [303] * MOST_FROM_PHONES + [429]
    assert answers[-1].headers["retry-after"] == "60"
    assert "Có quá nhiều lượt hỏi" in answers[-1].text
    assert send(client, unit, report(98)).status_code == 200
    now = NOW + timedelta(seconds=61)
    again = client.post("/report", data={"id": ID.format(97), "reason": "other"}, headers=BROWSER)
    assert again.status_code == 303


@pytest.mark.parametrize("number", ["BL-2611-9999Z", "nonsense", "BL-2611-0001", "%3Cscript%3E"])
def test_number_that_is_not_there_gets_a_page_that_helps(client: TestClient, number: str) -> None:
    answer = client.get(f"/report/{number}", headers=BROWSER)
    assert answer.status_code == 404
    assert "Không có trang này" in answer.text


def test_board_sees_its_market_and_the_city_sees_phones_too(
    client: TestClient, engine: Engine, unit: Unit, people: People
) -> None:
    send(client, unit, report(1))
    send(client, pair(engine, "M2", number=2), report(2))
    client.post("/report", data={"id": ID.format(3), "reason": "other"})
    board = people.add(Role.BOARD, market_id="M1")
    listed = client.get("/registry/reports", headers=board).json()["reports"]
    assert [row["market_id"] for row in listed] == ["M1"]
    all_of_them = client.get("/registry/reports", headers=people.add(Role.SUPERVISOR)).json()["reports"]
    assert {row["market_id"] for row in all_of_them} == {"", "M1", "M2"}


def test_list_is_paged_newest_first_and_filtered(client: TestClient, unit: Unit, people: People) -> None:
    for number in range(1, 6):
        send(client, unit, report(number))
    headers, seen, before = people.add(Role.SUPERVISOR), [], ""
    while True:
        page = client.get(f"/registry/reports?limit=2{before}", headers=headers).json()
        seen += [row["id"] for row in page["reports"]]
        if page["next"] is None:
            break
        before = f"&before={page['next']}"
    assert seen == [ID.format(number) for number in range(5, 0, -1)]
    assert client.get("/registry/reports?state=closed", headers=headers).json()["reports"] == []


def test_handling_is_recorded_and_read_by_number(
    client: TestClient, engine: Engine, unit: Unit, people: People
) -> None:
    number = send(client, unit, report()).json()["number"]
    board = people.add(Role.BOARD, market_id="M1")
    answer = "Đã kiểm tra quầy, thu lại tem in trùng."
    done = client.patch(
        f"/registry/reports/{number}",
        json={"state": "closed", "cause": "label_copied", "answer": answer},
        headers=board,
    )
    assert done.status_code == 200
    assert done.json()["state"] == "closed"
    page = client.get(f"/report/{number}", headers=BROWSER).text
    assert "Đã xử lý xong" in page
    assert answer in page
    with engine.connect() as connection:
        change = connection.execute(select(changes).where(changes.c.kind == "reports")).one()
    assert change.key == number
    assert change.before["state"] == "received"
    assert change.after["answer"] == answer


def test_closed_report_has_a_cause_and_an_answer(client: TestClient, unit: Unit, people: People) -> None:
    number = send(client, unit, report()).json()["number"]
    refused = client.patch(
        f"/registry/reports/{number}", json={"state": "closed", "answer": "  "}, headers=people.add(Role.SUPERVISOR)
    )
    assert refused.status_code == 400
    assert [each["field"] for each in refused.json()["errors"]] == ["body.answer", "body.cause"]


def test_report_that_is_opened_again_has_no_cause(client: TestClient, unit: Unit, people: People) -> None:
    number, headers = send(client, unit, report()).json()["number"], people.add(Role.SUPERVISOR)
    closed = {"state": "closed", "cause": "kiosk_wrong", "answer": "Trạm báo nhầm."}
    assert client.patch(f"/registry/reports/{number}", json=closed, headers=headers).json()["cause"] == "kiosk_wrong"
    opened = client.patch(f"/registry/reports/{number}", json={"state": "looked_at"}, headers=headers).json()
    assert (opened["state"], opened["cause"]) == ("looked_at", "")


def test_report_is_given_only_to_who_may_handle_it(client: TestClient, unit: Unit, people: People) -> None:
    number, board = send(client, unit, report()).json()["number"], people.add(Role.BOARD, market_id="M1")
    people.add(Role.BOARD, market_id="M2")
    own = client.patch(
        f"/registry/reports/{number}", json={"state": "looked_at", "owner_id": "user-board-1"}, headers=board
    )
    assert (own.status_code, own.json()["owner_id"]) == (200, "user-board-1")
    kept = client.patch(f"/registry/reports/{number}", json={"state": "looked_at"}, headers=board)
    assert kept.json()["owner_id"] == "user-board-1"
    for other in ("user-board-2", "nobody"):
        wrong = {"state": "looked_at", "owner_id": other}
        refused = client.patch(f"/registry/reports/{number}", json=wrong, headers=board)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "body.owner_id")


def test_board_of_another_market_may_not_handle_it_nor_learn_of_it(
    client: TestClient, unit: Unit, people: People
) -> None:
    number = send(client, unit, report()).json()["number"]
    other = people.add(Role.BOARD, market_id="M2")
    answers = [
        client.patch(f"/registry/reports/{each}", json={"state": "looked_at"}, headers=other)
        for each in (number, "BL-2611-0042X")
    ]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert answers[0].json() == answers[1].json()


def test_hostile_answer_is_escaped(client: TestClient, unit: Unit, people: People, app: FastAPI) -> None:
    number = send(client, unit, report()).json()["number"]
    client.patch(
        f"/registry/reports/{number}",
        json={"state": "closed", "cause": "nothing_found", "answer": "<script>alert(1)</script>"},
        headers=people.add(Role.SUPERVISOR),
    )
    assert "<script" not in client.get(f"/report/{number}", headers=BROWSER).text
