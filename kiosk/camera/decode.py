"""Codes out of frames, at a bounded cost a frame.

Each frame gets a cheap pass: squares always, bars and Data Matrix in turn. Where that reads
nothing and something like a code is in view, ONE harder pass follows, in turn over the
frames: other reader, enlarged, more contrast, sharpened … So a difficult label takes a few
frames more, and a frame never takes much more than its share.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

import cv2
import numpy as np

from kiosk.camera.frame import Box, Frame, Pixels, Reading, fitting_scale
from kiosk.camera.presence import Look, look, stretched
from kiosk.camera.readers import ALL, BARS, MATRIX, SQUARES, Formats, Found, zbar, zxing
from kiosk.codes.payload import Payload

MARGIN = 24
"""Pixels round the code-like region that the harder passes get too: a code needs its quiet zone."""
ENLARGED_SIDE = 1400
"""No enlarged picture is longer than this."""


@dataclass(frozen=True, slots=True)
class Crop:
    """A part of a frame, changed for a harder pass; `scale` from the frame's pixels to its own."""

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


@dataclass(frozen=True, slots=True)
class HardPass:
    """One of the harder ways to read: how the region is changed, and who reads it."""

    name: str
    change: Callable[[Pixels], Pixels]
    enlarge: float
    read: Callable[[Pixels], list[Found]]


def _plain(picture: Pixels) -> Pixels:
    return picture


def _local_contrast(picture: Pixels) -> Pixels:
    return np.asarray(cv2.createCLAHE(clipLimit=4.0, tileGridSize=(6, 6)).apply(picture), np.uint8)


def _two_tone(picture: Pixels) -> Pixels:
    size = max(15, min(picture.shape) // 8 | 1)
    smooth = cv2.GaussianBlur(picture, (3, 3), 0)
    return np.asarray(
        cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, size, 5), np.uint8
    )


def _sharpened(picture: Pixels) -> Pixels:
    soft = cv2.GaussianBlur(picture, (0, 0), 5.0)
    return np.asarray(cv2.addWeighted(picture, 4.0, soft, -3.0, 0), np.uint8)


def _by_zxing(formats: Formats) -> Callable[[Pixels], list[Found]]:
    return lambda picture: zxing(picture, formats, thorough=True)


HARD_PASSES = (
    HardPass("all formats", _plain, 1.0, _by_zxing(ALL)),
    HardPass("enlarged", _plain, 2.0, _by_zxing((*SQUARES, *MATRIX))),
    HardPass("second reader", _plain, 1.0, zbar),
    HardPass("sharpened", _sharpened, 2.0, _by_zxing(SQUARES)),
    HardPass("local contrast", _local_contrast, 1.0, _by_zxing(ALL)),
    HardPass("two tones", _two_tone, 1.0, _by_zxing((*SQUARES, *MATRIX))),
    HardPass("second reader, sharpened", _sharpened, 1.0, zbar),
)
PATIENCE = 3 * len(HARD_PASSES)
IDLE_EVERY = 6
"""A crate that looks like a code would cost a core all day: after PATIENCE passes only every so many frames."""
MOVED = 40
"""Pixels by which the middle of a region must move to be a new one."""

_IN_TURN = (BARS, MATRIX)

Pass: TypeAlias = tuple[str, list[Found]]
"""The name of a pass and what it read."""


