"""A decoder that hangs on one picture and dies of another: what a crafted code might do to a real one."""

from __future__ import annotations

import os
import signal
import time

import numpy as np

from kiosk.camera.decode import Decoder
from kiosk.camera.frame import Frame, Pixels, Reading
from kiosk.camera.presence import Look

HANGS, DIES, RAISES, IS_SLOW = 180, 200, 220, 240
NEAR = 5
"""By so many grey levels Motion JPEG may change a mark."""
SIDE = 16
SLOW_S = 0.8


def marked(picture: Pixels, mark: int) -> Pixels:
    """Return the picture with a patch of grey level `mark` in its corner."""
    changed = picture.copy()
    changed[:SIDE, :SIDE] = mark
    return changed


class Poisoned(Decoder):
    def read(self, frame: Frame, seen: Look) -> tuple[Reading, ...]:
        patch = frame.grey[:SIDE, :SIDE].astype(int)
        if np.ptp(patch) <= 2 * NEAR:
            self._meet(int(patch.mean()))
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
