"""Clocks: one contract for all, and when this machine's is trusted."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.clock import (
    BATTERY_KEEPS,
    FLOOR_FILE,
    LOOK_EVERY_S,
    Clock,
    FixedClock,
    SystemClock,
    make_clock,
)

BUILT = datetime(2026, 11, 1, tzinfo=UTC)
NINE = datetime(2026, 11, 23, 2, tzinfo=UTC)
"""09:00 in Hanoi."""
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
YEAR = timedelta(days=365)


@dataclass
class FakeMachine:
    """A machine whose time a test moves."""

    at: datetime = NINE
    up_s: float = 1000.0
    boot: str = "first"
    synchronised: bool = True
    mark: bool = False
    battery: timedelta | None = None
    """How far the battery clock is from the system's; None where there is none."""

    def pass_time(self, passed: timedelta) -> None:
        self.at += passed
        self.up_s += passed.total_seconds()

    def step(self, by: timedelta) -> None:
        """Somebody sets the clock: the kernel forgets that it was synchronised."""
        self.at += by
        self.synchronised = False

    def reboot(self, at: datetime) -> None:
        self.at, self.up_s, self.boot = at, 5.0, "second"
        self.synchronised = self.mark = False

    def wall(self) -> datetime:
        return self.at

    def since_boot_s(self) -> float:
        return self.up_s

    def boot_id(self) -> str:
        return self.boot

    def is_synchronised(self) -> bool:
        return self.synchronised

    def was_synchronised(self) -> bool:
        return self.mark

    def battery_clock(self) -> datetime | None:
        return None if self.battery is None else self.at + self.battery


@pytest.fixture
def machine() -> FakeMachine:
    return FakeMachine()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / FLOOR_FILE


@pytest.fixture
def clock(machine: FakeMachine, file: Path) -> SystemClock:
    return SystemClock(file, machine, BUILT)


CLOCKS: dict[str, Callable[[], Clock]] = {
    "fixed": lambda: FixedClock(NINE),
    "system": lambda: SystemClock(None),
    "synchronised": lambda: SystemClock(None, FakeMachine(), BUILT),
    "unsynchronised": lambda: SystemClock(None, FakeMachine(synchronised=False), BUILT),
}


@pytest.fixture(params=CLOCKS)
def any_clock(request: pytest.FixtureRequest) -> Clock:
    return CLOCKS[request.param]()


def test_time_is_aware_and_in_utc(any_clock: Clock) -> None:
    now = any_clock.now()
    assert now.at.tzinfo is UTC
    assert now.floor.tzinfo is UTC


def test_time_never_runs_backwards(any_clock: Clock) -> None:
    moments = [any_clock.now() for _ in range(50)]
    assert [moment.at for moment in moments] == sorted(moment.at for moment in moments)


def test_floor_never_sinks(any_clock: Clock) -> None:
    before = any_clock.now().floor
    any_clock.saw(before - YEAR)
    assert any_clock.now().floor >= before


def test_floor_of_a_trusted_clock_has_passed(any_clock: Clock) -> None:
    now = any_clock.now()
    assert now.floor <= now.at or not now.is_trusted


# A demonstration's clock.


def test_fixed_clock_runs_on() -> None:
    seconds = iter([100.0, 100.0, 160.5])
    clock = FixedClock(NINE, monotonic_s=lambda: next(seconds))
    assert clock.now().at == NINE
    assert clock.now().at == NINE + timedelta(seconds=60.5)


def test_fixed_clocks_of_all_parts_agree() -> None:
    early, late = (FixedClock(NINE, since_s=100.0, monotonic_s=lambda: 130.0) for _ in range(2))
    assert early.now() == late.now()
    assert late.now().at == NINE + timedelta(seconds=30)


def test_fixed_clock_is_trusted() -> None:
    assert FixedClock(NINE).now().is_trusted


def test_time_that_is_given_makes_a_fixed_clock(tmp_path: Path) -> None:
    assert isinstance(make_clock(NINE, None, tmp_path), FixedClock)
    assert isinstance(make_clock(None, None, tmp_path), SystemClock)


# This machine's clock: who vouches for it.


def test_synchronised_clock_is_trusted(clock: SystemClock) -> None:
    assert clock.now().is_trusted


def test_clock_that_nobody_vouches_for_is_not_trusted(machine: FakeMachine, clock: SystemClock) -> None:
    machine.synchronised = False
    assert not clock.now().is_trusted


