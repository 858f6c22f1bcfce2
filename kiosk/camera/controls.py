"""How a USB camera is set for labels in a hand: what is asked of it, of what it says that it has.

Movement smears a label and noise does not hurt it: the exposure is 2 ms, and gain makes up for it. Where a camera
cannot do that by itself, its own exposure stays, but may not slow the pictures down. Numbers are those of Linux'
`linux/v4l2-controls.h` and `linux/videodev2.h`.
"""

from __future__ import annotations

import fcntl
import os
import struct
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

EXPOSURE_MS = 2.0
_USER, _CAMERA = 0x00980900, 0x009A0900
AUTOMATIC_GAIN = _USER + 18
MAINS_FREQUENCY = _USER + 24
EXPOSURE_MODE = _CAMERA + 1
EXPOSURE = _CAMERA + 2
SLOWED_BY_EXPOSURE = _CAMERA + 3
AUTOMATIC_FOCUS = _CAMERA + 12
NAMES = {
    AUTOMATIC_GAIN: "automatic gain",
    MAINS_FREQUENCY: "mains frequency",
    EXPOSURE_MODE: "exposure by hand",
    EXPOSURE: "exposure time",
    SLOWED_BY_EXPOSURE: "exposure before rate",
    AUTOMATIC_FOCUS: "automatic focus",
}
_BY_HAND = 1
_50_HZ = 1
_DISABLED, _READ_ONLY = 0x1, 0x4

_QUERY = struct.Struct("=II32siiiiI8x")
_SET = struct.Struct("=Ii")
_QUERY_CALL = 3 << 30 | _QUERY.size << 16 | ord("V") << 8 | 36
_SET_CALL = 3 << 30 | _SET.size << 16 | ord("V") << 8 | 28


@dataclass(frozen=True, slots=True)
class Span:
    """The values that a control takes: `least` to `most`, every `step`."""

    least: int
    most: int
    step: int = 1

    def nearest(self, wanted: int) -> int:
        """Return the value that it takes for `wanted`."""
        step = max(1, self.step)
        return self.least + round((min(max(wanted, self.least), self.most) - self.least) / step) * step


@dataclass(frozen=True, slots=True)
class Plan:
    """What to set, in this order, and what the camera lacks, by name."""

    settings: tuple[tuple[int, int], ...]
    lacks: tuple[str, ...]


def planned(there: Mapping[int, Span]) -> Plan:
    """Return what is set on a camera that has these controls."""
    wanted = {AUTOMATIC_FOCUS: 0, MAINS_FREQUENCY: _50_HZ, SLOWED_BY_EXPOSURE: 0}
    by_exposure = (EXPOSURE_MODE, EXPOSURE, AUTOMATIC_GAIN)
    if all(one in there for one in by_exposure):
        # the time can be set only once the mode is by hand; it counts in 100 µs
        wanted |= {EXPOSURE_MODE: _BY_HAND, EXPOSURE: round(EXPOSURE_MS * 10), AUTOMATIC_GAIN: 1}
    settings = tuple((one, there[one].nearest(value)) for one, value in wanted.items() if one in there)
    return Plan(settings, tuple(name for one, name in NAMES.items() if one not in there))


def set_up(device: Path) -> str:
    """Set the camera at `device` and return what became of it, as a sentence for the log."""
    try:
        handle = os.open(device, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as fault:
        return f"{device} was not set up ({fault.strerror})."
    try:
        plan = planned(_controls(handle))
        refused = tuple(NAMES[one] for one, value in plan.settings if not _is_set(handle, one, value))
    finally:
        os.close(handle)
    return said(device, plan, refused)


def said(device: Path, plan: Plan, refused: tuple[str, ...]) -> str:
    """Return the sentence: what was set, what was refused, what it has not."""
    done = [f"{NAMES[one]} {value}" for one, value in plan.settings if NAMES[one] not in refused]
    return "; ".join(
        (
            f"{device} is set up: {', '.join(done) or 'nothing'}",
            *((f"it refused {', '.join(refused)}",) if refused else ()),
            *((f"it has no {', '.join(plan.lacks)}",) if plan.lacks else ()),
        )
    )


def _controls(handle: int) -> dict[int, Span]:
    found = {}
    for one in NAMES:
        with suppress(OSError):  # it has no such control
            answer = fcntl.ioctl(handle, _QUERY_CALL, _QUERY.pack(one, 0, b"", 0, 0, 0, 0, 0))
            _, _, _, least, most, step, _, flags = _QUERY.unpack(answer)
            if not flags & (_DISABLED | _READ_ONLY):
                found[one] = Span(least, most, step)
    return found


def _is_set(handle: int, one: int, value: int) -> bool:
    try:
        fcntl.ioctl(handle, _SET_CALL, _SET.pack(one, value))
    except OSError:
        return False
    return True
