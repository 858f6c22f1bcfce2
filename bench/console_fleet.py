"""Ten kiosks of the sample market that fare differently, with a week behind them: for pictures of the console."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Engine, insert

from kiosk.central.kiosks.heartbeats import KEPT_FOR, store_heartbeat
from kiosk.central.kiosks.levels import CITY, kiosk_key, market_key, put_settings
from kiosk.central.kiosks.tables import heartbeats, kiosk_orders, kiosks
from kiosk.central.people.changes import Deed
from kiosk.central.people.rights import Right
from kiosk.central.people.users import OPERATOR
from kiosk.messages.heartbeat import CameraState, ClockQuality, Heartbeat
from kiosk.messages.orders import Finding
from kiosk.messages.unit_settings import KioskSettings, OpeningHours, WaitingPage
from kiosk.processes.demo import SAMPLE_MARKET_ID

KIOSK = "01936aaa-0000-7000-8000-0000000000{:02}"
ONE = KIOSK.format(4)
"""The kiosk that has its pages drawn."""
ORDER = "01936bbb-0000-7000-8000-0000000000{:02}"
EXAMINED = ORDER.format(3)
"""The order that has its page drawn."""
EVERY = timedelta(minutes=10)
MARKET = KioskSettings(
    opening_hours=tuple(OpeningHours(weekday=day, opens="03:00", closes="19:30") for day in range(1, 7)),
    waiting=(
        WaitingPage(
            title="Chợ mở cửa từ 3 giờ sáng",
            title_en="The market opens at 3 in the morning",
            text="Ngày rằm và mùng một mở thêm buổi chiều.",
            text_en="On the first and fifteenth of the lunar month also in the afternoon.",
        ),
        WaitingPage(title="Hỏi ban quản lý chợ: nhà A, tầng 1", title_en="Market office: hall A, ground floor"),
    ),
)
"""What the market's board has set."""


@dataclass(frozen=True)
class Sample:
    """One kiosk: what it is called, where it stands, and how it fares."""

    position: str
    temperature_c: float = 49
    disk_free_mb: int = 21_000
    unsent: int = 0
    camera: CameraState = CameraState.OK
    silent: timedelta = timedelta(minutes=4)
    faults: tuple[str, ...] = field(default=())


SAMPLES = (
    Sample("Cổng A"),
    Sample("Quầy A1", 55, 2_900, 1204, faults=("JRN-02",)),
    Sample("Khu rau củ", 51, 20_800),
    Sample("Cổng B", 81, 18_100),
    Sample("Khu trái cây", 50, 20_500, 2),
    Sample("Khu thịt", 47, 19_200),
    Sample("Cổng C, dãy 4", 52, 22_100, camera=CameraState.LOST),
    Sample("Nhà lồng 1", 52, 21_500),
    Sample("Nhà lồng 2", silent=timedelta(hours=2, minutes=32)),
    Sample("Bãi xe", 46, 22_700),
)


def fill_kiosks(engine: Engine, now: datetime) -> None:
    """Store them, with all their heartbeats of the one that is drawn."""
    with engine.begin() as connection:
        for number, sample in enumerate(SAMPLES, start=1):
            kiosk_id = KIOSK.format(number)
            connection.execute(insert(kiosks), _row(kiosk_id, number, sample, now))
            if kiosk_id == ONE:
                rows = [_kept(kiosk_id, each) for each in _week(sample, now)]
                connection.execute(insert(heartbeats), rows)
            store_heartbeat(connection, kiosk_id, beat_of(sample, now - sample.silent), now - sample.silent)
        deed = Deed(OPERATOR, Right.CHANGE_KIOSKS, now)
        put_settings(connection, deed, CITY, KioskSettings(languages=("vi", "en"), volume=60))
        put_settings(connection, deed, market_key(SAMPLE_MARKET_ID), MARKET)
        put_settings(connection, deed, kiosk_key(ONE), KioskSettings(volume=30, screen_pictures=True))
        for order in _orders(now):
            connection.execute(insert(kiosk_orders), order)


def _orders(now: datetime) -> Iterator[dict[str, object]]:
    """Give orders to the one that is drawn: one waits, two are done, one was refused."""
    findings = [
        Finding(name="centre", state="ok", finding="answers in 42 ms"),
        Finding(name="disk", state="ok", finding="43% full, 18100 MB free"),
        Finding(name="temperature", state="warning", finding="81 °C", remedy="Clean the fan; give the unit shade."),
        Finding(name="battery clock", state="absent", finding="none", remedy="Fit a battery clock."),
    ]
    told = [each.model_dump() for each in findings]
    for number, (kind, state, why, minutes, found) in enumerate(
        (
            ("picture", "refused", "not_allowed", 1500, []),
            ("restart", "done", "", 200, []),
            ("examine", "done", "", 190, told),
            ("restart", "waiting", "", 1, []),
        ),
        start=1,
    ):
        given_at = now - timedelta(minutes=minutes)
        ended = None if state == "waiting" else given_at + timedelta(seconds=40)
        yield {
            "id": ORDER.format(number),
            "kiosk_id": ONE,
            "kind": kind,
            "user_id": OPERATOR.user_id,
            "given_at": given_at,
            "expires_at": given_at + timedelta(hours=1),
            "version": number,
            "state": state,
            "why": why,
            "ended_at": ended,
            "findings": found,
        }


def _row(kiosk_id: str, number: int, sample: Sample, now: datetime) -> dict[str, object]:
    return {
        "id": kiosk_id,
        "name": f"Trạm {number}",
        "market_id": SAMPLE_MARKET_ID,
        "area": "",
        "position": sample.position,
        "public_key": f"{number:042}A",
        "hardware": {"machine": "Raspberry Pi 5 Model B", "system": "Debian GNU/Linux 13", "memory_mb": 4096},
        "certificate": "",
        "expires_at": now + timedelta(days=60),
        "denied_at": None,
        "denied_because": "",
        "paired_at": now - timedelta(days=30),
    }


def beat_of(sample: Sample, at: datetime, release: str = "0.2.0", warmer_by: float = 0) -> Heartbeat:
    """Return what a kiosk that fares so says at `at`."""
    return Heartbeat(
        made_at=at,
        release=release,
        data_as_of=at - timedelta(hours=5),
        camera=sample.camera,
        temperature_c=sample.temperature_c + warmer_by,
        disk_free_mb=sample.disk_free_mb,
        unsent=sample.unsent,
        last_read_at=at - timedelta(minutes=4),
        clock=ClockQuality.SYNCHRONISED,
        faults=sample.faults,
    )


def _week(sample: Sample, now: datetime) -> Iterator[Heartbeat]:
    """Give a week: open by day, without power by night, another release since the third day, warmer by noon."""
    at = now - KEPT_FOR + EVERY
    while at < now - sample.silent:
        hour = (at.hour + 7) % 24 if at.utcoffset() == timedelta(0) else at.hour
        if 4 <= hour < 20:
            release = "0.1.0" if at < now - timedelta(days=4) else "0.2.0"
            yield beat_of(sample, at, release, -abs(hour - 13) * 2.5)
        at += EVERY


def _kept(kiosk_id: str, beat: Heartbeat) -> dict[str, object]:
    return {"kiosk_id": kiosk_id, "made_at": beat.made_at, "at": beat.made_at, "document": beat.model_dump(mode="json")}
