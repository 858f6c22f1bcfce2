"""The front panel's devices by gpiozero: lamps, buzzer, next button, presence sensor, fan. Any may be absent."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

from gpiozero import DigitalInputDevice, DigitalOutputDevice
from gpiozero.exc import GPIOZeroError
from gpiozero.pins import Factory
from gpiozero.pins.mock import MockFactory

from kiosk.errors import KioskError
from kiosk.panel import fan
from kiosk.panel.button import Contact, Press
from kiosk.panel.lamps import Lamp, buzzes_at, lamp_at
from kiosk.verdicts.verdict import Level

TEMPERATURE = Path("/sys/class/thermal/thermal_zone0/temp")
FAN_EVERY_S = 5.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pins:
    """GPIO numbers (BCM); None where there is no such device."""

    lamps: dict[Lamp, int | None] = field(default_factory=dict)
    buzzer: int | None = None
    next_button: int | None = None
    presence: int | None = None
    fan: int | None = None


class _Device(Protocol):
    def close(self) -> None: ...


_D = TypeVar("_D", bound=_Device)


def make_factory(name: str, folder: Path) -> Factory | None:
    """Return what reaches the pins: "mock", "lgpio", or None for "none". lgpio keeps its pipes in `folder`.

    Raises KioskError PAN-01 where this machine has no such pins.
    """
    if name == "none":
        return None
    if name == "mock":
        return MockFactory()
    os.environ.setdefault("LG_WD", str(folder))
    try:
        from gpiozero.pins.lgpio import LGPIOFactory

        return LGPIOFactory()
    except Exception as fault:  # gpiozero, lgpio and the system each raise their own
        raise KioskError(
            "PAN-01",
            f"the pins of the front panel cannot be reached: {fault}.",
            'On a Raspberry Pi, add the user to the group gpio; elsewhere set panel.factory to "none".',
        ) from fault


class Front:
    """The panel as one thing. What blinks needs `turn` some 25 times a second."""

    def __init__(self, pins: Pins, factory: Factory | None, temperature: Path = TEMPERATURE) -> None:
        """Open the devices that are there, all dark. One that cannot be opened is logged, and left out."""
        self._factory = factory
        self._temperature = temperature
        self._lamps = {lamp: self._output(lamp, number) for lamp, number in pins.lamps.items()}
        self._buzzer = self._output("buzzer", pins.buzzer)
        self._fan = self._output("fan", pins.fan)
        self._button = self._input("next_button", pins.next_button, pull_up=True)
        self._presence = self._input("presence", pins.presence, pull_up=False)
        self._contact = Contact()
        self._level: Level | None = None
        self._since_s = 0.0
        self._fan_at_s = float("-inf")
        self._is_near = False

    def show(self, level: Level | None, now_s: float) -> None:
        """Show `level` from now on (monotonic seconds); None is dark and silent."""
        _log.debug("lamps: %s", level or "dark")
        self._level, self._since_s = level, now_s
        self._move(now_s)

    def turn(self, now_s: float) -> Press | None:
        """Keep blinking, cool, and return how the next button was pressed, where that is known since the last turn."""
        self._move(now_s)
        self._cool(now_s)
        self._watch_presence()
        if self._button is None:
            return None
        self._contact, press = self._contact.after(bool(self._button.value), now_s)
        return press

    def close(self) -> None:
        """Go dark and let go of the pins. Any number of times."""
        self._level = None
        for device in (*self._lamps.values(), self._buzzer, self._fan):
            if device is not None and not device.closed:
                device.off()
        for one in (*self._lamps.values(), self._buzzer, self._fan, self._button, self._presence):
            if one is not None:
                one.close()
        if self._factory is not None:
            self._factory.close()

    def _move(self, now_s: float) -> None:
        passed_s = now_s - self._since_s
        lit = lamp_at(self._level, passed_s)
        for lamp, device in self._lamps.items():
            _set(device, is_on=lamp is lit)
        _set(self._buzzer, is_on=buzzes_at(self._level, passed_s))

    def _cool(self, now_s: float) -> None:
        if self._fan is not None and now_s >= self._fan_at_s:
            self._fan_at_s = now_s + FAN_EVERY_S
            _set(self._fan, is_on=fan.runs(bool(self._fan.value), _celsius(self._temperature)))

    @property
    def is_near(self) -> bool:
        """Whether somebody is there, as the sensor said at the last turn; false without one."""
        return self._is_near

    def _watch_presence(self) -> None:
        if self._presence is not None and bool(self._presence.value) != self._is_near:
            self._is_near = not self._is_near
            _log.debug("presence sensor: %s", "on" if self._is_near else "off")

    def _output(self, name: str, number: int | None) -> DigitalOutputDevice | None:
        if number is None or self._factory is None:
            return None
        try:
            return DigitalOutputDevice(number, initial_value=False, pin_factory=self._factory)
        except (GPIOZeroError, OSError, ValueError) as fault:
            _left_out(name, number, fault)
            return None

    def _input(self, name: str, number: int | None, *, pull_up: bool) -> DigitalInputDevice | None:
        if number is None or self._factory is None:
            return None
        try:
            return DigitalInputDevice(number, pull_up=pull_up, pin_factory=self._factory)
        except (GPIOZeroError, OSError, ValueError) as fault:
            _left_out(name, number, fault)
            return None


def _set(device: DigitalOutputDevice | None, *, is_on: bool) -> None:
    if device is not None and bool(device.value) != is_on:
        device.value = is_on


def _left_out(name: str, number: int, fault: Exception) -> None:
    _log.warning("PAN-02: panel.%s at GPIO %d cannot be used and is left out: %s", name, number, fault)


def _celsius(path: Path) -> float | None:
    try:
        return int(path.read_text("ascii")) / 1000
    except (OSError, ValueError):
        return None
