"""Recalls and violations at the console: proposed by one, approved by another, ended by two, answered."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, func, insert, select

from kiosk.central.people.rights import Role
from kiosk.central.people.tables import changes, proposals, users
from kiosk.central.registry.tables import products, recalls, violations
from tests.central.conftest import NOW
from tests.central.console.browsing import Visitor
from tests.central.console.decisions.conftest import DECISIONS, RECALL, VIOLATION, approve, decide, propose
from tests.central.registry_folder import GTIN, LOT

Enter = Callable[..., Visitor]


def count(engine: Engine, table: object = recalls) -> int:
    with engine.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]  # a table


def version_in(page: str) -> str:
    found = re.search(r'name="version" value="(\w+)"', page)
    assert found is not None
    return found[1]


def test_recall_is_in_force_once_a_second_person_has_approved_it(engine: Engine, one: Visitor, other: Visitor) -> None:
    before = count(engine)
    proposal = propose(one, "recalls", RECALL)
    assert "người khác phải duyệt" in one.get(proposal).text
    assert (one.post(f"{proposal}/approve").status_code, count(engine)) == (403, before)
    assert "Chờ bạn duyệt" in other.get(DECISIONS).text
    standing = approve(other, proposal)
    assert count(engine) == before + 1
    page = one.get(standing).text
    assert "Đang có hiệu lực" in page
    assert page.index("chị Lan") < page.index("đã đề nghị") < page.index("anh Minh") < page.index("đã duyệt")
    assert RECALL["reason"] in one.get("/recalls").text


def test_recall_is_ended_by_two(engine: Engine, one: Visitor, other: Visitor) -> None:
    standing = decide(one, other, "recalls", RECALL)
    ending = other.post(f"{standing}/end", reason="Kiểm nghiệm lại đạt").headers["location"]
    assert other.post(f"{ending}/approve").status_code == 403
    assert "Đang có đề nghị kết thúc" in one.get(standing).text
    assert approve(one, ending) == standing
    page = one.get(standing).text
    assert "Đã kết thúc" in page
    assert "Kiểm nghiệm lại đạt" in page


def test_refused_proposal_changes_nothing_and_says_why(engine: Engine, one: Visitor, other: Visitor) -> None:
    before = count(engine)
    proposal = propose(one, "recalls", RECALL)
    assert other.post(f"{proposal}/refuse", reason=" ").status_code == 422
    assert other.post(f"{proposal}/refuse", reason="Sai số lô").status_code == 303
    assert "Sai số lô" in one.get(proposal).text
    assert (other.post(f"{proposal}/approve").status_code, count(engine)) == (409, before)


def test_of_two_who_decide_the_second_is_shown_who_was_faster(
    engine: Engine, enter: Enter, one: Visitor, other: Visitor
) -> None:
    proposal = propose(one, "recalls", RECALL)
    third = enter(Role.SUPERVISOR, "cô Hoa")
    other.post(f"{proposal}/approve")
    answer = third.post(f"{proposal}/refuse", reason="Sai")
    assert answer.status_code == 409
    assert "Có người đã nhanh hơn" in answer.text
    assert "anh Minh" in answer.text


@pytest.mark.one_database
@pytest.mark.parametrize(("maker", "user"), [("chị Lan", "anh Minh"), ("anh Minh", "chị Lan")])
def test_who_invited_the_proposer_or_was_invited_by_them_is_no_second_person(
    engine: Engine, one: Visitor, other: Visitor, maker: str, user: str
) -> None:
    with engine.begin() as connection:
        ids = dict(connection.execute(select(users.c.name, users.c.id)).all())
        made = {"user_id": ids[maker], "key": ids[user], "kind": "users", "right": "change_people"}
        connection.execute(insert(changes), {"id": "c", "at": NOW, "before": None, "after": {}, **made})
    proposal = propose(one, "recalls", RECALL)
    page = other.get(proposal).text
    assert "một người đã mời hoặc cấp quyền cho người kia" in page
    assert f"{proposal}/approve" not in page
    assert other.post(f"{proposal}/approve").status_code == 403


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"kind": "loud"}, "kind"),
        ({"gtins": "123"}, "gtins"),
        ({"gtins": ""}, "gtins"),
        ({"gtins": "09521234543244"}, "gtins"),
        ({"made_from": "2026-11-20", "made_to": "2026-11-19"}, "made_to"),
        ({"lots": "", "serial_from": "A"}, "serial_from"),
        ({"effective_at": "ngày mai"}, "effective_at"),
        ({"kind": "voluntary", "lots": ""}, "lots"),
        ({"kind": "voluntary", "more_lots": "KHÔNG CÓ"}, "lots"),
        ({"document": "x" * 201}, "document"),
    ],
    ids=str,
)
def test_wrong_value_is_told_at_its_field_and_nothing_is_proposed(
    engine: Engine, one: Visitor, typed: dict[str, str], field: str
) -> None:
    answer = one.post(f"{DECISIONS}/recalls/new", **{**RECALL, **typed})
    assert (answer.status_code, f'id="e-{field}"' in answer.text) == (422, True)
    assert count(engine, proposals) == 0


def test_goods_are_found_without_marks_and_stay_chosen(engine: Engine, one: Visitor) -> None:
    with engine.connect() as connection:
        name = connection.execute(select(products.c.name).where(products.c.gtin == GTIN)).scalar_one()
    path = f"{DECISIONS}/recalls/new"
    found = one.post(path, do="search", product="rau", reason="Giữ lại").text
    assert name in found
    assert f'value="{GTIN}"' in found
    assert "Giữ lại" in found
    chosen = one.post(path, do="search", gtins=GTIN, product="không có gì như vậy", lot="").text
    assert f'value="{GTIN}" checked' in chosen
    assert f'name="lots" value="{LOT}"' in chosen
    assert count(engine, proposals) == 0


@pytest.mark.one_database
def test_preview_shows_the_red_screen_and_sends_nothing(engine: Engine, one: Visitor) -> None:
    shown = one.post(f"{DECISIONS}/recalls/new", do="preview", **RECALL)
    assert (shown.status_code, count(engine, proposals)) == (200, 0)
    assert '<div class="banner stop">' in shown.text
    assert "Lô hàng đang bị thu hồi" in shown.text
    assert "chạm tới 1 lô" in shown.text


@pytest.mark.one_database
def test_producer_recalls_lots_of_its_own_and_finds_no_others(engine: Engine, enter: Enter, other: Visitor) -> None:
    stranger = enter(Role.PRODUCER, establishment_id="E2")
    assert GTIN not in stranger.post(f"{DECISIONS}/recalls/new", do="search", product="rau").text
    assert stranger.post(f"{DECISIONS}/recalls/new", **{**RECALL, "kind": "voluntary"}).status_code == 403
    own = enter(Role.PRODUCER, establishment_id="E1")
    page = own.get(f"{DECISIONS}/recalls/new").text
    assert 'value="voluntary"' in page
    assert 'value="mandatory"' not in page
    decide(own, other, "recalls", {**RECALL, "kind": "voluntary"})


def test_of_two_who_write_the_reply_the_second_is_shown_the_difference(one: Visitor, other: Visitor) -> None:
    standing = decide(one, other, "recalls", RECALL)
    version = version_in(other.get(standing).text)
    assert other.post(f"{standing}/reply", version=version, reply="Đã thu lại").status_code == 303
    answer = other.post(f"{standing}/reply", version=version, reply="Không có gì")
    assert answer.status_code == 409
    assert "<td>Đã thu lại</td><td>Không có gì</td>" in answer.text
    again = other.post(f"{standing}/reply", version=version_in(answer.text), reply="Không có gì")
    assert again.status_code == 303
    page = one.get(standing).text
    assert "đã sửa ý kiến của cơ sở" in page
    assert "Không có gì" in one.get("/recalls").text


def test_violation_goes_the_same_way(engine: Engine, one: Visitor, other: Visitor) -> None:
    before = count(engine, violations)
    path = f"{DECISIONS}/violations/new"
    assert 'type="radio" name="establishment_id" value="E1"' in one.post(path, do="search", establishment="E1").text
    shown = one.post(path, do="preview", suspends_groups="vegetable", **VIOLATION)
    assert (shown.status_code, count(engine, violations)) == (200, before)
    wrong = one.post(path, **{**VIOLATION, "in_force_until": "2026-11-01"})
    assert (wrong.status_code, 'id="e-in_force_until"' in wrong.text) == (422, True)
    standing = decide(one, other, "violations", VIOLATION)
    assert count(engine, violations) == before + 1
    ending = one.post(f"{standing}/end", reason="Đã khắc phục").headers["location"]
    approve(other, ending)
    assert "Đã khắc phục" in one.get(standing).text


@pytest.mark.one_database
@pytest.mark.parametrize(("what", "typed"), [("recalls", RECALL), ("violations", VIOLATION)])
def test_forms_are_shown_to_those_alone_whose_goods_they_are(
    enter: Enter, one: Visitor, other: Visitor, what: str, typed: dict[str, str]
) -> None:
    standing = decide(one, other, what, typed)
    ends, replies = f'action="{standing}/end"', f'action="{standing}/reply"'
    own = enter(Role.PRODUCER, "cơ sở 1", establishment_id="E1").get(standing).text
    assert (ends in own, replies in own) == (what == "recalls", True)
    stranger = enter(Role.PRODUCER, "cơ sở 2", establishment_id="E2").get(standing).text
    assert (ends in stranger, replies in stranger) == (False, False)


def test_list_shows_what_is_asked_for(one: Visitor, other: Visitor) -> None:
    decide(one, other, "recalls", RECALL)
    decide(one, other, "violations", VIOLATION)
    path = f"{DECISIONS}/recalls"
    assert RECALL["reason"] in one.get(f"{path}?state=in_force&text=31/TB").text
    for text in ("du luong THUOC", "rau muong"):
        assert RECALL["reason"] in one.get(f"{path}?text={text}").text
    for text in ("nhat ky", "htx rau mau"):
        assert VIOLATION["summary"] in one.get(f"{DECISIONS}/violations?text={text}").text
    for query in ("state=ended", "text=khác", "text=cai ngot", "state=to_come"):
        assert RECALL["reason"] not in one.get(f"{path}?{query}").text
    assert 'id="e-state"' in one.get(f"{path}?state=now").text
