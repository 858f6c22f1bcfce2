"""How a USB camera is set for labels in a hand: what is asked of it, of what it says that it has.

Movement smears a label and noise does not hurt it: the exposure is 2 ms, and gain makes up for it, by the camera's own
automatic gain or, where it has none but a gain that can be set, by gain.py. Where it has neither, its own exposure
stays, but may not slow the pictures down. Numbers are those of Linux' `linux/v4l2-controls.h` and `linux/videodev2.h`.
"""

from __future__ import annotations

import fcntl
import os
import struct
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kiosk.camera.frame import Pixels
from kiosk.camera.gain import Rung, Steering, ladder
from kiosk.camera.spans import Span

SHORTEST = 20
"""2 ms: exposure counts in 100 µs."""
EVERY = 8
"""Every so many pixels tell how bright a picture is."""
_USER, _CAMERA = 0x00980900, 0x009A0900
AUTOMATIC_GAIN = _USER + 18
GAIN = _USER + 19
MAINS_FREQUENCY = _USER + 24
EXPOSURE_MODE = _CAMERA + 1
EXPOSURE = _CAMERA + 2
SLOWED_BY_EXPOSURE = _CAMERA + 3
FOCUS = _CAMERA + 10
AUTOMATIC_FOCUS = _CAMERA + 12
NAMES = {
    AUTOMATIC_GAIN: "automatic gain",
    GAIN: "gain",
    MAINS_FREQUENCY: "mains frequency",
    EXPOSURE_MODE: "exposure by hand",
    EXPOSURE: "exposure time",
    SLOWED_BY_EXPOSURE: "exposure before rate",
    AUTOMATIC_FOCUS: "automatic focus",
    FOCUS: "focus",
}
_BY_HAND = 1
_50_HZ = 1
_DISABLED, _READ_ONLY = 0x1, 0x4

_QUERY = struct.Struct("=II32siiiiI8x")
_SET = struct.Struct("=Ii")
_QUERY_CALL = 3 << 30 | _QUERY.size << 16 | ord("V") << 8 | 36
_SET_CALL = 3 << 30 | _SET.size << 16 | ord("V") << 8 | 28


@dataclass(frozen=True, slots=True)
class Plan:
    """What to set, in this order, and what the camera lacks, by name."""

    settings: tuple[tuple[int, int], ...]
    lacks: tuple[str, ...]
    rungs: tuple[Rung, ...] = ()
    """What gain and exposure are steered over, here; none where the camera does it, or cannot be steered."""


def planned(there: Mapping[int, Span], focus: int = 0) -> Plan:
    """Return what is set on a camera that has these controls; `focus` in its own number, 0 where it stands."""
    wanted = {AUTOMATIC_FOCUS: 0, MAINS_FREQUENCY: _50_HZ, SLOWED_BY_EXPOSURE: 0}
    rungs: tuple[Rung, ...] = ()
    if focus:
        wanted[FOCUS] = focus
    if EXPOSURE_MODE in there and EXPOSURE in there and (AUTOMATIC_GAIN in there or GAIN in there):
        # the time can be set only once the mode is by hand
        wanted |= {EXPOSURE_MODE: _BY_HAND, EXPOSURE: SHORTEST, AUTOMATIC_GAIN: 1}
        if AUTOMATIC_GAIN not in there:
            rungs = ladder(there[EXPOSURE], SHORTEST, there[GAIN])
            wanted[GAIN] = Steering(rungs).rung.gain
    settings = tuple((one, there[one].nearest(value)) for one, value in wanted.items() if one in there)
    return Plan(settings, tuple(name for one, name in NAMES.items() if one not in there), rungs)


class Controls:
    """The controls of one camera, in the hands of the thread that reads it."""

    def __init__(self, device: Path, focus: int = 0) -> None:
        """Set the camera at `device` up: `said` tells what became of it, as a sentence for the log."""
        self._steering: Steering | None = None
        self._set = Rung(0, 0)
        try:
            self._handle = os.open(device, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as fault:
            self._handle = -1
            self.said = f"{device} was not set up ({fault.strerror})."
            return
        plan = planned(_controls(self._handle), focus)
        refused = tuple(NAMES[one] for one, value in plan.settings if not _is_set(self._handle, one, value))
        self.said = said(device, plan, refused)
        if plan.rungs and not {NAMES[GAIN], NAMES[EXPOSURE], NAMES[EXPOSURE_MODE]} & set(refused):
            self._steering = Steering(plan.rungs)
            self._set = self._steering.rung

    def steer(self, grey: Pixels, at_ns: int) -> None:
        """Set gain and exposure by how bright the middle of this picture is, where nobody else does."""
        if self._steering is None:
            return
        height, width = grey.shape
        middle = grey[height // 4 : height * 3 // 4 : EVERY, width // 4 : width * 3 // 4 : EVERY]
        rung = self._steering.after(float(middle.mean()) if middle.size else 0.0, at_ns)
        if rung is None:
            return
        for one, before, now in ((EXPOSURE, self._set.exposure, rung.exposure), (GAIN, self._set.gain, rung.gain)):
            if now != before:
                _is_set(self._handle, one, now)
        self._set = rung

    def close(self) -> None:
        """Let go of the camera."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def said(device: Path, plan: Plan, refused: tuple[str, ...]) -> str:
    """Return the sentence: what was set, what was refused, what it has not."""
    done = [f"{NAMES[one]} {value}" for one, value in plan.settings if NAMES[one] not in refused]
    return "; ".join(
        (
            f"{device} is set up: {', '.join(done) or 'nothing'}",
            *((f"it refused {', '.join(refused)}",) if refused else ()),
            *(("gain is steered by how bright the pictures are",) if plan.rungs else ()),
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
