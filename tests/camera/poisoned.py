"""A decoder that hangs on one picture and dies of another: what a crafted code might do to a real one."""

from __future__ import annotations

import os
import signal
import time

import numpy as np

from kiosk.camera.decode import Decoder
from kiosk.camera.frame import Frame, Pixels, Reading
from kiosk.camera.presence import Look
from kiosk.codes.payload import Payload

HANGS, DIES, RAISES, IS_SLOW, IS_VERY_SLOW, SAYS_MUCH = 180, 200, 220, 240, 160, 140
NEAR = 5
"""By so many grey levels Motion JPEG may change a mark."""
SIDE = 16
SLOW_S, VERY_SLOW_S = 0.8, 1.6
LARGEST = b"\xff" * 2953
"""As many bytes as a QR code of version 40 holds."""


def marked(picture: Pixels, mark: int) -> Pixels:
    """Return the picture with a patch of grey level `mark` in its corner."""
    changed = picture.copy()
    changed[:SIDE, :SIDE] = mark
    return changed


class Poisoned(Decoder):
    def read(self, frame: Frame, seen: Look) -> tuple[Reading, ...]:
        patch = frame.grey[:SIDE, :SIDE].astype(int)
        level = int(patch.mean()) if np.ptp(patch) <= 2 * NEAR else 0
        self._meet(level)
        if abs(level - SAYS_MUCH) < NEAR:
            corners = ((0, 0), (9, 0), (9, 9), (0, 9))
            return tuple(Reading(Payload(LARGEST, "]Q1"), corners, "QRCode", "squares", 1.0) for _ in range(20))
        return super().read(frame, seen)

    def _meet(self, level: int) -> None:
        if abs(level - HANGS) < NEAR:
            time.sleep(600)
        elif abs(level - DIES) < NEAR:
            os.kill(os.getpid(), signal.SIGSEGV)
        elif abs(level - RAISES) < NEAR:
            raise MemoryError
        elif abs(level - IS_SLOW) < NEAR:
            time.sleep(SLOW_S)
        elif abs(level - IS_VERY_SLOW) < NEAR:
            time.sleep(VERY_SLOW_S)


class Stillborn(Decoder):
    """Cannot live: as where a library is broken or no memory is left."""

    def __init__(self) -> None:
        raise MemoryError
