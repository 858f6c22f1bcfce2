"""Several frames of one label laid upon each other: noise, smear and wandering glints fade, the label stays."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

import cv2
import numpy as np

from kiosk.camera.frame import Box, Frame, Pixels

DEPTH = 4
"""So many frames before the newest one: a hand turns the label little within a third of a second."""
MARGIN = 24
SURE = 0.05
"""Below this likeness of their phases two pictures do not show the same thing."""
MAX_SIDE = 512
"""Of a larger region the middle alone tells how far it moved."""


class Stack:
    """The last frames of a stream."""

    def __init__(self) -> None:
        self._before: deque[Pixels] = deque(maxlen=DEPTH)

    def add(self, grey: Pixels) -> None:
        """Keep a frame for those that follow."""
        self._before.append(grey)

    def merged(self, frame: Frame, box: Box) -> Frame | None:
        """Return the frame with the mean of what was in `box` and a margin; None where no earlier frame fits."""
        box = box.widened(MARGIN, frame.width, frame.height)
        place = np.s_[box.top : box.bottom, box.left : box.right]
        now = frame.grey[place]
        total, count = now.astype(np.float32), 1
        for grey in self._before:
            if grey.shape == frame.grey.shape and (moved := _laid_upon(now, grey[place])) is not None:
                total += moved
                count += 1
        if count == 1:
            return None
        whole = frame.grey.copy()
        whole[place] = total / count
        return replace(frame, grey=whole)


def _laid_upon(now: Pixels, before: Pixels) -> Pixels | None:
    """Return `before`, moved to where `now` shows the same; None where it does not."""
    height, width = now.shape
    if min(height, width) < 2 * MARGIN:
        return None
    top, left = max(0, (height - MAX_SIDE) // 2), max(0, (width - MAX_SIDE) // 2)
    part = np.s_[top : top + MAX_SIDE, left : left + MAX_SIDE]
    window = cv2.createHanningWindow((min(width, MAX_SIDE), min(height, MAX_SIDE)), cv2.CV_32F)
    (x, y), likeness = cv2.phaseCorrelate(before[part].astype(np.float32), now[part].astype(np.float32), window)
    if likeness < SURE:
        return None
    moved = cv2.warpAffine(
        before, np.array([[1, 0, x], [0, 1, y]], np.float32), (width, height), borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(moved, np.uint8)
