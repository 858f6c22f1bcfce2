"""Codes out of frames, at a bounded cost a frame.

Each frame gets a cheap pass for squares. Where that reads nothing, bars and Data Matrix are looked for in turn, and
where something like a code is in view harder passes follow, in turn over the frames (passes.py): as many as a budget of
milliseconds allows. So a difficult label takes a few frames more, a frame never much more than its share, and a slow
machine takes fewer passes a frame.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

import cv2
import numpy as np

from kiosk.camera.frame import Box, Frame, Pixels, Reading, fitting_scale
from kiosk.camera.passes import BAR_PASSES, HARD_PASSES, SOFT_PASSES, SQUARE_PASSES, HardPass
from kiosk.camera.presence import Look, look, stretched
from kiosk.camera.readers import ALL, BARS, MATRIX, SQUARES, Found, zxing
from kiosk.camera.stack import Stack
from kiosk.codes.payload import Payload

BUDGET_MS = 14.0
"""What a frame may cost in the mean, its cheap pass with it."""
MOST_MS = 32.0
"""What is saved up by cheaper frames, and so what a single one may cost."""
LEARNS = 0.3
"""The share by which a newer cost of a pass changes what is expected of it."""
PATIENCE = 24
IDLE_EVERY = 6
"""A crate that looks like a code would cost a core all day: after PATIENCE frames only every so many frames."""
MOVED = 40
"""Pixels by which the middle of a region must move to be a new one."""
WAITS = 2
"""So many frames the pass that read the last one is waited for, where there is no time for it."""
MORE_EVERY = 5
"""While a square is read, bars and inverted squares beside it are looked for in every so many frames: one that is
neither inverted nor large costs half of the cheap pass then."""
REGIONS = (0, 1, 0, 2)
"""Which of the suspected regions a round of all passes is for: mostly the one that is most like a code."""

_IN_TURN = (MATRIX, BARS)
GRAINY = 0.45
"""A region with so much grain is taken for bars …"""
BLURRED = 0.38
"""… one of less sharpness for a square that is blurred; every third round of passes is for any square all the same."""

Pass: TypeAlias = tuple[str, list[Found]]
"""The name of a pass and what it read."""


class Decoder:
    """Reads frame after frame; remembers whose turn it is, what passes cost, and which bars wait to be seen again."""

    def __init__(self, budget_ms: float = BUDGET_MS, clock: Callable[[], float] = time.thread_time) -> None:
        """`budget_ms` a frame in the mean, by `clock` (seconds): the time of this thread, for others run beside it."""
        self._budget_ms = budget_ms
        self._clock = clock
        self._saved_ms = MOST_MS
        self._costs = {hard.name: hard.ms_per_mpx for hard in HARD_PASSES}
        self._turn = 0
        self._hard_turn = 0
        self._bars_before: frozenset[Payload] = frozenset()
        self._fruitless = 0
        self._worked: tuple[HardPass, Box] | None = None
        self._waited = 0
        self._shape: tuple[int, ...] = ()
        self._box: Box | None = None
        self._is_plain: bool | None = None
        self._stack = Stack()

    def read(self, frame: Frame, seen: Look) -> tuple[Reading, ...]:
        """Return the codes of the next frame of a stream. Bars count once two frames in succession agree."""
        start = self._clock()
        self._saved_ms = min(MOST_MS, self._saved_ms + self._budget_ms)
        self._turn += 1
        self._forget_elsewhere(frame, seen)
        frame = _lit(frame, seen)
        by_pass: list[Pass] = [("squares", self._squares(frame))]
        is_bars_turn = False
        if (not by_pass[0][1] or self._turn % MORE_EVERY == 0) and self._saved_ms > self._since_ms(start):
            is_bars_like = bool(self._bars_before) or seen.grain > GRAINY
            formats = BARS if is_bars_like else _IN_TURN[self._turn % len(_IN_TURN)]
            is_bars_turn = formats is BARS
            by_pass.append(("in turn", zxing(frame.grey, formats, thorough=False)))
        if any(found for _, found in by_pass):
            self._fruitless = 0
        elif seen.box is not None and self._is_hard_pass_due(seen.box):
            by_pass += self._tried(frame, seen, start)
        self._stack.add(frame.grey)
        believed = _believed(by_pass, self._bars_before)
        bars = frozenset(found.payload for _, found in _flat(by_pass) if found.is_bars)
        if bars or is_bars_turn:
            self._bars_before = bars
        spent_ms = self._since_ms(start)
        self._saved_ms -= spent_ms
        return _readings(believed, spent_ms)

    def _squares(self, frame: Frame) -> list[Found]:
        """Return what the cheap pass reads; after pictures made to be dear it gets smaller ones for a while."""
        if self._saved_ms <= -MOST_MS:
            half = np.ascontiguousarray(frame.grey[::2, ::2])
            return [found.scaled(2) for found in zxing(half, SQUARES, thorough=True)] if half.size else []
        is_tried = self._is_plain is True and self._turn % MORE_EVERY != 0
        if is_tried and (plain := zxing(frame.grey, SQUARES, thorough=False)):
            return plain
        found = zxing(frame.grey, SQUARES, thorough=True)
        self._is_plain = None if not found else self._is_plain is None or (self._is_plain and not is_tried)
        return found

    def _tried(self, frame: Frame, seen: Look, start: float) -> list[Pass]:
        """Return what harder passes read, one after another until one reads or the frame's time is up."""
        tried: list[Pass] = []
        for _ in HARD_PASSES:
            # what read the last frame is tried first: it reads this label, and bars count once they are seen again
            hard, box = self._next(seen) if self._worked is None else self._worked
            expected_ms = self._costs[hard.name] * hard.pixels(box, frame)
            if expected_ms > self._saved_ms - self._since_ms(start):
                self._put_off(expected_ms)
                break
            self._waited = 0
            found = self._run(hard, frame, box)
            tried.append((hard.name, found))
            if found:
                self._worked = hard, box
                break
            self._hard_turn += 1 if self._worked is None else 0
            self._worked = None
        return tried

    def _put_off(self, expected_ms: float) -> None:
        """Leave a pass for a later frame; what read the last one gives way to the others after WAITS frames."""
        if self._worked is not None and self._waited < WAITS:
            self._waited += 1
            return
        self._worked, self._waited = None, 0
        # one that is dearer than all that can be saved is left out, any other waits for its turn
        self._hard_turn += 1 if expected_ms > MOST_MS / 2 else 0

    def _forget_elsewhere(self, frame: Frame, seen: Look) -> None:
        """Let go of where something was read or suspected, once nothing is there or the frame has another shape."""
        if frame.grey.shape != self._shape:
            self._shape, self._worked, self._box = frame.grey.shape, None, None
        elif self._worked is not None and all(_has_moved(self._worked[1], box) for box in seen.boxes):
            self._worked = None

    def _next(self, seen: Look) -> tuple[HardPass, Box]:
        """Return whose turn it is, and the region that this round is for."""
        suited = BAR_PASSES if seen.grain > GRAINY else SOFT_PASSES if seen.sharpness < BLURRED else SQUARE_PASSES
        turn = self._hard_turn // len(suited)
        passes = SQUARE_PASSES if turn % 3 == 2 else suited
        return passes[self._hard_turn % len(passes)], seen.boxes[REGIONS[turn % len(REGIONS)] % len(seen.boxes)]

    def _run(self, hard: HardPass, frame: Frame, box: Box) -> list[Found]:
        begun = self._clock()
        given = self._stack.merged(frame, box) if hard.is_stacked else frame
        found = [] if given is None else hard.run(given, box)
        cost = self._since_ms(begun) / max(0.01, hard.pixels(box, frame))
        self._costs[hard.name] += LEARNS * (cost - self._costs[hard.name])
        return found

    def _since_ms(self, start: float) -> float:
        return (self._clock() - start) * 1000

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
    boxes = [*seen.boxes, whole]
    for box in boxes:
        for hard in (one for one in HARD_PASSES if not one.is_stacked):
            if believed := _agreed(by_pass):
                return _readings(believed, (time.perf_counter() - start) * 1000)
            by_pass.append((f"{hard.name} of {'all' if box is whole else 'region'}", hard.run(frame, box)))
    return _readings(_agreed(by_pass), (time.perf_counter() - start) * 1000)


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


def _flat(by_pass: list[Pass]) -> list[tuple[str, Found]]:
    return [(name, found) for name, pass_found in by_pass for found in pass_found]


def _believed(by_pass: list[Pass], before: frozenset[Payload]) -> list[tuple[str, Found]]:
    """Return what counts in a stream: squares and matrices at once, bars that were read `before`."""
    return [(name, found) for name, found in _flat(by_pass) if not found.is_bars or found.payload in before]


def _agreed(by_pass: list[Pass]) -> list[tuple[str, Found]]:
    """Return what counts in a picture that stands alone: squares and matrices at once, bars that two passes read."""
    passes = Counter(payload for _, found in by_pass for payload in {one.payload for one in found})
    return [(name, found) for name, found in _flat(by_pass) if not found.is_bars or passes[found.payload] > 1]


def _readings(believed: list[tuple[str, Found]], decode_ms: float) -> tuple[Reading, ...]:
    """Return one reading for each payload, by the first pass that had it."""
    first: dict[Payload, Reading] = {}
    for name, found in believed:
        first.setdefault(found.payload, Reading(found.payload, found.corners, found.format, name, decode_ms))
    return tuple(first.values())