class Decoder:
    """Reads frame after frame; remembers whose turn it is, and which bars wait to be seen again."""

    def __init__(self) -> None:
        self._turn = 0
        self._hard_turn = 0
        self._bars_before: frozenset[Payload] = frozenset()
        self._fruitless = 0
        self._box: Box | None = None

    def read(self, frame: Frame, seen: Look) -> tuple[Reading, ...]:
        """Return the codes of the next frame of a stream. Bars count once two passes in succession agree."""
        start = time.perf_counter()
        formats = BARS if self._bars_before else _IN_TURN[self._turn % len(_IN_TURN)]
        self._turn += 1
        frame = _lit(frame, seen)
        by_pass: list[Pass] = [("squares", zxing(frame.grey, SQUARES, thorough=True))]
        by_pass.append(("in turn", zxing(frame.grey, formats, thorough=False)))
        if any(found for _, found in by_pass):
            self._fruitless = 0
        elif seen.box is not None and self._is_hard_pass_due(seen.box):
            hard = HARD_PASSES[self._hard_turn % len(HARD_PASSES)]
            by_pass.append((hard.name, _run(hard, frame, seen.box)))
            # what read bars gets the next turn too: they must be seen again before they count
            self._hard_turn += 0 if by_pass[-1][1] else 1
        believed = _believed(by_pass, self._bars_before)
        bars = frozenset(found.payload for _, found in _flat(by_pass) if found.is_bars)
        if bars or formats is BARS:
            self._bars_before = bars
        return _readings(believed, (time.perf_counter() - start) * 1000)

    def _is_hard_pass_due(self, box: Box) -> bool:
        """Return whether this region is worth it: what stood still through all passes is tried less often."""
        if self._box is None or _has_moved(self._box, box):
            self._box = box
            self._fruitless = 0
        self._fruitless += 1
        return self._fruitless <= PATIENCE or self._fruitless % IDLE_EVERY == 0


def read_still(frame: Frame) -> tuple[Reading, ...]:
    """Return the codes of one picture that stands alone: all passes until something reads.

    There is no next frame to confirm bars: two different passes must agree on them.
    """
    start = time.perf_counter()
    seen = look(frame)
    frame = _lit(frame, seen)
    whole = Box(0, 0, frame.width, frame.height)
    by_pass: list[Pass] = [("all formats", zxing(frame.grey, ALL, thorough=True))]
    boxes = [whole] if seen.box is None else [seen.box, whole]
    for box in boxes:
        for hard in HARD_PASSES[1 if box is whole else 0 :]:
            if believed := _believed(by_pass, frozenset()):
                return _readings(believed, (time.perf_counter() - start) * 1000)
            by_pass.append((f"{hard.name} of {'all' if box is whole else 'region'}", _run(hard, frame, box)))
    return _readings(_believed(by_pass, frozenset()), (time.perf_counter() - start) * 1000)


def fitted(grey: Pixels) -> Pixels:
    """Return the picture, reduced to what decoders are given at most."""
    height, width = grey.shape[:2]
    scale = fitting_scale(width, height)
    if scale == 1.0:
        return grey
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def _lit(frame: Frame, seen: Look) -> Frame:
    return replace(frame, grey=stretched(frame.grey, seen.floor, seen.gain)) if seen.gain != 1.0 else frame


def _has_moved(before: Box, now: Box) -> bool:
    (old_x, old_y), (x, y) = before.centre, now.centre
    return abs(x - old_x) > MOVED or abs(y - old_y) > MOVED


def _run(hard: HardPass, frame: Frame, box: Box) -> list[Found]:
    crop = _crop(frame, box, hard.enlarge)
    picture = np.ascontiguousarray(hard.change(crop.picture))
    return [crop.back(found) for found in hard.read(picture)]


def _crop(frame: Frame, box: Box, enlarge: float) -> Crop:
    box = box.widened(MARGIN, frame.width, frame.height)
    part = frame.grey[box.top : box.bottom, box.left : box.right]
    scale = min(enlarge, max(1.0, ENLARGED_SIDE / max(part.shape)))
    if scale > 1.0:
        part = np.asarray(cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), np.uint8)
    return Crop(part, box.left, box.top, scale)


def _flat(by_pass: list[Pass]) -> list[tuple[str, Found]]:
    return [(name, found) for name, pass_found in by_pass for found in pass_found]


def _believed(by_pass: list[Pass], before: frozenset[Payload]) -> list[tuple[str, Found]]:
    """Return what counts: squares and matrices at once, bars that were read `before` or by two passes here."""
    passes = Counter(payload for _, found in by_pass for payload in {one.payload for one in found})
    return [
        (name, found)
        for name, found in _flat(by_pass)
        if not found.is_bars or found.payload in before or passes[found.payload] > 1
    ]


def _readings(believed: list[tuple[str, Found]], decode_ms: float) -> tuple[Reading, ...]:
    """Return one reading for each payload, by the first pass that had it."""
    first: dict[Payload, Reading] = {}
    for name, found in believed:
        first.setdefault(found.payload, Reading(found.payload, found.corners, found.format, name, decode_ms))
    return tuple(first.values())
