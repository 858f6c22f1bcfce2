"""One kiosk's page: history, journals, name and place, shut out and let in."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine, insert, select

from kiosk.central.console.devices.history import happenings_of, lines_of
from kiosk.central.journal.tables import journal_alarms, journal_heads
from kiosk.central.kiosks.heartbeats import Received, store_heartbeat
from kiosk.central.kiosks.tables import kiosk_settings, kiosks
from kiosk.central.people.rights import Role
from kiosk.messages.heartbeat import Heartbeat
from tests.central.console.browsing import Visitor
from tests.central.console.devices.test_state import WELL
from tests.central.kiosks.paired import NOW, Unit, pair

Enter = Callable[..., Visitor]
PLACE = {"name": "Trạm 1", "market_id": "M1", "area": "Nhà A", "position": "Cửa 1"}


@pytest.fixture
def unit(engine: Engine) -> Unit:
    return pair(engine)


def path_of(unit: Unit, act: str = "") -> str:
    return f"/console/devices/{unit.id}{act}"


def version_in(page: str) -> str:
    found = re.search(r'name="version" value="(\w+)"', page)
    assert found is not None
    return found[1]


def received(minutes: int, **changed: object) -> Received:
    """Return a heartbeat that came so many minutes before NOW."""
    at = NOW - timedelta(minutes=minutes)
    return Received(at, Heartbeat.model_validate({**WELL, "made_at": at, **changed}))


def place_in(engine: Engine) -> tuple[str, str]:
    with engine.connect() as connection:
        row = connection.execute(select(kiosks)).one()
    return row.name, row.position


def test_lines_have_a_gap_where_nobody_knows() -> None:
    beats = [received(minutes, temperature_c=minutes) for minutes in (90, 80, 70, 20, 10)]
    line = next(each for each in lines_of(beats, NOW - timedelta(hours=2), NOW) if each.key == "temperature")
    assert [len(stretch.split()) for stretch in line.stretches] == [3, 2]
    assert (line.low, line.high, line.last) == (10, 90, 10)
    assert line.stretches[0].split()[0] == "152.5,5.0"


def test_what_happened_is_told_newest_first() -> None:
    beats = [
        received(120),
        received(110, camera="lost"),
        received(60, camera="lost", faults=("JRN-02",)),
        received(50, release="1.1.0"),
    ]
    assert [(each.key, each.value) for each in happenings_of(beats, NOW)] == [
        ("silent", ""),
        ("fault_over", "JRN-02"),
        ("camera_back", ""),
        ("release", "1.0.0 → 1.1.0"),
        ("fault", "JRN-02"),
        ("silent", ""),
        ("camera_lost", ""),
    ]


def test_page_shows_history_and_journals(engine: Engine, enter: Enter, unit: Unit) -> None:
    head = {"kiosk_id": unit.id, "journal": "ab12", "market_id": "M1", "sequence": 7, "digest": "0" * 64}
    alarm = {"kiosk_id": unit.id, "journal": "ab12", "kind": "forked", "sequence": 5, "seen_at": NOW}
    with engine.begin() as connection:
        for hours in (30, 2, 1):
            at = NOW - timedelta(hours=hours)
            store_heartbeat(connection, unit.id, Heartbeat.model_validate({**WELL, "made_at": at}), at)
        connection.execute(insert(journal_heads), {**head, "received_at": NOW})
        connection.execute(insert(journal_alarms), alarm)
    board = enter(Role.BOARD, market_id="M1")
    day, week = board.get(path_of(unit)).text, board.get(path_of(unit, "?span=week")).text
    assert "Hai dòng cùng số 5" in day
    assert day.count("<polyline") < week.count("<polyline")
    assert "Hai dòng cùng số 5" not in enter(Role.TECHNICIAN).get(path_of(unit)).text


@pytest.mark.one_database
def test_nobody_sees_a_kiosk_of_another_market(enter: Enter, unit: Unit) -> None:
    other = enter(Role.BOARD, market_id="M2")
    assert other.get(path_of(unit)).status_code == 403
    assert other.post(path_of(unit, "/place"), **PLACE).status_code == 403
    assert enter(Role.TECHNICIAN, market_id="M2").post(path_of(unit, "/deny"), reason="x").status_code == 403


def test_board_names_and_places_it_and_the_unit_is_told(engine: Engine, enter: Enter, unit: Unit) -> None:
    board = enter(Role.BOARD, market_id="M1")
    version = version_in(board.get(path_of(unit)).text)
    done = board.post(path_of(unit, "/place"), **{**PLACE, "position": "Cổng 4"}, version=version)
    assert (done.status_code, place_in(engine)) == (303, ("Trạm 1", "Cổng 4"))
    with engine.connect() as connection:
        assert connection.execute(select(kiosk_settings.c.version)).scalar_one() > 0


def test_of_two_who_place_it_the_second_is_shown_the_difference(engine: Engine, enter: Enter, unit: Unit) -> None:
    first, second = enter(Role.BOARD, "chị Lan", market_id="M1"), enter(Role.BOARD, market_id="M1")
    version = version_in(second.get(path_of(unit)).text)
    first.post(path_of(unit, "/place"), **{**PLACE, "name": "Trạm cổng sau"}, version=version)
    answer = second.post(path_of(unit, "/place"), **{**PLACE, "position": "Cổng 4"}, version=version)
    assert (answer.status_code, place_in(engine)) == (409, ("Trạm cổng sau", "Cửa 1"))
    assert "chị Lan" in answer.text
    assert "<td>Trạm cổng sau</td><td>Trạm 1</td>" in answer.text
    again = {**PLACE, "position": "Cổng 4", "version": version_in(answer.text)}
    assert second.post(path_of(unit, "/place"), **again).status_code == 303
    assert place_in(engine) == ("Trạm 1", "Cổng 4")


@pytest.mark.one_database
@pytest.mark.parametrize(("spoilt", "field"), [({"name": ""}, "name"), ({"market_id": "không có"}, "market_id")])
def test_wrong_place_is_told_at_its_field(enter: Enter, unit: Unit, spoilt: dict[str, str], field: str) -> None:
    answer = enter(Role.ADMINISTRATOR).post(path_of(unit, "/place"), **{**PLACE, **spoilt})
    assert (answer.status_code, f'id="e-{field}"' in answer.text) == (422, True)


@pytest.mark.one_database
def test_technician_shuts_it_out_with_a_reason_and_lets_it_in(engine: Engine, enter: Enter, unit: Unit) -> None:
    someone = enter(Role.TECHNICIAN)
    assert someone.post(path_of(unit, "/deny"), reason="").status_code == 422
    assert someone.post(path_of(unit, "/deny"), reason="mất cắp").status_code == 303
    assert "Đã chặn: mất cắp" in someone.get(path_of(unit)).text
    assert someone.post(path_of(unit, "/allow")).status_code == 303
    assert "Đã chặn: mất cắp" not in someone.get(path_of(unit)).text
