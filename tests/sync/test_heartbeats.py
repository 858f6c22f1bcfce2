"""What a heartbeat says, and that a real centre takes it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk.central.kiosks.heartbeats import read_heartbeats
from kiosk.central.kiosks.tables import heartbeats
from kiosk.clock import FixedClock
from kiosk.messages.heartbeat import CameraState, ClockQuality, Heartbeat
from kiosk.messages.http import Versions
from kiosk.messages.local import CameraState as SeenCamera
from kiosk.messages.local import Fares
from kiosk.moment import Moment
from kiosk.sync.centre import Centre
from kiosk.sync.centre_time import CentreTime
from kiosk.sync.heartbeats import Gauges, HeartbeatErrand, free_mb, hottest_c
from tests.central.kiosks.paired import NOW, pair
from tests.sync.paired import identity_of, new_centre, served

GOOD = Gauges(
    release="1.2.3",
    clock=FixedClock(NOW),
    is_synchronised=lambda: True,
    temperature_c=lambda: 51.5,
    disk_free_mb=lambda: 20_000,
    fares=lambda: Fares(camera=SeenCamera.WORKING, trust_version=7),
    faults=lambda: (),
    settings_version=lambda: 4,
    data_as_of=lambda: NOW,
    unsent=lambda: 3,
    last_read_at=lambda: NOW - timedelta(minutes=2),
)


@dataclass(frozen=True)
class Untrusted:
    """A clock that woke in the past."""

    at: datetime = NOW - timedelta(days=400)

    def now(self) -> Moment:
        return Moment(self.at, is_trusted=False, floor=NOW - timedelta(days=3))

    def saw(self, signed_at: datetime) -> None: ...


def read(gauges: Gauges) -> Heartbeat:
    beat = gauges.read()
    assert Heartbeat.model_validate_json(beat.model_dump_json()) == beat
    return beat


def test_heartbeat_of_a_unit_that_is_well() -> None:
    beat = read(GOOD)
    assert beat.camera is CameraState.OK
    assert beat.clock is ClockQuality.SYNCHRONISED
    assert (beat.release, beat.temperature_c, beat.disk_free_mb, beat.unsent) == ("1.2.3", 51.5, 20_000, 3)
    assert beat.last_read_at == NOW - timedelta(minutes=2)
    assert (beat.settings_version, beat.trust_version, beat.data_as_of, beat.faults) == (4, 7, NOW, ())


@pytest.mark.parametrize("seen", [SeenCamera.LOST, SeenCamera.BLACK, SeenCamera.FROZEN])
def test_camera_without_pictures_is_lost_with_its_number(seen: SeenCamera) -> None:
    beat = read(replace(GOOD, fares=lambda: Fares(camera=seen, faults=("CAM-02",))))
    assert (beat.camera, beat.faults) == (CameraState.LOST, ("CAM-02",))


def test_screen_that_is_not_heard_leaves_the_camera_unknown() -> None:
    assert read(replace(GOOD, fares=lambda: None)).camera is CameraState.UNKNOWN


def test_clock_kept_by_a_battery_is_less_than_synchronised() -> None:
    assert read(replace(GOOD, is_synchronised=lambda: False)).clock is ClockQuality.KEPT


def test_clock_that_is_not_trusted_is_so_whatever_the_kernel_says() -> None:
    assert read(replace(GOOD, clock=Untrusted())).clock is ClockQuality.UNTRUSTED


def test_faults_of_screen_and_sync_stand_together_once_each() -> None:
    beat = read(replace(GOOD, fares=lambda: Fares(faults=("JRN-02", "STO-30")), faults=lambda: ("STO-30", "NET-21")))
    assert beat.faults == ("JRN-02", "STO-30", "NET-21")


def test_machine_without_sensors_says_so(tmp_path: Path) -> None:
    assert hottest_c(tmp_path) is None
    assert free_mb(tmp_path / "nowhere") is None


def test_hottest_sensor_counts_and_a_broken_one_does_not(tmp_path: Path) -> None:
    for name, text in (("thermal_zone0", "41500\n"), ("thermal_zone1", "61250\n"), ("thermal_zone2", "broken")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "temp").write_text(text)
    assert hottest_c(tmp_path) == 61.25


def test_centre_stores_the_heartbeat_and_says_what_is_newest() -> None:
    heard: list[Versions] = []
    with new_centre() as (engine, service), served(service) as url:
        identity = identity_of(pair(engine), url)

        async def main() -> None:
            async with Centre(url, "", identity.signs(lambda: NOW), identity.device_id) as centre:
                errand = HeartbeatErrand(centre, replace(GOOD, faults=lambda: ("STO-30",)), heard.append)
                assert not errand.is_wanted(Versions(trust=1))
                errand.has_news()
                assert errand.is_wanted(Versions(trust=1))
                await errand.run()
                assert not errand.is_wanted(Versions(trust=1))

        asyncio.run(main())
        with engine.connect() as connection:
            assert connection.execute(select(heartbeats.c.kiosk_id)).scalars().all() == [identity.device_id]
            (received,) = read_heartbeats(connection, identity.device_id, 1)
    assert received.heartbeat.faults == ("STO-30",)
    assert len(heard) == 1


def test_time_of_a_trusted_clock_comes_before_the_centres() -> None:
    time = CentreTime(FixedClock(NOW, 0.0, lambda: 0.0), lambda: 0.0)
    time.heard(NOW + timedelta(hours=1))
    assert time.now() == NOW


def test_centres_time_runs_on_where_the_clock_is_not_trusted() -> None:
    seconds = 100.0
    time = CentreTime(Untrusted(), lambda: seconds)
    time.heard(NOW)
    seconds = 160.0
    assert time.now() == NOW + timedelta(minutes=1)


def test_time_is_never_before_what_has_certainly_passed() -> None:
    assert CentreTime(Untrusted(), lambda: 0.0).now() == NOW - timedelta(days=3)
