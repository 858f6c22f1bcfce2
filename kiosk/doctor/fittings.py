"""What is fitted round the machine: screen, touch, sound and the pins of the front panel."""

from __future__ import annotations

from pathlib import Path

from kiosk.doctor.row import Row, absent, failed, ok, warning
from kiosk.doctor.subject import Subject, text_of
from kiosk.errors import KioskError
from kiosk.panel.front import make_factory
from kiosk.settings import Panel
from kiosk.sync.brightness import wanted

DIRECT = 1
"""INPUT_PROP_DIRECT of linux/input-event-codes.h: a finger touches what it points at."""
NEAR = 5
"""Percent: a light of twenty steps is as near as that."""
MULTITOUCH_X = 53
"""ABS_MT_POSITION_X."""


def fitting_rows(subject: Subject) -> tuple[Row, ...]:
    """Return the rows of screen, its light, touch, sound and GPIO."""
    return (_screen(subject), _brightness(subject), _touch(subject), _sound(subject), _gpio(subject))


def _screen(subject: Subject) -> Row:
    name = "screen"
    connectors = sorted((subject.root / "sys/class/drm").glob("card*-*/status"))
    connected = [path.parent.name.partition("-")[2] for path in connectors if text_of(path) == "connected"]
    if connected:
        return ok(name, f"connected: {', '.join(connected)}")
    if not connectors:
        return absent(name, "this machine has no display output")
    return (failed if subject.is_enrolled else absent)(
        name, f"nothing is connected to {len(connectors)} outputs", "Check the screen's cable and its power."
    )


def _brightness(subject: Subject) -> Row:
    name, set_to = "brightness", wanted(subject.places.state)
    lights = sorted((subject.root / "sys/class/backlight").glob("*"))
    if not lights:
        return absent(name, "no display has a light that can be set from here; one by HDMI has buttons of its own")
    shown = [_percent(light) for light in lights]
    told = ", ".join(f"{light.name} {percent} %" for light, percent in zip(lights, shown, strict=True))
    if set_to is not None and any(abs(percent - set_to) > NEAR for percent in shown):
        return failed(name, f"{told}; the board set {set_to} %", "See journalctl -u kiosk-brightness.")
    return ok(name, told)


def _percent(light: Path) -> int:
    try:
        return round(100 * int(text_of(light / "brightness") or "") / int(text_of(light / "max_brightness") or ""))
    except (ValueError, ZeroDivisionError):
        return 0


def _touch(subject: Subject) -> Row:
    name = "touch"
    found = [text_of(device / "name") or device.name for device in _inputs(subject.root) if _is_touched(device)]
    if found:
        return ok(name, ", ".join(found))
    remedy = "Check the USB cable of the touch screen."
    return absent(name, "no touch screen; the kiosk works without one", remedy if subject.is_enrolled else "")


def _inputs(root: Path) -> list[Path]:
    return [path.resolve() for path in sorted((root / "sys/class/input").glob("event*/device"))]


def _is_touched(device: Path) -> bool:
    return _has_bit(device / "properties", DIRECT) and _has_bit(device / "capabilities/abs", MULTITOUCH_X)


def _has_bit(path: Path, bit: int) -> bool:
    """Return whether a bit map of sysfs, words in hexadecimal with the highest first, has `bit`."""
    words = (text_of(path) or "0").split()
    try:
        numbers = [int(word, 16) for word in reversed(words)]
    except ValueError:
        return False
    word, place = divmod(bit, 64)
    return word < len(numbers) and bool(numbers[word] >> place & 1)


def _sound(subject: Subject) -> Row:
    cards = text_of(subject.root / "proc/asound/cards") or ""
    names = [line.partition("- ")[2] for line in cards.splitlines() if "]: " in line]
    if names:
        return ok("sound", ", ".join(names))
    return absent("sound", "no sound card; the kiosk works without one")


def _gpio(subject: Subject) -> Row:
    name, panel = "gpio", subject.settings.panel
    if panel.factory == "none":
        return absent(name, "this unit is set up without a front panel (panel.factory)")
    shared = _shared_pins(panel)
    if shared:
        return warning(
            name,
            f"PAN-02: GPIO {shared[0]} is set for two devices, and one of them is left out",
            "Set the pins right.",
        )
    try:
        factory = make_factory(panel.factory, subject.places.runtime)
    except KioskError as fault:
        return failed(name, f"{fault.number}: {fault.what}", fault.remedy)
    if factory is not None:
        factory.close()
    return ok(name, f"{len(_pins(panel))} pins, reached by {panel.factory}")


def _pins(panel: Panel) -> list[int]:
    wired = (panel.green, panel.amber, panel.red, panel.buzzer, panel.next_button, panel.presence, panel.fan)
    return [pin for pin in wired if pin is not None]


def _shared_pins(panel: Panel) -> list[int]:
    pins = _pins(panel)
    return sorted({pin for pin in pins if pins.count(pin) > 1})
