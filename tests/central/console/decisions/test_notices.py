"""Notices at the console: an end that is required and bounded, a second person, an emergency that does not wait."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, insert

from kiosk.central.console.decisions.waiting import MOST_WAITING
from kiosk.central.kiosks.notice_decisions import NOTICE as NOTICE_PROPOSAL
from kiosk.central.kiosks.notices import notices_for
from kiosk.central.people.rights import Role
from kiosk.central.people.tables import proposals
from kiosk.central.registry.violations import VIOLATION as VIOLATION_PROPOSAL
from tests.central.conftest import NOW
from tests.central.console.browsing import Visitor, add_person
from tests.central.console.decisions.conftest import DECISIONS, NOTICE, VIOLATION, Enter, approve, decide, propose

ALARM = {**NOTICE, "kind": "emergency", "text": "Có cháy ở nhà B", "text_en": "Fire in hall B"}
PATH = f"{DECISIONS}/notices/new"
NOON = NOW + timedelta(hours=3)


def told(engine: Engine, market: str = "M1") -> list[tuple[str, datetime]]:
    with engine.connect() as connection:
        return [(each.text, each.ends_at) for each in notices_for(connection, market, NOW)[1]]


def test_notice_is_told_once_another_of_the_board_has_approved_it(
    engine: Engine, board: Visitor, second: Visitor
) -> None:
    proposal = propose(board, "notices", NOTICE)
    assert (board.post(f"{proposal}/approve").status_code, told(engine)) == (403, [])
    standing = approve(second, proposal)
    assert told(engine) == [("Chợ nghỉ sớm", NOON)]
    assert "Đang hiện trên màn hình" in board.get(standing).text
    ending = board.post(f"{standing}/end").headers["location"]
    assert told(engine) != []
    approve(second, ending)
    assert told(engine) == []


def test_emergency_is_told_at_once_for_half_an_hour_and_to_its_end_with_a_second_person(
    engine: Engine, board: Visitor, second: Visitor
) -> None:
    proposal = propose(board, "notices", ALARM)
    assert told(engine) == [("Có cháy ở nhà B", NOW + timedelta(minutes=30))]
    page = second.get(proposal).text
    assert "Đang hiện trên màn hình" in page
    assert "tự tắt lúc 23/11/2026 09:30" in page
    assert "Duyệt thì hiện đến 23/11/2026 12:00" in page
    assert f'href="{DECISIONS}/notices/' in page
    again = second.get(propose(board, "notices", ALARM)).text
    assert "trong 6 giờ qua" in again
    assert "tự tắt" not in again
    standing = approve(second, proposal)
    assert told(engine) == [("Có cháy ở nhà B", NOON)]
    assert "Thông báo khẩn" in second.get(standing).text


@pytest.mark.one_database
def test_form_says_of_each_kind_when_it_is_shown(board: Visitor) -> None:
    page = board.get(PATH).text
    assert "Chưa có gì thay đổi cho đến khi một người khác duyệt" not in page
    assert 'class="hint of-emergency">Thông báo khẩn: gửi là hiện ngay.' in page
    assert 'class="hint of-ordinary">Thông báo thường: chưa hiện cho đến khi một người khác duyệt.' in page


@pytest.mark.one_database
def test_who_sends_an_emergency_is_told_that_it_is_on_the_screens_and_of_the_next_one_that_it_waits(
    board: Visitor,
) -> None:
    assert "Đã gửi, đang hiện trên màn hình." in board.get(propose(board, "notices", ALARM)).text
    assert "Đã gửi. Một người khác phải duyệt." in board.get(propose(board, "notices", ALARM)).text
    assert "Đã gửi. Một người khác phải duyệt." in board.get(propose(board, "notices", NOTICE)).text


@pytest.mark.one_database
def test_emergency_that_its_writer_takes_back_vanishes(engine: Engine, board: Visitor) -> None:
    proposal = propose(board, "notices", ALARM)
    assert board.post(f"{proposal}/withdraw").status_code == 303
    assert told(engine) == []


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"ends_at": ""}, "ends_at"),
        ({"ends_at": "2026-11-23T08:00"}, "ends_at"),
        ({"ends_at": "2026-11-26T12:00", "kind": "emergency"}, "ends_at"),
        ({"ends_at": "2028-11-26T12:00"}, "ends_at"),
        ({"ends_at": "trưa"}, "ends_at"),
        ({"text_en": ""}, "text_en"),
        ({"text": "x" * 601}, "text"),
        ({"kind": ""}, "kind"),
        ({"market_id": ""}, "market_id"),
    ],
    ids=str,
)
def test_wrong_value_is_told_at_its_field_and_nothing_is_told(
    engine: Engine, board: Visitor, typed: dict[str, str], field: str
) -> None:
    answer = board.post(PATH, **{**NOTICE, **typed})
    assert (answer.status_code, f'id="e-{field}"' in answer.text, told(engine)) == (422, True, [])


@pytest.mark.one_database
def test_preview_shows_the_waiting_screen_and_sends_nothing(engine: Engine, board: Visitor) -> None:
    shown = board.post(PATH, do="preview", **ALARM)
    assert (shown.status_code, told(engine)) == (200, [])
    assert '<p class="urgent">' in shown.text
    assert "Có cháy ở nhà B" in shown.text


@pytest.mark.one_database
def test_board_tells_in_its_own_market_alone(engine: Engine, board: Visitor, second: Visitor) -> None:
    for market in ("M2", "*"):
        assert board.post(PATH, **{**NOTICE, "market_id": market}).status_code == 403
    standing = decide(board, second, "notices", NOTICE)
    assert standing in board.get(f"{DECISIONS}/notices?state=in_force&text=cho nghi som").text
    assert told(engine, "M2") == []


@pytest.mark.one_database
def test_board_neither_sees_nor_ends_a_notice_of_another_market(
    engine: Engine, enter: Enter, board: Visitor, second: Visitor
) -> None:
    standing = decide(board, second, "notices", NOTICE)
    stranger = enter(Role.BOARD, "ban chợ khác", market_id="M2")
    assert stranger.get(standing).status_code == 403
    assert stranger.post(f"{standing}/end").status_code == 403


@pytest.mark.parametrize("what", ["notices", "notice ends", "violations", "violation ends"])
def test_what_waits_within_reach_is_not_hidden_by_older_proposals_beyond_it(
    engine: Engine, enter: Enter, board: Visitor, second: Visitor, one: Visitor, other: Visitor, what: str
) -> None:
    if what.startswith("notice"):
        hide(engine, NOTICE_PROPOSAL, {"id": "N2", **NOTICE, "market_id": "M2"})
        mine = propose(board, "notices", NOTICE)
        if what == "notice ends":
            mine = board.post(f"{approve(second, mine)}/end").headers["location"]
        within, beyond = second, enter(Role.BOARD, "ban chợ khác", market_id="M2")
    else:
        hide(engine, VIOLATION_PROPOSAL, {"id": "V2", **VIOLATION, "establishment_id": "E2"})
        mine = propose(one, "violations", VIOLATION)
        if what == "violation ends":
            mine = one.post(f"{approve(other, mine)}/end", reason="Đã khắc phục").headers["location"]
        within, beyond = (enter(Role.SUPERVISOR, name, establishment_id=name) for name in ("E1", "E2"))
    assert mine in within.get(DECISIONS).text
    assert mine not in beyond.get(DECISIONS).text
    assert "Chờ bạn duyệt" in beyond.get(DECISIONS).text


def hide(engine: Engine, kind: str, document: dict[str, str]) -> None:
    """Let MOST_WAITING older proposals of a kind wait, about what is not the one's that looks."""
    user_id = add_person(engine, "ai đó")
    row = {"kind": kind, "document": document, "proposed_by": user_id, "proposed_at": NOW, "state": "waiting"}
    with engine.begin() as connection:
        rows = [{"id": f"{number:036}", **row, "reason": ""} for number in range(MOST_WAITING)]
        connection.execute(insert(proposals), rows)
