"""What a camera gives and what is found in it: values without a clock, a file or a picture library."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from kiosk.codes.payload import Payload

Pixels: TypeAlias = NDArray[np.uint8]
Point: TypeAlias = tuple[int, int]
Corners: TypeAlias = tuple[Point, Point, Point, Point]

MAX_LONG_SIDE = 1920
MAX_SHORT_SIDE = 1080
"""A decoder's time grows with the picture (noise of 8000 × 8000 costs seconds): no frame is larger."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture: `grey` is uint8 (height, width), at most 1920 × 1080 either way up.

    `colour`, uint8 (height, width, 3) BGR of the same size, is for the live picture only.
    `taken_ns` is monotonic; `number` counts the source's pictures from 1, dropped ones too.
    `name` says which file of a folder it came from. Raises ValueError where `grey` is no such picture:
    a decoder would read it wrongly, for seconds, or beyond its end.
    """

    grey: Pixels
    taken_ns: int
    number: int
    colour: Pixels | None = None
    name: str = ""

    def __post_init__(self) -> None:
        shape, kind = self.grey.shape, self.grey.dtype
        is_whole = len(shape) == 2 and min(shape) > 0 and fitting_scale(shape[1], shape[0]) == 1.0
        if not is_whole or kind != np.uint8:
            raise ValueError(f"picture of {kind} {shape}: expected uint8, two sides of 1 to {MAX_LONG_SIDE} pixels")

    @property
    def width(self) -> int:
        """Pixels across."""
        return int(self.grey.shape[1])

    @property
    def height(self) -> int:
        """Pixels down."""
        return int(self.grey.shape[0])


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle of a frame, in pixels; `right` and `bottom` are outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def short_side(self) -> int:
        """Pixels of the shorter side."""
        return min(self.right - self.left, self.bottom - self.top)

    @property
    def centre(self) -> tuple[float, float]:
        """The middle, in pixels."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def scaled(self, by: float) -> Box:
        """Return the box in a picture that is `by` times as large."""
        return Box(*(round(side * by) for side in (self.left, self.top, self.right, self.bottom)))

    def widened(self, by: int, width: int, height: int) -> Box:
        """Return the box with a margin of `by` pixels, within a frame of `width` × `height`."""
        return Box(
            max(0, self.left - by), max(0, self.top - by), min(width, self.right + by), min(height, self.bottom + by)
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """A code that was read in one frame.

    `corners` are top left, top right, bottom right, bottom left of the code as it stands on
    the label, in the frame's pixels; `format` is the family's plain name ("QRCode", "EAN-13");
    `reader` says which pass read it; `decode_ms` the time that this frame spent in the decoders.
    """

    payload: Payload
    corners: Corners
    format: str
    reader: str
    decode_ms: float

    @property
    def is_matrix(self) -> bool:
        """Whether it is a two-dimensional code, whose error correction proves what was read."""
        return self.payload.symbology is not None and self.payload.symbology[:2] in MATRIX

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the corners, in pixels."""
        return sum(x for x, _ in self.corners) / 4, sum(y for _, y in self.corners) / 4

    @property
    def box(self) -> Box:
        """The upright rectangle round it."""
        across, down = [x for x, _ in self.corners], [y for _, y in self.corners]
        return Box(min(across), min(down), max(across), max(down))

    @property
    def side(self) -> float:
        """Its upper side, in pixels."""
        (left, top), (right, bottom) = self.corners[0], self.corners[1]
        return hypot(right - left, bottom - top)


@dataclass(frozen=True, slots=True)
class Looked:
    """What was read in a frame that was looked at: the one of monotonic time `taken_ns`."""

    taken_ns: int
    readings: tuple[Reading, ...]


MATRIX = ("]Q", "]d")
"""AIM symbology letters of the two-dimensional codes that are read: QR Code and Data Matrix."""


def fitting_scale(width: int, height: int) -> float:
    """Return by what a picture of this size must be scaled (1.0 or less) to be a frame."""
    return min(1.0, MAX_LONG_SIDE / max(width, height), MAX_SHORT_SIDE / min(width, height))
