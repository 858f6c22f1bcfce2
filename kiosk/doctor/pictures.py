"""Pictures to judge the camera by: those that the unit's camera process shows now, else the camera itself.

A running unit is not stopped: its camera can be open in one process only, and the live picture is in
shared memory anyway (docs/decisions/0044-doctor.md).
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np

from kiosk.camera.frame import Frame
from kiosk.camera.gun import Gun
from kiosk.camera.health import Health
from kiosk.camera.measures import Measurer, Measures
from kiosk.camera.mirror import Stance, stance
from kiosk.camera.naming import camera_index
from kiosk.camera.presence import Look, look
from kiosk.camera.sources import AnySource, open_source
from kiosk.doctor.subject import Subject
from kiosk.messages.local import CameraState
from kiosk.preview import FILE_NAME, HEIGHT, WIDTH, PreviewReader

LOOK_S = 3.0
FRESH_NS = 2_000_000_000
"""A live picture older than this is of a camera process that ended."""
WAIT_S = 0.02
FIRST_CAMERA = "camera:0"
STANCES = 4
"""So many pictures with something like a code are searched for a square, which costs some 50 ms each."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a few seconds of pictures were like. Medians; `sharpness` and `glare` None where no label was in view."""

    state: CameraState
    rate: float
    """Pictures a second that came, those that were dropped here too."""
    width: int
    height: int
    brightness: float
    contrast: float
    sharpness: float | None
    glare: float | None
    stance: Stance | None
    module_px: float | None = None
    """Pixels a module of a square code, in pictures of this width; None where no finder pattern was seen."""
    motion: float | None = None
    """Widths of the picture a second."""


class LivePictures:
    """The pictures that the camera process of this unit shows now: reduced, and as fast as they come."""

    is_live = True
    is_over = False

    def __init__(self, reader: PreviewReader) -> None:
        self._reader = reader
        self._number = 0

    def read(self) -> Frame | None:
        """Return the newest picture; None where there is no newer one yet."""
        picture = self._reader.newest()
        if picture is None or picture.number == self._number:
            time.sleep(WAIT_S)
            return None
        self._number = picture.number
        colour = np.frombuffer(picture.pixels, np.uint8).reshape(HEIGHT, WIDTH, 4)
        grey = np.asarray(cv2.cvtColor(colour, cv2.COLOR_BGRA2GRAY), np.uint8)
        return Frame(grey, picture.taken_ns, picture.number)

    def close(self) -> None:
        """Let go of the shared memory."""
        self._reader.close()


def open_pictures(subject: Subject) -> AnySource | LivePictures:
    """Return the live picture of a unit that runs, else its source. Raises CameraError as `open_source`."""
    reader = PreviewReader(subject.places.runtime / FILE_NAME)
    newest = reader.newest()
    if newest is not None and 0 <= time.monotonic_ns() - newest.taken_ns <= FRESH_NS:
        return LivePictures(reader)
    reader.close()
    return open_source(source_of(subject))


def source_of(subject: Subject) -> str:
    """Return the source that the unit's settings name."""
    return subject.settings.camera.source or FIRST_CAMERA


def is_camera(subject: Subject) -> bool:
    """Return whether the source is a camera, or a gun; else it is a file."""
    text = source_of(subject)
    return camera_index(text) is not None or text == "pi" or text.startswith("serial:")


def seen_by(source: AnySource | LivePictures, for_s: float = LOOK_S) -> Seen | None:
    """Return what the pictures of `for_s` seconds are like; None where none came. Raises CameraError."""
    if isinstance(source, Gun):
        return None
    health, measurer = Health(is_live=source.is_live), Measurer()
    looks: list[Look] = []
    labels: list[Measures] = []
    frames: list[Frame] = []
    state, found, tried = CameraState.WORKING, None, 0
    until_s = time.monotonic() + for_s
    while time.monotonic() < until_s and not source.is_over:
        frame = source.read()
        if frame is None:
            continue
        looked = look(frame)
        state = health.after(looked, frame.taken_ns, frame.number)
        looks.append(looked)
        measured = measurer.after(frame, looked)
        labels += [measured] if measured is not None else []
        frames = [*frames[:1], frame]
        if looked.box is not None and found is None and tried < STANCES:
            tried += 1
            found = stance(frame.grey)
    return _seen(state, frames, looks, labels, found) if frames else None


def _seen(
    state: CameraState, frames: list[Frame], looks: list[Look], labels: list[Measures], found: Stance | None
) -> Seen:
    first, last = frames[0], frames[-1]
    taken_s = (last.taken_ns - first.taken_ns) / 1e9
    return Seen(
        state=state,
        rate=(last.number - first.number) / taken_s if taken_s > 0 else 0.0,
        width=last.width,
        height=last.height,
        brightness=statistics.median(one.brightness for one in looks),
        contrast=statistics.median(one.contrast for one in looks),
        sharpness=_median(one.sharpness for one in labels),
        glare=_median(one.glare for one in labels),
        stance=found,
        module_px=_median(one.module_px for one in labels if one.module_px is not None),
        motion=_median(one.motion for one in labels),
    )


def _median(values: Iterable[float]) -> float | None:
    return statistics.median(there) if (there := list(values)) else None
