"""The list of kiosks: the caller's own, the ailing first, filters in the address."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, update

from kiosk.central.console.access.tables import sessions
from kiosk.central.kiosks.heartbeats import store_heartbeat
from kiosk.central.kiosks.levels import put_settings
from kiosk.central.kiosks.units import change_kiosk
from kiosk.central.people.changes import Deed
from kiosk.central.people.rights import Right, Role
from kiosk.central.people.users import OPERATOR
from kiosk.messages.heartbeat import Heartbeat
from kiosk.messages.unit_settings import KioskSettings, OpeningHours
from tests.central.console.browsing import Visitor
from tests.central.console.devices.test_state import WELL
from tests.central.kiosks.paired import KIOSK_ID, NOW, pair

Enter = Callable[..., Visitor]


def names(page: str) -> list[str]:
    """Return the names of the kiosks of a page, in its order."""
    return re.findall(r'<a class="kiosk".*?</span><span>(.*?)<br>', page)


@pytest.fixture
def fleet(engine: Engine) -> Engine:
    """Six kiosks of M1 that fare differently, and one of M2."""
    told: tuple[dict[str, object] | None, ...] = (
        {},
        {"temperature_c": 81},
        {"camera": "lost"},
        None,
        {"faults": ("JRN-02",)},
        {"unsent": 3},
    )
    for number, changed in enumerate(told, start=1):
        unit = pair(engine, number=number, denied_at=NOW if number == 5 else None)
        if changed is not None:
            with engine.begin() as connection:
                store_heartbeat(connection, unit.id, Heartbeat.model_validate({**WELL, **changed}), NOW)
    pair(engine, "M2", 7, position="Cổng 9")
    return engine


def test_board_sees_its_kiosks_the_ailing_first(fleet: Engine, enter: Enter) -> None:
    page = enter(Role.BOARD, market_id="M1").get("/console/devices").text
    assert names(page) == ["Trạm 3", "Trạm 4", "Trạm 2", "Trạm 1", "Trạm 6", "Trạm 5"]
    assert re.findall(r"<strong>(\d+)</strong> <span>([^<]+)", page) == [
        ("2", "hoạt động tốt"),
        ("1", "cần xem"),
        ("1", "không quét được"),
        ("1", "mất liên lạc"),
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=well", ["Trạm 1", "Trạm 6"]),
        ("state=denied", ["Trạm 5"]),
        ("market=M2", ["Trạm 7"]),
        ("market=M2&state=well", []),
        ("text=cổng+9", ["Trạm 7"]),
        ("text=CONG+9", ["Trạm 7"]),
        ("text=tram+6+nha+a", ["Trạm 6"]),
        ("text=%25", []),
        ("after=none", ["Trạm 3", "Trạm 4", "Trạm 7", "Trạm 2", "Trạm 1", "Trạm 6", "Trạm 5"]),
    ],
)
@pytest.mark.one_database
def test_filters_stand_in_the_address(fleet: Engine, enter: Enter, query: str, found: list[str]) -> None:
    assert names(enter(Role.TECHNICIAN).get(f"/console/devices?{query}").text) == found


@pytest.mark.one_database
def test_board_asks_for_another_market_in_vain(fleet: Engine, enter: Enter) -> None:
    page = enter(Role.BOARD, market_id="M1").get("/console/devices?market=M2").text
    assert names(page) == []
    assert "Trạm 7" not in page


@pytest.mark.one_database
def test_what_a_silent_kiosk_said_last_is_not_shown_as_if_it_held(engine: Engine, enter: Enter) -> None:
    unit = pair(engine)
    with engine.begin() as connection:
        store_heartbeat(connection, unit.id, Heartbeat.model_validate(WELL), NOW - timedelta(hours=2, minutes=32))
    page = enter(Role.TECHNICIAN).get("/console/devices").text
    assert "Mất liên lạc 2 giờ 32 phút" in page
    assert "52 °C" not in page


@pytest.mark.one_database
def test_first_page_counts_them(fleet: Engine, enter: Enter) -> None:
    page = enter(Role.BOARD, market_id="M1").get("/console/").text
    assert 'href="/console/devices?state=silent"' in page


@pytest.mark.one_database
def test_page_that_asks_by_itself_keeps_no_session_open(engine: Engine, enter: Enter) -> None:
    someone = enter(Role.TECHNICIAN)
    was = NOW - timedelta(minutes=30)
    with engine.begin() as connection:
        connection.execute(update(sessions).values(seen_at=was))
    assert someone.get("/console/devices", Polled="yes").status_code == 200
    with engine.connect() as connection:
        assert connection.execute(select(sessions.c.seen_at)).scalars().all() == [was]
    someone.get("/console/devices")
    with engine.connect() as connection:
        assert connection.execute(select(sessions.c.seen_at)).scalars().all() == [NOW]


def hours_here(closes: str) -> KioskSettings:
    """Open from three in the morning every day."""
    return KioskSettings(
        opening_hours=tuple(OpeningHours(weekday=day, opens="03:00", closes=closes) for day in range(1, 8))
    )


@pytest.mark.parametrize(
    ("key", "closes", "heard_ago", "found"),
    [
        ("city", "08:00", 80, "ngoài giờ mở cửa"),
        ("market/M1", "08:00", 80, "ngoài giờ mở cửa"),
        ("kiosk/{}", "08:00", 80, "ngoài giờ mở cửa"),
        ("market/M1", "08:00", 90, "mất liên lạc"),
        ("market/M1", "19:00", 80, "mất liên lạc"),
        ("market/M2", "08:00", 80, "mất liên lạc"),
    ],
)
def test_kiosk_whose_market_is_shut_is_not_silent_unless_it_was_before(
    engine: Engine, enter: Enter, key: str, closes: str, heard_ago: int, found: str
) -> None:
    """It is nine o'clock; 25 minutes of silence while it is open are told."""
    unit = pair(engine)
    deed = Deed(OPERATOR, Right.CHANGE_KIOSKS, NOW)
    with engine.begin() as connection:
        put_settings(connection, deed, key.format(unit.id), hours_here(closes))
        heard = NOW - timedelta(minutes=heard_ago)
        store_heartbeat(connection, unit.id, Heartbeat.model_validate({**WELL, "made_at": heard}), heard)
    page = enter(Role.BOARD, market_id="M1").get("/console/devices").text
    assert [words for number, words in re.findall(r"<strong>(\d+)</strong> <span>([^<]+)", page) if number == "1"] == [
        found
    ]
    assert ("Chợ đóng cửa" in page) == (found == "ngoài giờ mở cửa")


