"""How this unit fares, told to the centre every ten minutes: what a technician asks first."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from kiosk.clock import Clock
from kiosk.messages import heartbeat
from kiosk.messages.heartbeat import CameraState, ClockQuality, Heartbeat, HeartbeatAnswer, Restarts
from kiosk.messages.http import Versions
from kiosk.messages.local import CameraState as SeenCamera
from kiosk.messages.local import Fares, Part
from kiosk.sync.rhythm import Every, Rhythm

MEGABYTE = 1_000_000
MILLI = 1000.0
ZONES = Path("/sys/class/thermal")

_CAMERAS = {
    SeenCamera.WORKING: CameraState.OK,
    SeenCamera.LOST: CameraState.LOST,
    SeenCamera.BLACK: CameraState.LOST,
    SeenCamera.FROZEN: CameraState.LOST,
    SeenCamera.SLOW: CameraState.LOST,
}


class BeatenCentre(Protocol):
    """The centre, as far as it is told here."""

    async def beat(self, heartbeat: Heartbeat) -> HeartbeatAnswer:
        """Say how this unit fares. Raises CentreFaultError."""
        ...


@dataclass(frozen=True, slots=True)
class Gauges:
    """Where a heartbeat reads what it tells: each is asked anew for each heartbeat, and must be quick."""

    release: str
    clock: Clock
    is_synchronised: Callable[[], bool]
    temperature_c: Callable[[], float | None]
    disk_free_mb: Callable[[], int | None]
    fares: Callable[[], Fares | None]
    """What the screen said last; None while it said nothing."""
    faults: Callable[[], tuple[str, ...]]
    """Error numbers of sync itself that stand now."""
    settings_version: Callable[[], int]
    data_as_of: Callable[[], datetime | None] = lambda: None
    unsent: Callable[[], int] = lambda: 0
    last_read_at: Callable[[], datetime | None] = lambda: None
    restarts: Callable[[], Mapping[Part, int]] = dict
    """How often each part was started again since the machine was."""

    def read(self) -> Heartbeat:
        """Return how the unit fares now."""
        moment = self.clock.now()
        fares = self.fares()
        seen = () if fares is None else fares.faults
        return Heartbeat(
            made_at=moment.at,
            release=self.release,
            data_as_of=self.data_as_of(),
            camera=CameraState.UNKNOWN if fares is None or fares.camera is None else _CAMERAS[fares.camera],
            temperature_c=self.temperature_c(),
            disk_free_mb=self.disk_free_mb(),
            unsent=self.unsent(),
            last_read_at=self.last_read_at(),
            clock=self._quality(is_trusted=moment.is_trusted),
            settings_version=self.settings_version(),
            trust_version=0 if fares is None else fares.trust_version,
            restarts=_restarts_of(self.restarts()),
            faults=tuple(dict.fromkeys((*seen, *self.faults())))[: heartbeat.MAX_FAULTS],
        )

    def _quality(self, *, is_trusted: bool) -> ClockQuality:
        if not is_trusted:
            return ClockQuality.UNTRUSTED
        return ClockQuality.SYNCHRONISED if self.is_synchronised() else ClockQuality.KEPT


class HeartbeatErrand:
    """Tells the centre how this unit fares; `heard` is told the newest versions that it answers."""

    name = "heartbeat"
    rhythm: Rhythm = Every(heartbeat.EVERY_S)

    def __init__(self, centre: BeatenCentre, gauges: Gauges, heard: Callable[[Versions], None]) -> None:
        self._centre = centre
        self._gauges = gauges
        self._heard = heard
        self._has_news = False

    def has_news(self) -> None:
        """Take note that this unit has what the centre waits to hear of: the next is not left to the clock."""
        self._has_news = True

    def is_wanted(self, newest: Versions) -> bool:  # noqa: ARG002 - the Protocol's
        """Return whether there is something to tell of; all else comes by the clock."""
        return self._has_news

    async def run(self) -> None:
        """Tell it once. Raises CentreFaultError."""
        answer = await self._centre.beat(self._gauges.read())
        self._has_news = False
        self._heard(answer.versions)


def _restarts_of(again: Mapping[Part, int]) -> Restarts | None:
    return Restarts.model_validate({part.value: number for part, number in again.items()}) if again else None


def hottest_c(zones: Path = ZONES) -> float | None:
    """Return the temperature of the hottest sensor in °C; None where there is none that can be read."""
    read = [_milli(zone / "temp") for zone in zones.glob("thermal_zone*")]
    return max((one / MILLI for one in read if one is not None), default=None)


def free_mb(folder: Path) -> int | None:
    """Return the megabytes that are free on the disk of `folder`; None where it cannot be asked."""
    try:
        return shutil.disk_usage(folder).free // MEGABYTE
    except OSError:
        return None


def _milli(path: Path) -> int | None:
    try:
        return int(path.read_text("ascii"))
    except (OSError, ValueError):
        return None
