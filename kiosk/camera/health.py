"""Whether a camera that gives pictures gives real ones: black and frozen pictures look like a quiet market."""

from __future__ import annotations

import numpy as np

from kiosk.camera.frame import Pixels
from kiosk.camera.presence import Look
from kiosk.messages.local import CameraState

PATIENCE_NS = 2_000_000_000
BLACK_BRIGHTNESS = 8.0
BLACK_CONTRAST = 6.0

NUMBERS = {
    CameraState.WORKING: "",
    CameraState.LOST: "CAM-02",
    CameraState.BLACK: "CAM-04",
    CameraState.FROZEN: "CAM-05",
}
"""The technician's heading for each state; a source that cannot be opened brings its own."""


class Health:
    """Watches the pictures of one source."""

    def __init__(self, *, is_live: bool) -> None:
        """Only a live source can freeze: there two equal pictures never come, for a sensor has noise."""
        self._is_live = is_live
        self._before: Pixels | None = None
        self._moved_ns: int | None = None
        self._lit_ns: int | None = None

    def after(self, seen: Look, at_ns: int) -> CameraState:
        """Return the state after a picture of monotonic time `at_ns`."""
        is_same = self._is_live and self._before is not None and np.array_equal(seen.small, self._before)
        self._before = seen.small
        if not is_same or self._moved_ns is None:
            self._moved_ns = at_ns
        if seen.brightness >= BLACK_BRIGHTNESS or seen.contrast >= BLACK_CONTRAST or self._lit_ns is None:
            self._lit_ns = at_ns
        if at_ns - self._lit_ns >= PATIENCE_NS:
            return CameraState.BLACK
        if at_ns - self._moved_ns >= PATIENCE_NS:
            return CameraState.FROZEN
        return CameraState.WORKING