@pytest.mark.one_database
def test_kiosk_is_found_by_its_new_name(fleet: Engine, enter: Enter) -> None:
    deed = Deed(OPERATOR, Right.CHANGE_KIOSKS, NOW)
    with fleet.begin() as connection:
        change_kiosk(connection, deed, KIOSK_ID.format(7), {"name": "Đầu mối"})
    someone = enter(Role.TECHNICIAN)
    assert names(someone.get("/console/devices?text=dau+moi").text) == ["Đầu mối"]
    assert names(someone.get("/console/devices?text=tram+7").text) == []


@pytest.mark.one_database
def test_list_says_when_a_label_was_read_last(engine: Engine, enter: Enter) -> None:
    unit = pair(engine)
    told = {**WELL, "last_read_at": NOW - timedelta(minutes=8)}
    with engine.begin() as connection:
        store_heartbeat(connection, unit.id, Heartbeat.model_validate(told), NOW)
    someone = enter(Role.TECHNICIAN)
    assert "<small>đọc 08:52</small>" in someone.get("/console/devices").text
    assert "<dt>Đọc tem gần nhất</dt><dd>08:52</dd>" in someone.get(f"/console/devices/{unit.id}").text


@pytest.mark.one_database
def test_market_without_a_kiosk_says_so_and_a_search_in_vain_says_that(enter: Enter) -> None:
    board = enter(Role.BOARD, market_id="M1")
    assert "Ở đây chưa có trạm nào." in board.get("/console/devices?market=M1").text
    assert "Không có trạm nào như vậy." in board.get("/console/devices?market=M1&text=cong").text
