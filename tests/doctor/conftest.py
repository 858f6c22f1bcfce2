"""A unit that is well, in folders of its own: each test spoils one thing of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.clock import FixedClock
from kiosk.doctor.row import Row
from kiosk.doctor.subject import ListFiles, Subject
from kiosk.journal.store import FILE_NAME
from kiosk.moment import Moment
from kiosk.settings import Places, Settings
from tests.sample.samples import FOLDER as SAMPLES

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
WELL = {
    "sys/class/drm/card1-HDMI-A-1/status": "connected",
    "sys/class/drm/card1-HDMI-A-2/status": "disconnected",
    "sys/class/backlight/10-0045/brightness": "153",
    "sys/class/backlight/10-0045/max_brightness": "255",
    "sys/class/input/event3/device/name": "ILITEK Multi-Touch",
    "sys/class/input/event3/device/properties": "2",
    "sys/class/input/event3/device/capabilities/abs": "260800000000003",
    "proc/asound/cards": " 0 [Headphones     ]: bcm2835 - bcm2835 Headphones\n       bcm2835 Headphones",
    "sys/class/rtc/rtc0/since_epoch": str(int(NOW.timestamp())),
    "sys/class/thermal/thermal_zone0/temp": "51234",
    "sys/block/mmcblk0/device/life_time": "0x01 0x02",
    "sys/fs/ext4/mmcblk0p2/errors_count": "0",
    "sys/class/net/eth0/operstate": "up",
    "sys/class/net/lo/operstate": "unknown",
}
SERVICE = "Id={}\nLoadState=loaded\nActiveState=active\nSubState=running\nNRestarts=0\nResult=success"
SERVICES = "\n\n".join(SERVICE.format(f"kiosk-{part}.service") for part in ("camera", "screen", "sync", "panel"))


@dataclass(frozen=True, slots=True)
class UntrustedClock:
    """A clock that nobody vouches for."""

    at: datetime = NOW
    floor: datetime | None = None

    def now(self) -> Moment:
        return Moment(self.at, is_trusted=False, floor=self.floor or self.at)

    def saw(self, signed_at: datetime) -> None: ...


@dataclass(slots=True)
class System:
    """The programs that only tell, each with what it says."""

    said: dict[str, str | None] = field(
        default_factory=lambda: {"vcgencmd": "throttled=0x0\n", "systemctl": SERVICES, "journalctl": ""}
    )

    def __call__(self, command: Sequence[str]) -> str | None:
        return self.said.get(command[0])


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n", "utf-8")


@pytest.fixture
def system() -> System:
    return System()


@pytest.fixture
def subject(tmp_path: Path, system: System) -> Subject:
    """A unit that is well and not paired; its journal is still to come."""
    root, state, runtime = (tmp_path / name for name in ("root", "state", "runtime"))
    for folder in (root, state, runtime):
        folder.mkdir()
    for name, text in WELL.items():
        write(root, name, text)
    lists = SAMPLES / "lists.json"
    return Subject(
        settings=Settings.model_validate({"panel": {"factory": "mock"}}),
        places=Places(state, runtime, tmp_path / "etc"),
        is_enrolled=True,
        clock=FixedClock(NOW),
        lists=ListFiles(lists, state / "lists.good.json", lists),
        journal=state / FILE_NAME,
        release="0.1.0",
        root=root,
        told=system,
    )


def row_of(rows: Sequence[Row], name: str) -> Row:
    """Return the one row of that name."""
    (row,) = [row for row in rows if row.name == name]
    return row


Spoil = Callable[[str, str], None]


@pytest.fixture
def spoil(subject: Subject) -> Spoil:
    """Write another text into a file of sys or proc."""
    return lambda name, text: write(subject.root, name, text)


def with_settings(subject: Subject, **sections: dict[str, object]) -> Subject:
    return replace(subject, settings=Settings.model_validate(sections))
