"""Shoppers' reports at the console: the queue, the scan behind one, owner, cause, answer, numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, update

from bench.journals import genuine
from kiosk.central.journal.read import read_rows
from kiosk.central.journal.sender import Sender as JournalSender
from kiosk.central.journal.store import store_rows
from kiosk.central.people.rights import Role
from kiosk.central.reports.causes import Cause
from kiosk.central.reports.counts import Cell, following, months_until
from kiosk.central.reports.open_data import table_of
from kiosk.central.reports.store import PHONE, Sender, take_report
from kiosk.central.reports.tables import reports
from kiosk.journal.chain import START, link
from kiosk.journal.event import to_json
from kiosk.journal.upload import journal_name, message_of
from kiosk.messages.reports import Report, ReportReason
from kiosk.verdicts.verdict import Headline, Level
from tests.central.conftest import NOW
from tests.central.console.browsing import Visitor
from tests.central.kiosks.paired import Unit, pair

Enter = Callable[..., Visitor]
PATH = "/console/reports"
ID = "01936bbb-0000-7000-8000-00000000{:04}"
CLOSED = {"state": "closed", "cause": "kiosk_wrong", "answer": "Trạm báo nhầm, đã sửa."}


@pytest.fixture
def unit(engine: Engine) -> Unit:
    return pair(engine)


@pytest.fixture
def board(enter: Enter) -> Visitor:
    return enter(Role.BOARD, "ban chợ", market_id="M1")


def report(engine: Engine, number: int = 1, sender: Sender = PHONE, **said: str) -> str:
    """Let a report come in; return its number."""
    values = {"gtin": "", "lot": "", "serial": "", **said}
    made = Report(id=ID.format(number), reason=ReportReason.GOODS_DIFFER, at=NOW, **values)
    with engine.begin() as connection:
        return take_report(connection, made, sender, NOW - timedelta(minutes=number)).number


def at_market(unit: Unit, market: str = "M1") -> Sender:
    return Sender(market, unit.id)


def version_in(page: str) -> str:
    found = re.search(r'name="version" value="(\w+)"', page)
    assert found is not None
    return found[1]


def handled(who: Visitor, number: str, **typed: str) -> int:
    page = f"{PATH}/{number}"
    return who.post(page, version=version_in(who.get(page).text), **typed).status_code


def stored(engine: Engine, number: str) -> dict[str, str]:
    with engine.connect() as connection:
        return dict(connection.execute(select(reports).where(reports.c.number == number)).mappings().one())


def scan(engine: Engine, unit: Unit) -> None:
    """Store a scan of a label that was shown red, half a minute before the report."""
    event = genuine()
    at = NOW - timedelta(seconds=30)
    red = replace(event, at=at, level=Level.STOP, headline=Headline.RECALLED)
    row = link(START, 1, to_json(red))
    name = journal_name(row.digest)
    read, _ = read_rows(name, [message_of(row).model_dump()])
    with engine.begin() as connection:
        store_rows(connection, JournalSender(unit.id, "M1", name), read, NOW)


def test_report_is_taken_answered_and_closed_with_its_cause(engine: Engine, unit: Unit, board: Visitor) -> None:
    number = report(engine, sender=at_market(unit))
    page = board.get(f"{PATH}/{number}").text
    own = re.search(r'<option value="([0-9a-f-]{36})">ban chợ</option>', page)
    assert own is not None
    assert handled(board, number, state="looked_at", owner_id=own[1]) == 303
    assert number in board.get(f"{PATH}?owner=own").text
    assert handled(board, number, owner_id=own[1], **CLOSED) == 303
    assert {name: stored(engine, number)[name] for name in ("state", "cause", "owner_id")} == {
        "state": "closed",
        "cause": "kiosk_wrong",
        "owner_id": own[1],
    }
    assert CLOSED["answer"] in board.get(f"/report/{number}").text
    history = board.get(f"{PATH}/{number}").text
    assert "Đang xem xét; giao cho ban chợ" in history
    assert "Tem đúng, trạm báo nhầm; viết trả lời" in history


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"answer": " "}, "answer"),
        ({"cause": ""}, "cause"),
        ({"cause": "rain"}, "cause"),
        ({"state": ""}, "state"),
        ({"owner_id": "nobody"}, "owner_id"),
        ({"answer": "x" * 1001}, "answer"),
    ],
    ids=str,
)
def test_wrong_value_is_told_at_its_field_and_nothing_is_changed(
    engine: Engine, unit: Unit, board: Visitor, typed: dict[str, str], field: str
) -> None:
    number = report(engine, sender=at_market(unit))
    version = version_in(board.get(f"{PATH}/{number}").text)
    answer = board.post(f"{PATH}/{number}", version=version, **{**CLOSED, **typed})
    assert (answer.status_code, f'id="e-{field}"' in answer.text) == (422, True)
    assert stored(engine, number)["state"] == "received"


def test_of_two_who_handle_the_same_the_second_is_shown_the_difference(
    engine: Engine, unit: Unit, enter: Enter, board: Visitor
) -> None:
    number = report(engine, sender=at_market(unit))
    second = enter(Role.SUPERVISOR, "chị Lan")
    version = version_in(second.get(f"{PATH}/{number}").text)
    assert handled(board, number, **CLOSED) == 303
    answer = second.post(f"{PATH}/{number}", version=version, state="looked_at", answer="Đang xem")
    assert answer.status_code == 409
    assert "ban chợ" in answer.text
    assert "<td>Đã xử lý xong</td><td>Đang xem xét</td>" in answer.text
    assert "<td>Tem đúng, trạm báo nhầm</td><td></td>" in answer.text
    assert stored(engine, number)["state"] == "closed"


def test_scan_behind_the_report_is_shown_as_it_was_then_and_as_it_is_known_now(
    engine: Engine, unit: Unit, board: Visitor
) -> None:
    scan(engine, unit)
    code = genuine().identity
    label = {"gtin": code.gtin or "", "lot": code.lot or "", "serial": code.serial or ""}
    page = board.get(f"{PATH}/{report(engine, 1, at_market(unit), headline='recalled', **label)}").text
    assert "Lô hàng đang bị thu hồi" in page
    assert "/console/usage/scans/" in page
    assert "Nay hệ thống trả lời khác với lúc người mua xem." in page
    other = report(engine, 2, at_market(unit), **{**label, "serial": "OTHER"})
    assert "Chưa tìm thấy lượt quét" in board.get(f"{PATH}/{other}").text


@pytest.mark.one_database
def test_board_sees_and_handles_reports_of_its_market_alone(engine: Engine, unit: Unit, enter: Enter) -> None:
    numbers = report(engine, 1, at_market(unit)), report(engine, 2)
    other = enter(Role.BOARD, market_id="M2")
    for number in (*numbers, "BL-2611-0001X"):
        assert other.get(f"{PATH}/{number}").status_code == 403
        assert other.post(f"{PATH}/{number}", **CLOSED).status_code == 403
    assert not any(number in other.get(f"{PATH}?state=all").text for number in numbers)
    supervisor = enter(Role.SUPERVISOR).get(f"{PATH}?state=all").text
    assert all(number in supervisor for number in numbers)


@pytest.mark.one_database
def test_queue_shows_what_is_open_unless_something_else_is_asked(engine: Engine, unit: Unit, board: Visitor) -> None:
    closed, waiting = (report(engine, number, at_market(unit), lot=f"L{number}") for number in (1, 2))
    handled(board, closed, **CLOSED)
    queries = ("", "state=all", "state=closed&cause=kiosk_wrong", "cause=duplicate", "text=L2", f"text={waiting}")
    pages = [board.get(f"{PATH}?{query}").text for query in queries]
    assert [[number in page for number in (closed, waiting)] for page in pages] == [
        [False, True],
        [True, True],
        [True, False],
        [False, False],
        [False, True],
        [False, True],
    ]
    assert 'id="e-cause"' in board.get(f"{PATH}?cause=rain").text


def test_numbers_are_those_of_the_callers_markets(engine: Engine, unit: Unit, enter: Enter, board: Visitor) -> None:
    for number in (1, 2):
        report(engine, number, at_market(unit))
    handled(board, report(engine, 3, at_market(unit)), **CLOSED)
    report(engine, 4)
    with engine.begin() as connection:
        old = NOW - timedelta(days=40)
        connection.execute(update(reports).where(reports.c.id == ID.format(1)).values(received_at=old))

    def months(who: Visitor) -> list[list[str]]:
        page = who.get(f"{PATH}/statistics").text
        found = re.findall(r"<tr><td>(1[01]/2026)</td>(.*?)</tr>", page)
        return [[month, *re.findall(r'class="number">(\d+)<', cells)] for month, cells in found]

    assert months(board) == [["10/2026", "1", "0", "0"], ["11/2026", "2", "1", "1"]]
    assert months(enter(Role.SUPERVISOR)) == [["10/2026", "1", "0", "0"], ["11/2026", "3", "1", "1"]]
    assert 'id="e-until"' in board.get(f"{PATH}/statistics?until=now").text


def test_open_data_hide_small_cells_and_tell_no_sum_that_holds_them() -> None:
    cells = [Cell("M1", "closed", "spoiled", "goods_bad", 3), Cell("M1", "received", "spoiled", "", 2)]
    cells += [Cell("M1", "received", "other", "", 4), Cell("", "received", "other", "", 1)]
    told = table_of("2026-10", cells, {"M1": "Chợ"})
    (market,) = told.markets
    assert {reason.value: count for reason, count in market.reasons.items() if count} == {"spoiled": 5}
    assert market.reasons[ReportReason.OTHER] is None


def test_months_end_where_the_next_begins() -> None:
    months = months_until("2026-02", 3)
    assert [f"{month:%Y-%m}" for month in months] == ["2025-12", "2026-01", "2026-02"]
    assert [following(month) for month in months[:2]] == list(months[1:])


def test_every_cause_has_its_words(board: Visitor) -> None:
    page = board.get(PATH).text
    assert all(f'<option value="{cause.value}">' in page for cause in Cause)
    assert "report.cause." not in page
