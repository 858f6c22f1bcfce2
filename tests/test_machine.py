"""What the clock reads of the real machine."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.clock import (
    Linux,
)

NINE = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder in ("run/systemd/timesync", "sys/class/rtc/rtc0", "proc/sys/kernel/random"):
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


def test_machine_tells_the_time_and_the_boot() -> None:
    machine = Linux()
    assert abs(machine.wall().timestamp() - time.time()) < 5
    assert 0 < machine.since_boot_s() <= time.clock_gettime(time.CLOCK_BOOTTIME)
    assert machine.boot_id() == Linux().boot_id()
    assert machine.is_synchronised() in {True, False}


def test_machine_reads_mark_and_battery_clock(root: Path) -> None:
    machine = Linux(root)
    assert not machine.was_synchronised()
    assert machine.battery_clock() is None
    (root / "run/systemd/timesync/synchronized").touch()
    (root / "sys/class/rtc/rtc0/since_epoch").write_text(f"{int(NINE.timestamp())}\n")
    assert machine.was_synchronised()
    assert machine.battery_clock() == NINE
