"""A label on a bottle, drawn flat again: where it bends away its modules stand closer, and decoders lose count.

Seen from afar a cylinder keeps straight lines straight; only the steps across its axis shrink, as a sine does. How
the code stands tells the direction of its axis, but for a quarter turn; how far it bends is taken for AROUND.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Box, Frame, Pixels
from kiosk.camera.readers import Found

AROUND = 0.9
"""Radians from the middle of the code to its edge: one drawn flat for this reads when it bends by 0.5 to 1.1."""
OF_BOX = 0.85
"""The suspected region is larger than the code: its cells are coarse, and words stand beside it."""
RIM = 1.25
SIDE = 560
"""Pixels of the flat picture's side: some 8 a module of a label of 53."""
Plane = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Flat:
    """The flat picture, and where in the frame each of its pixels was."""

    picture: Pixels
    x: Plane
    y: Plane

    def back(self, found: Found) -> Found:
        """Return what was found here with its corners in the frame's pixels."""
        first, second, third, fourth = (self._was(*corner) for corner in found.corners)
        return Found(found.payload, (first, second, third, fourth), found.format)

    def _was(self, x: int, y: int) -> tuple[int, int]:
        at = min(max(y, 0), SIDE - 1), min(max(x, 0), SIDE - 1)
        return round(float(self.x[at])), round(float(self.y[at]))


def unbent(frame: Frame, box: Box, quarters: int) -> Flat:
    """Return what is in `box` drawn flat, as on a cylinder whose axis is turned by so many quarters."""
    inside = frame.grey[box.top : box.bottom, box.left : box.right]
    angle = slant(inside) + quarters * pi / 2
    half = OF_BOX * (box.right - box.left + box.bottom - box.top) / 4
    around = np.linspace(-RIM, RIM, SIDE, dtype=np.float32) * np.float32(AROUND)
    across = np.sin(around) * np.float32(half / sin(AROUND))
    along = around[:, None] * np.float32(half / sin(AROUND))
    middle_x, middle_y = box.centre
    x = np.float32(middle_x) + np.float32(cos(angle)) * across - np.float32(sin(angle)) * along
    y = np.float32(middle_y) + np.float32(sin(angle)) * across + np.float32(cos(angle)) * along
    flat = cv2.remap(frame.grey, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return Flat(np.asarray(flat, np.uint8), x, y)


def slant(picture: Pixels) -> float:
    """Return by how many radians the edges stand off the upright, -π/4 to π/4: a quarter turn makes no difference."""
    across, down = (cv2.Sobel(picture, cv2.CV_32F, *order) for order in ((1, 0), (0, 1)))
    real, imaginary = across * across - down * down, 2 * across * down
    # doubled twice, the directions of a code's edges are one; steep edges count for more, and no edge for all
    weight = 1 / (across * across + down * down + 1)
    fourfold = float((2 * real * imaginary * weight).sum()), float(((real**2 - imaginary**2) * weight).sum())
    return float(np.arctan2(*fourfold)) / 4
