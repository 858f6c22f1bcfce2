"""Orders at a kiosk's page: given with the right, told in words, and the picture for who ordered it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, delete, select

from kiosk.central.console.devices.history import happenings_of
from kiosk.central.kiosks.levels import market_key, put_settings
from kiosk.central.kiosks.orders import read_orders, take_result
from kiosk.central.kiosks.tables import kiosk_bundles
from kiosk.central.people.changes import READS, Deed
from kiosk.central.people.rights import Right, Role
from kiosk.central.people.tables import changes
from kiosk.central.people.users import OPERATOR
from kiosk.messages.orders import Finding, OrderResult, Outcome, Why
from kiosk.messages.unit_settings import KioskSettings
from tests.central.console.browsing import Visitor
from tests.central.console.devices.test_unit import path_of, received
from tests.central.kiosks.paired import NOW, Unit, pair

Enter = Callable[..., Visitor]
PNG = b"\x89PNG\r\n"
DONE = OrderResult(outcome=Outcome.DONE)
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def unit(engine: Engine) -> Unit:
    return pair(engine)


def allow_pictures(engine: Engine) -> None:
    deed = Deed(OPERATOR, Right.CHANGE_KIOSKS, NOW)
    with engine.begin() as connection:
        put_settings(connection, deed, market_key("M1"), KioskSettings(screen_pictures=True))


def end(engine: Engine, unit: Unit, result: OrderResult = DONE) -> str:
    """Let the newest order end so, and return its page."""
    with engine.begin() as connection:
        newest = read_orders(connection, unit.id, NOW, 1)[0]
        assert take_result(connection, unit.id, newest.id, result, NOW)
    return path_of(unit, f"/orders/{newest.id}")


def test_technician_orders_a_restart_and_everybody_who_sees_the_kiosk_reads_who_and_what_became_of_it(
    engine: Engine, enter: Enter, unit: Unit
) -> None:
    technician, supervisor = enter(Role.TECHNICIAN, "anh Hùng"), enter(Role.SUPERVISOR)
    assert technician.post(path_of(unit, "/orders"), kind="restart").status_code == 303
    page = supervisor.get(path_of(unit)).text
    assert "anh Hùng" in page
    assert "Đang chờ trạm" in page
    assert f'action="{path_of(unit, "/orders")}"' not in page
    end(engine, unit, OrderResult(outcome=Outcome.FAILED, why=Why.SCREEN_SILENT))
    assert "Không làm được: màn hình không trả lời" in supervisor.get(path_of(unit)).text


@pytest.mark.one_database
@pytest.mark.parametrize(("kind", "told"), [("restart", "đang chờ trạm"), ("picture", "không cho phép"), ("rm", "e-")])
def test_what_cannot_be_ordered_is_told(enter: Enter, unit: Unit, kind: str, told: str) -> None:
    someone = enter(Role.BOARD, market_id="M1")
    someone.post(path_of(unit, "/orders"), kind="restart")
    answer = someone.post(path_of(unit, "/orders"), kind=kind)
    assert (answer.status_code, told in answer.text) == (422, True)


@pytest.mark.one_database
def test_nobody_orders_or_withdraws_in_another_market(enter: Enter, engine: Engine, unit: Unit) -> None:
    other = enter(Role.BOARD, market_id="M2")
    assert other.post(path_of(unit, "/orders"), kind="restart").status_code == 403
    enter(Role.TECHNICIAN).post(path_of(unit, "/orders"), kind="examine")
    with engine.connect() as connection:
        (order,) = read_orders(connection, unit.id, NOW, 2)
    assert other.post(path_of(unit, f"/orders/{order.id}/withdraw")).status_code == 403
    with engine.connect() as connection:
        assert read_orders(connection, unit.id, NOW, 2) == [order]


@pytest.mark.one_database
def test_order_that_waits_is_withdrawn(enter: Enter, engine: Engine, unit: Unit) -> None:
    someone = enter(Role.TECHNICIAN)
    someone.post(path_of(unit, "/orders"), kind="examine")
    with engine.connect() as connection:
        (order,) = read_orders(connection, unit.id, NOW, 2)
    someone.post(path_of(unit, f"/orders/{order.id}/withdraw"))
    assert "Đã rút" in someone.get(path_of(unit)).text


def test_picture_is_shown_to_who_ordered_it_and_to_nobody_else(engine: Engine, enter: Enter, unit: Unit) -> None:
    allow_pictures(engine)
    technician, board = enter(Role.TECHNICIAN), enter(Role.BOARD, market_id="M1")
    technician.post(path_of(unit, "/orders"), kind="picture")
    one = end(engine, unit, OrderResult(outcome=Outcome.DONE, picture=PNG))
    found = technician.get(f"{one}/picture")
    assert (found.content, found.headers["content-type"]) == (PNG, "image/png")
    assert "no-store" in found.headers["cache-control"]
    assert f'src="{one}/picture"' in technician.get(one).text
    assert board.get(f"{one}/picture").status_code == 404
    assert "Chỉ người ra lệnh xem được ảnh." in board.get(one).text


def test_support_file_is_for_who_may_tend_the_kiosk_and_each_download_stands_in_the_audit(
    engine: Engine, enter: Enter, unit: Unit
) -> None:
    technician, board = enter(Role.TECHNICIAN), enter(Role.BOARD, market_id="M1")
    technician.post(path_of(unit, "/orders"), kind="bundle")
    one = end(engine, unit, OrderResult(outcome=Outcome.DONE, bundle=b"\x1f\x8b"))
    assert f'href="{one}/bundle"' in board.get(one).text
    found = board.get(f"{one}/bundle")
    assert (found.content, found.headers["content-type"]) == (b"\x1f\x8b", "application/gzip")
    assert "attachment" in found.headers["content-disposition"]
    assert "no-store" in found.headers["cache-control"]
    for stranger in (enter(Role.SUPERVISOR), enter(Role.BOARD, market_id="M2")):
        assert stranger.get(f"{one}/bundle").status_code == 403
    with engine.connect() as connection:
        reads = connection.execute(select(changes.c.key).where(changes.c.kind == READS)).scalars().all()
    assert reads == [f"kiosk_orders/{one.rpartition('/')[2]}"]
    with engine.begin() as connection:
        connection.execute(delete(kiosk_bundles))
    assert board.get(f"{one}/bundle").status_code == 404
    assert "Tệp đã xóa sau 14 ngày." in board.get(one).text


@pytest.mark.one_database
def test_lines_of_the_doctor_stand_worst_first_and_as_text(engine: Engine, enter: Enter, unit: Unit) -> None:
    someone = enter(Role.TECHNICIAN)
    someone.post(path_of(unit, "/orders"), kind="examine")
    states = ("ok", "absent", "failed", "warning")
    findings = tuple(Finding(name=f"check {state}", state=state, finding=SCRIPT) for state in states)
    page = someone.get(end(engine, unit, OrderResult(outcome=Outcome.DONE, findings=findings))).text
    places = [page.index(f"check {state}") for state in ("failed", "warning", "ok", "absent")]
    assert places == sorted(places)
    assert SCRIPT not in page


@pytest.mark.one_database
def test_board_allows_pictures_of_the_screen_in_its_settings(enter: Enter, unit: Unit) -> None:
    board = enter(Role.BOARD, market_id="M1")
    assert 'value="picture"' not in board.get(path_of(unit)).text
    typed = {"said-screen_pictures": "here", "screen_pictures": "yes", "version": ""}
    saved = board.post("/console/devices/settings/markets/M1", **typed)
    assert saved.status_code in {303, 409}
    if saved.status_code == 409:
        version = saved.text.partition('name="version" value="')[2].partition('"')[0]
        assert board.post("/console/devices/settings/markets/M1", **{**typed, "version": version}).status_code == 303
    assert 'value="picture"' in board.get(path_of(unit)).text


def test_restarts_between_two_heartbeats_are_told_and_a_machine_that_was_switched_on_counts_anew() -> None:
    beats = [
        received(40),
        received(30, restarts={"camera": 2}),
        received(20, restarts={"camera": 3, "screen": 1}),
        received(10, restarts={"camera": 1}),
    ]
    assert [(each.key, each.value) for each in happenings_of(beats, NOW)] == [
        ("restarted_camera", "1"),
        ("restarted_screen", "1"),
        ("restarted_camera", "1"),
        ("restarted_camera", "2"),
    ]
