"""How a kiosk fares: one judgement, the same in the database and out of it, in words for who looks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, update

from kiosk.central.console.devices.state import age_of, seen_at, state_of
from kiosk.central.kiosks.fleet import FleetAsked, Health, KioskView, count_fleet, read_fleet, read_kiosk
from kiosk.central.kiosks.heartbeats import SILENT_AFTER, store_heartbeat
from kiosk.central.kiosks.tables import kiosks
from kiosk.central.people.rights import Caller, Grant, Role
from kiosk.messages.heartbeat import Heartbeat
from kiosk.words import Words
from tests.central.kiosks.paired import NOW, pair

WELL: Mapping[str, object] = {
    "made_at": NOW.isoformat(),
    "release": "1.0.0",
    "camera": "ok",
    "temperature_c": 51.5,
    "disk_free_mb": 12_300,
    "clock": "synchronised",
}
EVERYBODY = Caller("u", "u", (Grant(Role.ADMINISTRATOR),))
SILENT = NOW + SILENT_AFTER + timedelta(seconds=1)
VI = Words("vi")


def view_of(engine: Engine, now: datetime, **changed: object) -> KioskView:
    """Store a kiosk that says so of itself at NOW, and return how it is seen at `now`."""
    unit = pair(engine)
    with engine.begin() as connection:
        store_heartbeat(connection, unit.id, Heartbeat.model_validate({**WELL, **changed}), NOW)
        view = read_kiosk(connection, unit.id, now)
    assert view is not None
    return view


@pytest.mark.parametrize(
    ("changed", "now", "health", "level", "said"),
    [
        ({}, NOW, Health.WELL, "good", "Hoạt động tốt"),
        ({}, NOW + SILENT_AFTER, Health.WELL, "good", "Hoạt động tốt"),
        ({}, SILENT, Health.SILENT, "unknown", "Mất liên lạc 25 phút"),
        ({"camera": "lost"}, NOW, Health.CANNOT_SCAN, "stop", "Máy ảnh: không thấy ảnh"),
        ({"camera": "lost"}, SILENT, Health.SILENT, "unknown", "Mất liên lạc 25 phút"),
        ({"camera": "absent"}, NOW, Health.WELL, "good", "Hoạt động tốt"),
        ({"temperature_c": 80}, NOW, Health.AILING, "caution", "Nóng: xem quạt, khe gió"),
        ({"unsent": 1000}, NOW, Health.AILING, "caution", "Nhật ký chưa gửi được"),
        ({"faults": ("JRN-02", "UPD-10")}, NOW, Health.AILING, "caution", "Báo lỗi JRN-02, UPD-10"),
        (
            {"data_as_of": (NOW - timedelta(hours=37)).isoformat()},
            NOW,
            Health.AILING,
            "caution",
            "Dữ liệu cũ 37 giờ",
        ),
    ],
    ids=str,
)
def test_health_is_judged_alike_by_the_database_and_said(
    engine: Engine, changed: Mapping[str, object], now: datetime, health: Health, level: str, said: str
) -> None:
    view = view_of(engine, now, **changed)
    assert view.health is health
    state = state_of(view, now, VI)
    assert (state.level, state.texts[0], state.is_well) == (level, said, level == "good")
    with engine.connect() as connection:
        counts = count_fleet(connection, EVERYBODY, FleetAsked(), now)
        page = read_fleet(connection, EVERYBODY, FleetAsked(health=health), None, 50, now)
    assert {each for each, number in counts.items() if number} == {health}
    assert [each.id for each in page.kiosks] == [view.id]


def test_who_is_shut_out_is_so_however_it_fares(engine: Engine) -> None:
    view = view_of(engine, NOW, camera="lost")
    with engine.begin() as connection:
        connection.execute(update(kiosks).values(denied_at=NOW, denied_because="mất cắp"))
        denied = read_kiosk(connection, view.id, NOW)
        counts = count_fleet(connection, EVERYBODY, FleetAsked(), NOW)
    assert denied is not None
    assert (denied.health, state_of(denied, NOW, VI).texts) == (Health.DENIED, ("Đã chặn: mất cắp",))
    assert counts[Health.DENIED] == 1


@pytest.mark.one_database
def test_kiosk_that_never_spoke_is_silent(engine: Engine) -> None:
    unit = pair(engine)
    with engine.connect() as connection:
        view = read_kiosk(connection, unit.id, NOW)
    assert view is not None
    assert (view.health, state_of(view, NOW, VI).texts) == (Health.SILENT, ("Chưa có tin nào",))


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (timedelta(minutes=-5), "0 phút"),
        (timedelta(seconds=59), "0 phút"),
        (timedelta(minutes=59, seconds=59), "59 phút"),
        (timedelta(hours=2, minutes=32), "2 giờ 32 phút"),
        (timedelta(hours=10), "10 giờ"),
        (timedelta(hours=47, minutes=59), "47 giờ"),
        (timedelta(hours=48), "2 ngày"),
    ],
)
def test_age_is_said_as_roughly_as_it_is_old(age: timedelta, said: str) -> None:
    assert age_of(age, VI) == said


def test_instant_is_said_with_its_day_where_it_is_not_today() -> None:
    assert seen_at(NOW, NOW) == "09:00"
    assert seen_at(NOW - timedelta(hours=10), NOW) == "22/11 23:00"
    assert seen_at(NOW - timedelta(days=400), NOW) == "19/10/2025"
