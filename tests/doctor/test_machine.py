"""Fittings, clock, power and services: as a unit that is well has them, and each spoilt once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.doctor.fittings import fitting_rows
from kiosk.doctor.power import power_rows
from kiosk.doctor.row import Row, State
from kiosk.doctor.subject import Subject
from kiosk.doctor.timekeeping import time_rows
from kiosk.doctor.units import unit_rows
from kiosk.sync.brightness import hand_over
from tests.doctor.conftest import NOW, SERVICES, Spoil, System, UntrustedClock, row_of, with_settings

Check = Callable[[Subject], tuple[Row, ...]]
CHECKS: tuple[Check, ...] = (fitting_rows, time_rows, power_rows, unit_rows)


def test_every_row_of_a_unit_that_is_well_is_ok(subject: Subject) -> None:
    rows = [row for check in CHECKS for row in check(subject)]
    assert {row.name: (row.state, row.remedy) for row in rows} == {row.name: (State.OK, "") for row in rows}
    assert len(rows) == 17


def test_a_machine_that_says_nothing_of_itself_has_no_fault(subject: Subject, system: System) -> None:
    shutil.rmtree(subject.root)
    system.said.clear()
    bare = replace(with_settings(subject), is_enrolled=False)
    states = {row.name: row.state for check in CHECKS for row in check(bare)}
    assert {name for name, state in states.items() if state is State.OK} == {"clock", "release"}
    assert set(states.values()) == {State.OK, State.ABSENT}


SPOILT = (
    ("sys/class/drm/card1-HDMI-A-1/status", "disconnected", fitting_rows, "screen", State.FAILED),
    ("sys/class/input/event3/device/properties", "0", fitting_rows, "touch", State.ABSENT),
    ("sys/class/input/event3/device/capabilities/abs", "3", fitting_rows, "touch", State.ABSENT),
    ("sys/class/input/event3/device/capabilities/abs", "no number", fitting_rows, "touch", State.ABSENT),
    ("proc/asound/cards", "--- no soundcards ---", fitting_rows, "sound", State.ABSENT),
    ("sys/class/thermal/thermal_zone0/temp", "71000", power_rows, "temperature", State.WARNING),
    ("sys/class/thermal/thermal_zone0/temp", "83000", power_rows, "temperature", State.FAILED),
    ("sys/block/mmcblk0/device/life_time", "0x02 0x0a", power_rows, "card wear", State.WARNING),
    ("sys/block/mmcblk0/device/life_time", "0x0b 0x01", power_rows, "card wear", State.FAILED),
    ("sys/fs/ext4/mmcblk0p2/errors_count", "3", power_rows, "card errors", State.FAILED),
    ("sys/class/rtc/rtc0/since_epoch", str(int(NOW.timestamp()) - 400), time_rows, "battery clock", State.WARNING),
    ("sys/class/rtc/rtc0/since_epoch", "", time_rows, "battery clock", State.ABSENT),
)


@pytest.mark.parametrize(("file", "text", "check", "name", "state"), SPOILT)
def test_what_is_spoilt_shows_in_its_row_alone(
    subject: Subject, spoil: Spoil, file: str, text: str, check: Check, name: str, state: State
) -> None:
    spoil(file, text)
    assert {row.name: row.state for row in check(subject) if row.state is not State.OK} == {name: state}


@pytest.mark.parametrize(
    ("bits", "voltage", "throttling"),
    [
        ("0x1", State.FAILED, State.OK),
        ("0x10000", State.WARNING, State.OK),
        ("0x4", State.OK, State.FAILED),
        ("0x80000", State.OK, State.WARNING),
        ("0x50005", State.FAILED, State.FAILED),
        ("what", State.ABSENT, State.ABSENT),
    ],
)
def test_firmware_says_how_the_supply_is(
    subject: Subject, system: System, bits: str, voltage: State, throttling: State
) -> None:
    system.said["vcgencmd"] = f"throttled={bits}\n"
    rows = power_rows(subject)
    assert (row_of(rows, "voltage").state, row_of(rows, "throttling").state) == (voltage, throttling)


def test_kernel_says_it_where_the_firmware_tool_is_missing(subject: Subject, system: System, spoil: Spoil) -> None:
    system.said["vcgencmd"] = None
    spoil("sys/devices/platform/soc/soc:firmware/get_throttled", "50005")
    assert row_of(power_rows(subject), "voltage").state is State.FAILED


@pytest.mark.parametrize(("percent", "state"), [(60, State.OK), (40, State.FAILED)])
def test_a_display_that_is_not_as_bright_as_the_board_set_it_is_told(
    subject: Subject, percent: int, state: State
) -> None:
    hand_over(subject.places.state, percent)
    row = row_of(fitting_rows(subject), "brightness")
    assert row.state is state
    assert "10-0045 60 %" in row.finding


def test_two_devices_at_one_pin_are_a_warning(subject: Subject) -> None:
    spoilt = with_settings(subject, panel={"factory": "mock", "fan": 17})
    row = row_of(fitting_rows(spoilt), "gpio")
    assert (row.state, row.finding[:6]) == (State.WARNING, "PAN-02")


def test_pins_that_cannot_be_reached_fail(subject: Subject) -> None:
    row = row_of(fitting_rows(with_settings(subject, panel={"factory": "lgpio"})), "gpio")
    assert (row.state, row.finding[:6]) == (State.FAILED, "PAN-01")


@pytest.mark.parametrize(("is_enrolled", "state"), [(True, State.FAILED), (False, State.WARNING)])
def test_clock_that_nobody_vouches_for(subject: Subject, is_enrolled: bool, state: State) -> None:
    spoilt = replace(subject, clock=UntrustedClock(NOW - timedelta(days=9)), is_enrolled=is_enrolled)
    rows = time_rows(spoilt)
    assert row_of(rows, "clock").state is state
    assert row_of(rows, "clock").finding.endswith("not trusted: nobody vouches for it")
    assert "by hand vouches for nothing" in row_of(rows, "clock").remedy
    assert row_of(rows, "battery clock").state is State.OK  # nothing to compare it with


def test_clock_before_what_has_certainly_come_says_that_alone(subject: Subject) -> None:
    row = row_of(time_rows(replace(subject, clock=UntrustedClock(NOW - timedelta(days=9), NOW))), "clock")
    assert row.finding.endswith("not trusted: it is before 2026-11-24, which has certainly come")


@pytest.mark.parametrize(
    ("was", "becomes", "state"),
    [
        ("ActiveState=active", "ActiveState=failed", State.FAILED),
        ("ActiveState=active", "ActiveState=inactive", State.FAILED),
        ("NRestarts=0", "NRestarts=7", State.WARNING),
        ("LoadState=loaded", "LoadState=not-found", State.ABSENT),
    ],
)
def test_service_that_is_not_well(subject: Subject, system: System, was: str, becomes: str, state: State) -> None:
    system.said["systemctl"] = SERVICES.replace(was, becomes, 1)
    assert [row.state for row in unit_rows(subject)] == [state, State.OK, State.OK, State.OK, State.OK]
