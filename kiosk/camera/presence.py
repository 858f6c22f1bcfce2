"""What a frame looks like, cheaply: is something like a code in it, how bright, how sharp, how glossy.

All is measured on a picture of about 640 × 360, in about a millisecond. It decides two things:
whether the harder passes of the decoder are worth their time, and what would help the shopper
(guidance.py). It never decides what a code says.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Box, Frame, Pixels

SMALL_WIDTH = 640
CELL = 16
"""Side of the cells that are judged, in pixels of the small picture."""
MIN_CELLS = 4
EDGES_FLOOR = 4.0
EDGES_OF_CONTRAST = 0.05
"""A cell is code-like where its mean step between neighbours is so much, of the frame's contrast …"""
EDGES_OF_DENSEST = 0.45
"""… and so much of what it is where it is densest: leaves, wires and words round a label are thinner."""
MAX_BOXES = 3
MIN_CONTRAST = 24.0
MIN_FILL = 0.45
SATURATED = 250
NO_SPAN, SMALL_SPAN, WANTED_SPAN, MAX_GAIN = 10, 110, 230.0, 8.0
"""A frame whose darkest and brightest spot differ by less than SMALL_SPAN is stretched; below NO_SPAN it is empty."""
BARS = 0.15
"""Less than this of the other direction's steps: these are bars."""


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """Cheap measures of one frame.

    `brightness` and `contrast` (95th less 5th percentile) are grey levels of 0 to 255. `box`
    is the most code-like region in the frame's pixels, None where nothing is like a code;
    of it: `glare` the share that is one burnt-out patch, `sharpness` 0 (fog) to about 1
    (hard edges), `box_brightness` its mean. `small` is the reduced picture itself; `floor` and
    `gain` say how a dark or foggy frame must be stretched before the decoders see anything in it.
    """

    brightness: float
    contrast: float
    box: Box | None
    glare: float
    sharpness: float
    box_brightness: float
    small: Pixels
    floor: int
    gain: float
    boxes: tuple[Box, ...] = ()
    """All code-like regions, `box` first; MAX_BOXES at most."""
    grain: float = 0.0
    """How much all edges in `box` run one way, 0 to 1: bars 0.5 and more, squares 0.4 at most, smeared ones too."""


def look(frame: Frame) -> Look:
    """Return the measures of `frame`."""
    small = reduced(frame.grey)
    low, high = _levels(small, 0.05, 0.95)
    contrast = float(high - low)
    brightness = float(cv2.mean(small)[0])
    scale = frame.width / small.shape[1]
    floor, gain = _stretch(small)
    lit = stretched(small, floor, gain)
    regions = _densest(lit, contrast * gain)
    if not regions:
        return Look(brightness, contrast, None, 0.0, 0.0, brightness, small, floor, gain)
    region = regions[0]
    inside = lit[region.top : region.bottom, region.left : region.right]
    boxes = tuple(one.scaled(scale) for one in regions)
    return Look(
        brightness,
        contrast,
        boxes[0],
        _glare(inside),
        _sharpness(inside),
        float(cv2.mean(inside)[0]) / gain + floor,
        small,
        floor,
        gain,
        boxes,
        _grain(inside),
    )


def reduced(grey: Pixels) -> Pixels:
    """Return the picture at SMALL_WIDTH pixels of width, or as it is where it is no wider."""
    height, width = grey.shape
    if width <= SMALL_WIDTH:
        return grey
    size = (SMALL_WIDTH, max(1, round(height * SMALL_WIDTH / width)))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def stretched(grey: Pixels, floor: int, gain: float) -> Pixels:
    """Return the picture less `floor`, multiplied by `gain`; the very same where that changes nothing."""
    if gain == 1.0:
        return grey
    return np.asarray(cv2.convertScaleAbs(cv2.subtract(grey, np.full(1, floor, np.uint8)), alpha=gain), np.uint8)


def _stretch(small: Pixels) -> tuple[int, float]:
    low, high = int(small.min()), int(small.max())
    if NO_SPAN < high - low < SMALL_SPAN:
        return low, min(MAX_GAIN, WANTED_SPAN / (high - low))
    return 0, 1.0