def test_clock_synchronised_in_this_boot_stays_trusted_without_network(
    machine: FakeMachine, clock: SystemClock, file: Path
) -> None:
    clock.now()
    machine.synchronised = False
    machine.pass_time(3 * DAY)
    assert clock.now().is_trusted
    assert SystemClock(file, machine, BUILT).now().is_trusted


def test_mark_of_the_time_service_is_enough(machine: FakeMachine, clock: SystemClock) -> None:
    machine.synchronised, machine.mark = False, True
    assert clock.now().is_trusted


def test_another_boot_must_be_synchronised_again(machine: FakeMachine, clock: SystemClock, file: Path) -> None:
    clock.now()
    machine.reboot(NINE + HOUR)
    assert not SystemClock(file, machine, BUILT).now().is_trusted


def test_battery_clock_keeps_the_time_over_a_night(machine: FakeMachine, clock: SystemClock, file: Path) -> None:
    clock.now()
    machine.reboot(NINE + DAY)
    machine.battery = timedelta(seconds=1)
    assert SystemClock(file, machine, BUILT).now().is_trusted


def test_battery_clock_is_not_believed_after_40_days(machine: FakeMachine, clock: SystemClock, file: Path) -> None:
    clock.now()
    machine.reboot(NINE + BATTERY_KEEPS + HOUR)
    machine.battery = timedelta(0)
    assert not SystemClock(file, machine, BUILT).now().is_trusted


def test_empty_battery_is_not_believed(machine: FakeMachine, clock: SystemClock, file: Path) -> None:
    clock.now()
    machine.reboot(datetime(2000, 1, 1, tzinfo=UTC))
    machine.battery = timedelta(0)
    assert not SystemClock(file, machine, BUILT).now().is_trusted


def test_battery_clock_that_says_another_time_vouches_for_nothing(machine: FakeMachine, clock: SystemClock) -> None:
    machine.synchronised = False
    machine.battery = -DAY
    assert not clock.now().is_trusted


# Steps.


@pytest.mark.parametrize("by", [-20 * YEAR, -YEAR, -HOUR, HOUR, YEAR, 20 * YEAR])
def test_step_of_the_clock_is_noticed_at_once(by: timedelta, machine: FakeMachine, clock: SystemClock) -> None:
    assert clock.now().is_trusted
    machine.step(by)
    assert not clock.now().is_trusted
    machine.pass_time(timedelta(seconds=2 * LOOK_EVERY_S))
    assert not clock.now().is_trusted


def test_clock_set_right_again_is_trusted_again(machine: FakeMachine, clock: SystemClock) -> None:
    clock.now()
    machine.step(-YEAR)
    clock.now()
    machine.step(YEAR)
    machine.synchronised = True
    machine.pass_time(timedelta(seconds=2 * LOOK_EVERY_S))
    assert clock.now().is_trusted


def test_second_set_back_by_the_time_service_is_no_step(machine: FakeMachine, clock: SystemClock) -> None:
    clock.now()
    machine.at -= timedelta(seconds=1)
    assert clock.now().is_trusted


# The floor.


def test_floor_begins_at_the_build(machine: FakeMachine, clock: SystemClock) -> None:
    machine.synchronised = False
    assert clock.now().floor == BUILT


def test_synchronised_clock_raises_the_floor(clock: SystemClock) -> None:
    assert clock.now().floor == NINE


def test_signed_time_raises_the_floor_and_a_clock_before_it_is_wrong(machine: FakeMachine, clock: SystemClock) -> None:
    machine.synchronised = False
    clock.saw(NINE + DAY)
    now = clock.now()
    assert now.floor == NINE + DAY
    machine.mark = True
    machine.pass_time(HOUR)
    assert not clock.now().is_trusted


def test_time_ahead_of_a_trusted_clock_raises_no_floor(machine: FakeMachine, clock: SystemClock, file: Path) -> None:
    clock.saw(datetime(2030, 1, 1, tzinfo=UTC))
    assert clock.now().is_trusted
    assert SystemClock(file, machine, BUILT).now().floor == NINE


def test_synchronised_clock_wins_back_from_a_floor_that_was_wrong(
    machine: FakeMachine, clock: SystemClock, file: Path
) -> None:
    machine.synchronised = False
    clock.saw(datetime(2030, 1, 1, tzinfo=UTC))
    machine.synchronised = True
    machine.pass_time(timedelta(seconds=LOOK_EVERY_S))
    for one in (clock, SystemClock(file, machine, BUILT)):
        assert one.now().is_trusted
        assert one.now().floor == machine.at
    machine.synchronised = False
    assert SystemClock(file, machine, BUILT).now().is_trusted


