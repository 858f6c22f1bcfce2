"""The devices, on the mock pins that the product ships with."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from gpiozero.pins.mock import MockFactory

from kiosk.errors import KioskError
from kiosk.panel.button import Press
from kiosk.panel.front import Front, Pins, make_factory
from kiosk.panel.lamps import PATTERNS, Lamp
from kiosk.verdicts.verdict import Level

RED, AMBER, GREEN, BUZZER, NEXT, PRESENCE, FAN = 22, 27, 17, 23, 24, 25, 18
LAMPS: dict[Lamp, int | None] = {Lamp.RED: RED, Lamp.AMBER: AMBER, Lamp.GREEN: GREEN}
PINS = Pins(LAMPS, BUZZER, NEXT, PRESENCE, FAN)


@pytest.fixture
def factory() -> MockFactory:
    return MockFactory()


@pytest.fixture
def thermometer(tmp_path: Path) -> Path:
    path = tmp_path / "temp"
    path.write_text("48000\n")
    return path


@pytest.fixture
def front(factory: MockFactory, thermometer: Path) -> Iterator[Front]:
    front = Front(PINS, factory, thermometer)
    yield front
    front.close()


def lit(factory: MockFactory) -> set[Lamp]:
    return {lamp for lamp, number in LAMPS.items() if factory.pin(number).state}


@pytest.mark.parametrize("level", Level)
def test_level_lights_its_own_lamp_alone(level: Level, front: Front, factory: MockFactory) -> None:
    front.show(level, 10.0)
    assert lit(factory) == {PATTERNS[level].lamp}
    assert factory.pin(BUZZER).state


@pytest.mark.parametrize("level", Level)
def test_lamp_follows_its_rhythm(level: Level, front: Front, factory: MockFactory) -> None:
    front.show(level, 10.0)
    front.turn(10.0 + 1.1 * PATTERNS[level].blink_s)
    assert lit(factory) == (set() if PATTERNS[level].blink_s else {PATTERNS[level].lamp})


def test_next_level_replaces_the_one_before(front: Front, factory: MockFactory) -> None:
    front.show(Level.GOOD, 10.0)
    front.show(Level.STOP, 11.0)
    assert lit(factory) == {Lamp.RED}


def test_waiting_is_dark_and_silent(front: Front, factory: MockFactory) -> None:
    front.show(Level.STOP, 10.0)
    front.show(None, 10.1)
    assert lit(factory) == set()
    assert not factory.pin(BUZZER).state


def test_closed_panel_is_dark(front: Front, factory: MockFactory) -> None:
    pins = [factory.pin(number) for number in LAMPS.values()]
    front.show(Level.GOOD, 10.0)
    front.close()
    front.close()
    assert not any(pin.state for pin in pins)


def test_button_to_ground_and_let_go_is_a_press(front: Front, factory: MockFactory) -> None:
    assert not any(front.turn(now_s) for now_s in (0.0, 0.1))
    factory.pin(NEXT).drive_low()
    assert not any(front.turn(now_s) for now_s in (1.0, 1.1, 1.2))
    factory.pin(NEXT).drive_high()
    assert [front.turn(now_s) for now_s in (1.3, 1.4, 1.5)] == [None, Press.BRIEF, None]


def test_button_that_is_held_is_heard_while_it_is_down(front: Front, factory: MockFactory) -> None:
    assert not any(front.turn(now_s) for now_s in (0.0, 0.1))
    factory.pin(NEXT).drive_low()
    assert [front.turn(now_s) for now_s in (1.0, 1.1, 2.4, 2.6)] == [None, None, None, Press.HELD]
    factory.pin(NEXT).drive_high()
    assert not any(front.turn(now_s) for now_s in (3.0, 3.1))


def test_hot_unit_is_cooled(front: Front, factory: MockFactory, thermometer: Path) -> None:
    front.turn(0.0)
    assert not factory.pin(FAN).state
    thermometer.write_text("71000\n")
    front.turn(10.0)
    assert factory.pin(FAN).state


def test_presence_is_known_and_logged_and_lights_nothing(
    front: Front, factory: MockFactory, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    factory.pin(PRESENCE).drive_high()
    front.turn(1.0)
    assert "presence sensor: on" in caplog.text
    assert front.is_near
    assert lit(factory) == set()


@pytest.mark.parametrize(
    "pins",
    [
        Pins(),
        replace(PINS, lamps={**LAMPS, Lamp.GREEN: None}),
        replace(PINS, buzzer=None, next_button=None),
        replace(PINS, presence=None, fan=None),
    ],
)
def test_absent_device_is_fine(pins: Pins, factory: MockFactory) -> None:
    front = Front(pins, factory)
    front.show(Level.GOOD, 1.0)
    assert front.turn(2.0) is None
    front.close()


def test_panel_without_pins_does_nothing(tmp_path: Path) -> None:
    assert make_factory("none", tmp_path) is None
    front = Front(PINS, None)
    front.show(Level.STOP, 1.0)
    assert front.turn(2.0) is None
    front.close()


def test_pin_that_cannot_be_had_is_left_out_and_said(factory: MockFactory, caplog: pytest.LogCaptureFixture) -> None:
    front = Front(Pins({**LAMPS, Lamp.RED: 99}), factory)
    front.show(Level.GOOD, 1.0)
    assert "PAN-02: panel.red at GPIO 99" in caplog.text
    assert factory.pin(GREEN).state
    front.close()


def test_machine_without_such_pins_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KioskError, match=r"PAN-01: .* panel\.factory"):
        make_factory("lgpio", tmp_path)
