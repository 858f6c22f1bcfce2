"""The list of kiosks: the caller's own, the ailing first, filters in the address."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, update

from kiosk.central.console.access.tables import sessions
from kiosk.central.kiosks.heartbeats import store_heartbeat
from kiosk.central.people.rights import Role
from kiosk.messages.heartbeat import Heartbeat
from tests.central.console.browsing import Visitor
from tests.central.console.devices.test_state import WELL
from tests.central.kiosks.paired import NOW, pair

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
