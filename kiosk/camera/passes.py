"""The harder ways to read a suspected label: how its part of the frame is changed, and who reads it then.

The table stands in the order in which passes are tried. Which they are, and the order, came out of clips in trouble:
what each pass reads that the fast one and those before it do not, for the time it takes (docs/reading.md).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from kiosk.camera.deblur import refocused, unsmeared
from kiosk.camera.frame import Box, Frame, Pixels
from kiosk.camera.readers import ALL, BARS, MATRIX, SQUARES, Formats, Found, zbar, zxing
from kiosk.camera.unbend import SIDE, Flat, unbent

MARGIN = 24
"""Pixels round the code-like region that the harder passes get too: a code needs its quiet zone."""
ENLARGED_SIDE = 1000
"""No enlarged picture is longer than this: the passes' time grows with its square."""

MIDDLE_PARTS = 3
"""The middle of a frame is a square of two such parts of its shorter side."""
FAINT_BLUR, FAINT_CELL, FAINT_WINDOW = 1.2, 8, (15, 15)
"""Pixels of the blur that takes noise away, and of a cell; mean and spread are taken over so many cells."""
FAINT_GAIN, FAINT_NOISE = 75.0, 0.3
"""Grey levels that the usual spread becomes; what is added to the spread's square, so that plain paper stays plain."""


@dataclass(frozen=True, slots=True)
class HardPass:
    """One of the harder ways to read.

    `ms_per_mpx`: what it costs for a million pixels where it was chosen; each machine learns its own.
    `is_stacked`: it reads several frames laid upon each other (stack.py). `unbends`: it draws a bent label flat, for
    an axis turned by so many quarters (unbend.py). `is_of_middle`: it reads the middle of the frame, where labels are
    held, whatever is suspected elsewhere.
    """

    name: str
    change: Callable[[Pixels], Pixels]
    enlarge: float
    read: Callable[[Pixels], list[Found]]
    ms_per_mpx: float = 12.0
    is_stacked: bool = False
    unbends: int | None = None
    is_of_middle: bool = False

    def pixels(self, box: Box, frame: Frame) -> float:
        """Return how many million pixels are read where `box` is suspected."""
        if self.unbends is not None:
            return SIDE * SIDE / 1e6
        box = self._place(frame, box).widened(MARGIN, frame.width, frame.height)
        width, height = box.right - box.left, box.bottom - box.top
        return width * height * _scale(self.enlarge, max(width, height)) ** 2 / 1e6

    def run(self, frame: Frame, box: Box) -> list[Found]:
        """Return the codes that it reads in `box` and a margin, their corners in the frame's pixels."""
        crop = self._part(frame, self._place(frame, box))
        picture = np.ascontiguousarray(self.change(crop.picture))
        return [crop.back(found) for found in self.read(picture)]

    def _place(self, frame: Frame, box: Box) -> Box:
        return _middle(frame) if self.is_of_middle else box

    def _part(self, frame: Frame, box: Box) -> _Crop | Flat:
        return _crop(frame, box, self.enlarge) if self.unbends is None else unbent(frame, box, self.unbends)


@dataclass(frozen=True, slots=True)
class _Crop:
    """A part of a frame; `scale` from the frame's pixels to its own."""

    picture: Pixels
    left: int
    top: int
    scale: float

    def back(self, found: Found) -> Found:
        """Return what was found here with its corners in the frame's pixels."""
        first, second, third, fourth = (
            (round(x / self.scale) + self.left, round(y / self.scale) + self.top) for x, y in found.corners
        )
        return Found(found.payload, (first, second, third, fourth), found.format)


def _crop(frame: Frame, box: Box, enlarge: float) -> _Crop:
    box = box.widened(MARGIN, frame.width, frame.height)
    part = frame.grey[box.top : box.bottom, box.left : box.right]
    scale = _scale(enlarge, max(part.shape))
    if scale > 1.0:
        part = np.asarray(cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), np.uint8)
    return _Crop(part, box.left, box.top, scale)


def _middle(frame: Frame) -> Box:
    half = min(frame.width, frame.height) // MIDDLE_PARTS
    x, y = frame.width // 2, frame.height // 2
    return Box(x - half, y - half, x + half, y + half)


def _scale(wanted: float, side: int) -> float:
    return min(wanted, max(1.0, ENLARGED_SIDE / side))


def _plain(picture: Pixels) -> Pixels:
    return picture


def _local_contrast(picture: Pixels) -> Pixels:
    return np.asarray(cv2.createCLAHE(clipLimit=4.0, tileGridSize=(6, 6)).apply(picture), np.uint8)


