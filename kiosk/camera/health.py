"""Whether a camera that gives pictures gives real ones: black, frozen and rare ones look like a quiet market."""

from __future__ import annotations

import numpy as np

from kiosk.camera.frame import Pixels
from kiosk.camera.presence import Look
from kiosk.messages.local import CameraState

PATIENCE_NS = 2_000_000_000
BLACK_BRIGHTNESS = 8.0
BLACK_CONTRAST = 6.0
LEAST_RATE = 3.0
"""Fewer pictures a second read no label that a hand moves; docs/technician.md wants five times as many."""
SLOW_NS = 4_000_000_000
"""So long it must last: a machine that was busy for a moment is no slow camera."""

NUMBERS = {
    CameraState.WORKING: "",
    CameraState.LOST: "CAM-02",
    CameraState.BLACK: "CAM-04",
    CameraState.FROZEN: "CAM-05",
    CameraState.SLOW: "CAM-08",
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
        self._counted: tuple[int, int] | None = None
        self._is_slow = False

    def after(self, seen: Look, at_ns: int, number: int) -> CameraState:
        """Return the state after a picture of monotonic time `at_ns`, the source's `number`-th.

        Pictures that nobody took are counted too: it is the camera's rate, not the reader's.
        """
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
        return CameraState.SLOW if self._is_live and self._is_rare(at_ns, number) else CameraState.WORKING

    def _is_rare(self, at_ns: int, number: int) -> bool:
        """Return whether too few pictures came in the last whole span of SLOW_NS."""
        since_ns, first = self._counted or (at_ns, number)
        if at_ns - since_ns >= SLOW_NS:
            self._is_slow = (number - first) * 1e9 < LEAST_RATE * (at_ns - since_ns)
            since_ns, first = at_ns, number
        self._counted = since_ns, first
        return self._is_slow