def _densest(small: Pixels, contrast: float) -> tuple[Box, ...]:
    """Return the compact groups of cells that are full of edges, those with most of them first."""
    rows, columns = small.shape[0] // CELL, small.shape[1] // CELL
    if contrast < MIN_CONTRAST or not rows or not columns:
        return ()
    across = cv2.absdiff(small[:-1, 1:], small[:-1, :-1])
    down = cv2.absdiff(small[1:, :-1], small[:-1, :-1])
    steps = cv2.resize(cv2.max(across, down), (columns, rows), interpolation=cv2.INTER_AREA).astype(np.float32)
    smooth = cv2.blur(steps, (3, 3))
    least = max(EDGES_FLOOR, EDGES_OF_CONTRAST * contrast, EDGES_OF_DENSEST * float(smooth.max()))
    full = cv2.morphologyEx((smooth >= least).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    # of a label that is out of focus little more than its rim is seen: what it surrounds belongs to it
    rims, _ = cv2.findContours(full, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    cv2.drawContours(full, rims, -1, 1, cv2.FILLED)
    return _groups(np.asarray(full, np.uint8), np.asarray(steps, np.float32), small)


def _groups(cells: NDArray[np.uint8], steps: NDArray[np.float32], small: Pixels) -> tuple[Box, ...]:
    """Return the compact groups of `cells` in pixels of the small picture."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(cells, connectivity=4)
    energy = np.bincount(labels.ravel(), (steps**2).ravel(), count)
    across, down = small.shape[1] / cells.shape[1], small.shape[0] / cells.shape[0]
    found: list[tuple[float, Box]] = []
    for group, (left, top, width, height, area) in enumerate(stats[1:count].tolist(), start=1):
        if area >= MIN_CELLS and area >= MIN_FILL * width * height:
            box = Box(
                round(left * across),
                round(top * down),
                round((left + width) * across),
                round((top + height) * down),
            )
            found.append((float(energy[group]), box))
    found.sort(key=lambda one: -one[0])
    return tuple(box for _, box in found[:MAX_BOXES])


def _glare(inside: Pixels) -> float:
    """Return the share of 8 × 8 patches that are burnt out: print leaves no such patch inside a code."""
    rows, columns = inside.shape[0] // 8, inside.shape[1] // 8
    if not rows or not columns or inside.max() < SATURATED:
        return 0.0
    patches = inside[: rows * 8, : columns * 8].reshape(rows, 8, columns, 8)
    return float((patches.min(axis=(1, 3)) >= SATURATED).mean())


def _sharpness(inside: Pixels) -> float:
    """Return the steepest steps between neighbours against the contrast, of the softer direction.

    A moved label is soft in one direction only. Bars have edges in one direction only: there
    the other does not count.
    """
    low, high = _levels(inside, 0.05, 0.95)
    contrast = float(high - low)
    if contrast < MIN_CONTRAST:
        return 0.0
    (across,) = (level / contrast for level in _levels(cv2.absdiff(inside[:, 1:], inside[:, :-1]), 0.97))
    (down,) = (level / contrast for level in _levels(cv2.absdiff(inside[1:], inside[:-1]), 0.97))
    softer, harder = sorted((across, down))
    return harder if softer < BARS * harder else softer


def _grain(inside: Pixels) -> float:
    """Return the coherence of the structure tensor over the region."""
    across, down = (cv2.Sobel(inside, cv2.CV_32F, *order) for order in ((1, 0), (0, 1)))
    xx, yy, xy = (cv2.sumElems(one * other)[0] for one, other in ((across, across), (down, down), (across, down)))
    return float(np.hypot(xx - yy, 2 * xy) / (xx + yy + 1))


def _levels(picture: cv2.typing.MatLike, *shares: float) -> list[int]:
    """Return the grey levels below which these shares of the picture are, by counting: quicker than sorting."""
    counts = cv2.calcHist([picture], [0], None, [256], [0, 256]).ravel().cumsum()
    return [int(np.searchsorted(counts, share * counts[-1])) for share in shares]
