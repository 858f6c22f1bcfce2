"""Whether a picture shows a QR code as in a mirror: it still reads, but slower, and the live picture confuses hands.

A mirrored square looks like one that was turned. What differs is the order of its format bits, which
stand across its second diagonal (ISO/IEC 18004, 7.9): they are read as printed and the other way.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, degrees

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray
from zxingcpp import BarcodeFormats

from kiosk.camera.frame import Pixels
from kiosk.camera.readers import SQUARES

_MODULE = 8
"""Pixels a module of the square, once it is drawn straight."""
_LEVELS = {"L": 0b01, "M": 0b00, "Q": 0b11, "H": 0b10}
_GENERATOR = 0b10100110111
_MASK = 0b101010000010010
_COLUMNS = (0, 1, 2, 3, 4, 5, 7, 8)
_PLACES = tuple((8, column) for column in _COLUMNS) + tuple((row, 8) for row in (7, 5, 4, 3, 2, 1, 0))
"""Row and column of each bit beside the upper left finder pattern, the highest first."""


@dataclass(frozen=True, slots=True)
class Stance:
    """How a square stands in the picture: by how many quarter turns clockwise (0 to 3), and whether mirrored."""

    quarters: int
    is_mirrored: bool


def stance(grey: Pixels) -> Stance | None:
    """Return how the first QR code in the picture stands; None where none is read. A mirrored one has no turns."""
    for code in zxingcpp.read_barcodes(grey, formats=BarcodeFormats(list(SQUARES))):
        if not code.valid or not isinstance(code.extra, dict):
            continue
        at = code.position
        corners = [(point.x, point.y) for point in (at.top_left, at.top_right, at.bottom_right, at.bottom_left)]
        size = 17 + 4 * int(code.extra["Version"])
        wanted = _format_bits(str(code.extra["ECLevel"]), int(code.extra["DataMask"]))
        modules = _straight(grey, corners, size)
        as_printed = sum(bit != modules[place] for bit, place in zip(wanted, _PLACES, strict=True))
        as_mirrored = sum(bit != modules[place[::-1]] for bit, place in zip(wanted, _PLACES, strict=True))
        if as_printed == as_mirrored:
            continue
        if as_mirrored < as_printed:
            return Stance(0, is_mirrored=True)
        (left, top), (right, bottom) = corners[0], corners[1]
        return Stance(round(degrees(atan2(bottom - top, right - left)) / 90) % 4, is_mirrored=False)
    return None


def _format_bits(level: str, mask: int) -> tuple[bool, ...]:
    """Return the 15 bits that say `level` and `mask`, as they are printed (True is dark)."""
    said = _LEVELS[level] << 3 | mask
    rest = said << 10
    for bit in range(14, 9, -1):
        if rest >> bit & 1:
            rest ^= _GENERATOR << bit - 10
    printed = (said << 10 | rest) ^ _MASK
    return tuple(bool(printed >> bit & 1) for bit in range(14, -1, -1))


def _straight(grey: Pixels, corners: list[tuple[int, int]], size: int) -> NDArray[np.bool_]:
    """Return the modules of the square as rows, True is dark."""
    side = size * _MODULE
    target = np.array([(0, 0), (side, 0), (side, side), (0, side)], np.float32)
    matrix = cv2.getPerspectiveTransform(np.array(corners, np.float32), target)
    drawn = cv2.warpPerspective(grey, matrix, (side, side))
    means = cv2.resize(drawn, (size, size), interpolation=cv2.INTER_AREA)
    low, high = int(means.min()), int(means.max())
    return np.asarray(means < (low + high) / 2, np.bool_)