def _evened(picture: Pixels) -> Pixels:
    """Return it with the same mean and spread everywhere: faint print is then as black as any."""
    soft = cv2.GaussianBlur(picture, (0, 0), FAINT_BLUR)
    height, width = soft.shape
    size = (max(1, width // FAINT_CELL), max(1, height // FAINT_CELL))
    cells = cv2.resize(soft, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    mean = cv2.blur(cells, FAINT_WINDOW)
    spread = np.sqrt(np.maximum(cv2.blur(cells * cells, FAINT_WINDOW) - mean * mean, 0) + FAINT_NOISE)
    gain = (FAINT_GAIN / spread).astype(np.float32)
    gains, offsets = (cv2.resize(one, (width, height)) for one in (gain, 128 - mean * gain))
    even = cv2.add(cv2.multiply(soft, gains, dtype=cv2.CV_32F), offsets)
    return np.clip(even, 0, 255).astype(np.uint8)


def _two_tone(parts: int, below: int) -> Callable[[Pixels], Pixels]:
    """Return a change to black and white: black is darker by `below` than the mean of a window, `parts` to a side."""

    def change(picture: Pixels) -> Pixels:
        window = max(15, min(picture.shape) // parts | 1)
        smooth = cv2.GaussianBlur(picture, (3, 3), 0)
        return np.asarray(
            cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, window, below), np.uint8
        )

    return change


def _sharpened(sigma: float, amount: float) -> Callable[[Pixels], Pixels]:
    """Return an unsharp mask: what a blur of `sigma` pixels takes away is added `amount` times."""

    def change(picture: Pixels) -> Pixels:
        soft = cv2.GaussianBlur(picture, (0, 0), sigma)
        return np.asarray(cv2.addWeighted(picture, 1 + amount, soft, -amount, 0), np.uint8)

    return change


def _by_zxing(formats: Formats) -> Callable[[Pixels], list[Found]]:
    return lambda picture: zxing(picture, formats, thorough=True)


_ALL_FORMATS = HardPass("all formats", _plain, 1.0, _by_zxing(ALL), 25.0)
_SECOND = HardPass("second reader", _plain, 1.5, zbar, 40.0)
_SECOND_SHARPENED = HardPass("second reader, sharpened", _sharpened(3.0, 4.0), 1.5, zbar, 40.0)
_STACKED = HardPass("stacked", _sharpened(2.0, 2.0), 2.0, _by_zxing(SQUARES), 24.0, is_stacked=True)
_SHARPENED = HardPass("sharpened", _sharpened(1.5, 3.0), 1.0, _by_zxing(SQUARES))
_ENLARGED_SHARPENED = HardPass("enlarged, sharpened", _sharpened(2.0, 2.0), 2.0, _by_zxing(SQUARES))
_MUCH_SHARPENED = HardPass("enlarged, much sharpened", _sharpened(5.0, 3.0), 2.0, _by_zxing(SQUARES), 18.0)
_UNBENT = HardPass("unbent", _plain, 1.0, _by_zxing(SQUARES), 20.0, unbends=0)
_UNBENT_OTHERWISE = HardPass("unbent, otherwise", _plain, 1.0, _by_zxing(SQUARES), 20.0, unbends=1)
_FAINT = HardPass("faint, in the middle", _evened, 1.5, _by_zxing(SQUARES), 10.0, is_of_middle=True)

SQUARE_PASSES = (
    _SHARPENED,
    HardPass("enlarged", _plain, 2.0, _by_zxing(SQUARES), 5.0),
    HardPass("local contrast", _local_contrast, 1.0, _by_zxing(SQUARES)),
    _ENLARGED_SHARPENED,
    _STACKED,
    _UNBENT,
    _FAINT,
    _UNBENT_OTHERWISE,
    _SECOND,
    _MUCH_SHARPENED,
    _ALL_FORMATS,
    HardPass("two tones", _two_tone(4, 5), 1.0, _by_zxing((*SQUARES, *MATRIX))),
    HardPass("second reader, two tones", _two_tone(4, 5), 1.0, zbar, 40.0),
    HardPass("enlarged, local contrast", _local_contrast, 2.0, _by_zxing(SQUARES)),
    HardPass("matrices, enlarged", _plain, 2.0, _by_zxing(MATRIX), 8.0),
    HardPass("fine two tones", _two_tone(16, 2), 1.0, _by_zxing(SQUARES)),
    _SECOND_SHARPENED,
)
"""For what may be a square code, or cannot be told."""

SOFT_PASSES = (
    _STACKED,
    HardPass("refocused", refocused(3.5, 0.03), 1.0, _by_zxing(SQUARES), 50.0),
    HardPass("unsmeared", unsmeared(7.0, 0.005), 1.0, _by_zxing(SQUARES), 50.0),
    _ENLARGED_SHARPENED,
    HardPass("refocused a little", refocused(2.5, 0.01), 1.0, _by_zxing(SQUARES), 50.0),
    HardPass("unsmeared much", unsmeared(10.0, 0.01), 1.0, _by_zxing(SQUARES), 50.0),
    _MUCH_SHARPENED,
    _UNBENT,
    _UNBENT_OTHERWISE,
    _FAINT,
)
"""For what is out of focus or smeared."""

BAR_PASSES = (
    _ALL_FORMATS,
    HardPass("bars, enlarged", _plain, 2.0, _by_zxing(BARS), 12.0),
    _SECOND,
    _FAINT,
    HardPass("bars, sharpened", _sharpened(2.0, 2.0), 2.0, _by_zxing(BARS)),
    HardPass("bars, local contrast", _local_contrast, 1.0, _by_zxing(BARS)),
    _SECOND_SHARPENED,
)
"""For what has edges in one direction only."""

HARD_PASSES = tuple(dict.fromkeys((*SQUARE_PASSES, *SOFT_PASSES, *BAR_PASSES)))
"""All of them."""
