"""Power, heat and the memory card: what the machine says of itself, where it says anything."""

from __future__ import annotations

from kiosk.doctor.row import Row, absent, failed, ok, warning
from kiosk.doctor.subject import Subject, text_of
from kiosk.sync.heartbeats import hottest_c

WARM_C = 70.0
HOT_C = 80.0
"""A Raspberry Pi slows down from here on."""
LOW_NOW, LOW_SINCE_BOOT = 1 << 0, 1 << 16
SLOW_NOW, SLOW_SINCE_BOOT = 0b1110, 0b1110 << 16
"""Bits of `vcgencmd get_throttled`: frequency capped, throttled, soft temperature limit."""
_SUPPLY = "Use the official power supply and its own cable; take away what draws power from the USB ports."
_COOL = "Look at the fan and its filter; give the box air."
WORN = 9
"""Of JEDEC's life time estimate, in tenths that are used up."""


def power_rows(subject: Subject) -> tuple[Row, ...]:
    """Return the rows of voltage, throttling, temperature, and the card's wear and errors."""
    said = _throttled(subject)
    return (_voltage(said), _speed(said), _temperature(subject), _wear(subject), _card_errors(subject))


def _throttled(subject: Subject) -> int | None:
    """Return the firmware's bits; None where there is no such firmware."""
    for line in (subject.told(("vcgencmd", "get_throttled")) or "").splitlines():
        name, _, value = line.partition("=")
        if name.strip() == "throttled":
            return _number(value, 16)
    return _number(text_of(subject.root / "sys/devices/platform/soc/soc:firmware/get_throttled"), 16)


def _voltage(said: int | None) -> Row:
    name = "voltage"
    if said is None:
        return absent(name, "this machine does not measure it")
    if said & LOW_NOW:
        return failed(name, "too low now", _SUPPLY)
    if said & LOW_SINCE_BOOT:
        return warning(name, "was too low since the start", _SUPPLY)
    return ok(name, "never too low since the start")


def _speed(said: int | None) -> Row:
    name = "throttling"
    if said is None:
        return absent(name, "this machine does not say it")
    if said & SLOW_NOW:
        return failed(name, "slowed down now", _COOL)
    if said & SLOW_SINCE_BOOT:
        return warning(name, "was slowed down since the start", _COOL)
    return ok(name, "never slowed down since the start")


def _temperature(subject: Subject) -> Row:
    name, hottest = "temperature", hottest_c(subject.root / "sys/class/thermal")
    if hottest is None:
        return absent(name, "this machine has no sensor")
    said = f"{hottest:.0f} °C"
    if hottest >= HOT_C:
        return failed(name, said, _COOL)
    return warning(name, said, _COOL) if hottest >= WARM_C else ok(name, said)


def _wear(subject: Subject) -> Row:
    """Return how much of the card's life is used up; only eMMC and a few cards say so."""
    name = "card wear"
    devices = sorted((subject.root / "sys/block").glob("mmcblk*/device/life_time"))
    said = (text_of(device) or "" for device in devices)
    tenths = [number for text in said for word in text.split() if (number := _number(word, 16))]
    if not tenths:
        return absent(name, "the card does not say it")
    worst = max(tenths)
    found = f"up to {min(worst * 10, 100)} % of its life is used"
    if worst > WORN:
        return (failed if worst > WORN + 1 else warning)(name, found, "Replace the card.")
    return ok(name, found)


def _card_errors(subject: Subject) -> Row:
    name = "card errors"
    counts = {
        path.parent.name: _number(text_of(path), 10) or 0
        for path in sorted((subject.root / "sys/fs/ext4").glob("*/errors_count"))
    }
    if not counts:
        return absent(name, "no file system here counts them")
    bad = [f"{device}: {count}" for device, count in counts.items() if count]
    if bad:
        return failed(name, f"errors of the file system: {', '.join(bad)}", "Save the journal and replace the card.")
    return ok(name, f"none on {', '.join(counts)}")


def _number(text: str | None, base: int) -> int | None:
    try:
        return int((text or "").strip(), base)
    except ValueError:
        return None
