"""What is measured on each frame about the label in it: values for the hints, for the screen and for the doctor."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from kiosk.camera.frame import Box, Frame, Pixels
from kiosk.camera.modules import module_pixels
from kiosk.camera.presence import Look

GONE_NS = 400_000_000
"""A label that is seen again within this time was in view all the time."""
MATCHED_SIDE = 96
"""Side of the piece, in pixels of the reduced picture, whose shift from frame to frame is measured."""
SURE = 0.12
"""Below this the two pieces have nothing in common: the label moved by more than half of their side."""
JITTER = 64
"""The region's sides are multiples of a cell: its middle wanders by so many pixels while nothing moves."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What a frame shows of a label that is in view.

    `box` is where it is, in the frame's pixels, and `width`, `height` are the frame's. `module_px`: pixels
    a module of a square code, None where no finder pattern is seen. `sharpness` 0 (fog) to about 1;
    `brightness` grey levels of the label; `glare` the burnt-out share of it; `motion` in widths of the
    picture a second; `in_view_s` seconds since it came into view.
    """

    box: Box
    width: int
    height: int
    module_px: float | None
    sharpness: float
    brightness: float
    glare: float
    motion: float
    in_view_s: float


class Measurer:
    """Measures frame after frame; what moves, and for how long it is in view, only the frames before tell."""

    def __init__(self) -> None:
        self._small: Pixels | None = None
        self._box: Box | None = None
        self._seen_ns = 0
        self._since_ns = 0

    def after(self, frame: Frame, seen: Look) -> Measures | None:
        """Return the measures of `frame`; None where nothing like a code is in it."""
        self._forget_gone(frame, seen)
        if seen.box is None:
            return None
        motion = self._motion(frame, seen, seen.box)
        self._keep(frame, seen)
        return Measures(
            seen.box,
            frame.width,
            frame.height,
            module_pixels(frame, seen.box),
            seen.sharpness,
            seen.box_brightness,
            seen.glare,
            motion,
            (frame.taken_ns - self._since_ns) / 1e9,
        )

    def passed(self, frame: Frame, seen: Look) -> None:
        """Take note of a frame whose measures nobody needs."""
        self._forget_gone(frame, seen)
        if seen.box is not None:
            self._keep(frame, seen)

    def _forget_gone(self, frame: Frame, seen: Look) -> None:
        is_gone = frame.taken_ns - self._seen_ns > GONE_NS
        if seen.box is not None and (self._box is None or is_gone):
            self._since_ns = frame.taken_ns
        if is_gone:
            self._small = self._box = None

    def _keep(self, frame: Frame, seen: Look) -> None:
        self._small, self._box, self._seen_ns = seen.small, seen.box, frame.taken_ns

    def _motion(self, frame: Frame, seen: Look, box: Box) -> float:
        """Return how fast the label moves: by the shift of a piece of it, else by that of its middle."""
        passed_s = (frame.taken_ns - self._seen_ns) / 1e9
        if self._small is None or self._box is None or passed_s <= 0 or self._small.shape != seen.small.shape:
            return 0.0
        scale = frame.width / seen.small.shape[1]
        middle = (self._box.centre[0] / scale, self._box.centre[1] / scale)
        shift, likeness = _shift(_piece(self._small, middle), _piece(seen.small, middle))
        if likeness < SURE:
            (x, y), (before_x, before_y) = box.centre, self._box.centre
            shift = max(0.0, float(np.hypot(x - before_x, y - before_y)) - JITTER) / scale
        return float(round(shift / seen.small.shape[1] / passed_s, 3))


def _piece(small: Pixels, middle: tuple[float, float]) -> Pixels:
    """Return the part of the picture round `middle` that is compared."""
    height, width = small.shape
    left = int(min(max(0, middle[0] - MATCHED_SIDE / 2), max(0, width - MATCHED_SIDE)))
    top = int(min(max(0, middle[1] - MATCHED_SIDE / 2), max(0, height - MATCHED_SIDE)))
    return small[top : top + MATCHED_SIDE, left : left + MATCHED_SIDE]


def _shift(before: Pixels, now: Pixels) -> tuple[float, float]:
    """Return the pixels from one piece to the other, and how alike they are then (0 to 1): phase correlation."""
    window = cv2.createHanningWindow((before.shape[1], before.shape[0]), cv2.CV_32F)
    (x, y), likeness = cv2.phaseCorrelate(before.astype(np.float32), now.astype(np.float32), window)
    return float(np.hypot(x, y)), float(likeness)