def test_synchronised_clock_wins_back_after_a_restart(machine: FakeMachine, clock: SystemClock, file: Path) -> None:
    machine.synchronised = False
    clock.saw(datetime(2030, 1, 1, tzinfo=UTC))
    machine.reboot(NINE + DAY)
    machine.synchronised = True
    assert SystemClock(file, machine, BUILT).now().is_trusted


def test_synchronised_clock_before_the_build_wins_nothing_back(machine: FakeMachine, clock: SystemClock) -> None:
    machine.at = BUILT - DAY
    assert not clock.now().is_trusted
    assert clock.now().floor == BUILT


def test_centre_a_minute_ahead_makes_no_clock_wrong(clock: SystemClock) -> None:
    clock.saw(NINE + timedelta(minutes=1))
    assert clock.now().is_trusted


def test_time_years_after_the_build_raises_no_floor(machine: FakeMachine, clock: SystemClock) -> None:
    machine.at = NINE + 30 * YEAR
    assert not clock.now().is_trusted
    clock.saw(NINE + 30 * YEAR)
    assert clock.now().floor == BUILT


def test_floor_outlives_the_process_and_the_power(machine: FakeMachine, clock: SystemClock, file: Path) -> None:
    machine.synchronised = False
    clock.saw(NINE + DAY)
    machine.reboot(datetime(2001, 1, 1, tzinfo=UTC))
    now = SystemClock(file, machine, BUILT).now()
    assert now.floor == NINE + DAY
    assert not now.is_trusted


def test_clock_of_a_looker_on_reads_the_floor_and_writes_none(
    machine: FakeMachine, clock: SystemClock, file: Path
) -> None:
    clock.now()
    written = file.read_bytes()
    machine.pass_time(3 * HOUR)
    looker = SystemClock(file, machine, BUILT, is_kept=False)
    assert looker.now().floor == machine.at
    assert file.read_bytes() == written
    machine.step(-2 * DAY)
    assert SystemClock(file, machine, BUILT, is_kept=False).now().floor == NINE


def test_two_processes_keep_the_later_floor(machine: FakeMachine, file: Path) -> None:
    machine.synchronised = False
    screen, sync = (SystemClock(file, machine, BUILT) for _ in range(2))
    sync.saw(NINE + 2 * DAY)
    screen.saw(NINE + DAY)
    assert SystemClock(file, machine, BUILT).now().floor == NINE + 2 * DAY


def test_signed_time_that_one_process_saw_is_every_ones_floor_soon(machine: FakeMachine, file: Path) -> None:
    """A recall a few minutes old is in force by a clock that nobody vouches for: the screen hears it of sync."""
    machine.synchronised = False
    screen, sync = (SystemClock(file, machine, BUILT) for _ in range(2))
    for minutes in (0, 5):
        sync.saw(NINE + timedelta(minutes=minutes))
        screen.now()
    machine.pass_time(timedelta(seconds=10))
    assert screen.now().floor == NINE + timedelta(minutes=5)


def test_newer_release_raises_a_floor_that_is_older(machine: FakeMachine, clock: SystemClock, file: Path) -> None:
    clock.now()
    assert SystemClock(file, machine, NINE + DAY).now().floor == NINE + DAY


def test_floor_is_written_once_an_hour_at_most(machine: FakeMachine, clock: SystemClock, file: Path) -> None:
    clock.now()
    first = file.stat().st_ino
    machine.pass_time(HOUR / 2)
    clock.now()
    assert file.stat().st_ino == first
    machine.pass_time(HOUR)
    clock.now()
    assert datetime.fromisoformat(json.loads(file.read_text())["floor"]) == machine.at


@pytest.mark.parametrize(
    "content",
    ["", "{}", "null", "\x00\xff", '{"floor": 5}', '{"floor": "2999-01-01T00:00:00+00:00", "boot": "", "offset_s": 0}'],
)
def test_broken_floor_counts_as_none(content: str, machine: FakeMachine, file: Path) -> None:
    file.write_text(content, "latin-1")
    machine.synchronised = False
    assert SystemClock(file, machine, BUILT).now().floor == BUILT


def test_floor_that_cannot_be_written_stops_nothing(
    machine: FakeMachine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = SystemClock(tmp_path / "absent" / FLOOR_FILE, machine, BUILT)
    assert clock.now().is_trusted
    assert "cannot be kept" in caplog.text


def test_half_written_floor_is_never_seen(clock: SystemClock, file: Path) -> None:
    clock.now()
    assert list(file.parent.iterdir()) == [file]
