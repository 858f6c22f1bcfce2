"""Frames with nothing to read in them: what is read all the same is false, and what they cost is wasted."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np
import psutil

from bench.reading import light
from bench.reading.clips import FRAME_NS
from bench.reading.hand import HEIGHT, WIDTH
from bench.reading.readers import READERS, Reader
from kiosk.camera.frame import Frame

VIEWS = 50
"""So many frames are one view of a stall, moved and turned about; then comes the next stall."""
WARM = 500
"""After so many frames everything is loaded that will ever be."""


@dataclass(slots=True)
class Wasted:
    """What one reader did with empty frames."""

    frames: int = 0
    false: dict[bytes, int] = field(default_factory=dict)
    spent_ms: list[float] = field(default_factory=list)
    warm_bytes: int = 0
    last_bytes: int = 0


def empty_frames(count: int, seed: int) -> Iterator[Frame]:
    """Give `count` frames of stalls without labels."""
    random = np.random.default_rng(seed)
    for number in range(count):
        if number % VIEWS == 0:
            scene = light.market(random)
        moved = np.roll(scene, tuple(int(one) for one in random.integers(0, (HEIGHT, WIDTH))), (0, 1))
        turned = cv2.flip(moved, int(random.integers(-1, 2)))
        grey = light.sensed(turned.astype(np.float32), random, float(random.uniform(0.05, 1.0)))
        yield Frame(grey, (number + 1) * FRAME_NS, number + 1)


def wasted(count: int, seed: int, readers: tuple[Reader, ...]) -> dict[str, Wasted]:
    """Return what each reader did with the same empty frames; memory is this process's, after all of them."""
    found = {reader.name: Wasted() for reader in readers}
    reads = {reader.name: reader.begin() for reader in readers}
    process = psutil.Process()
    for number, frame in enumerate(empty_frames(count, seed)):
        for name, read in reads.items():
            start = time.thread_time()
            contents = read(frame)
            one = found[name]
            one.spent_ms.append((time.thread_time() - start) * 1000)
            one.frames += 1
            for content in contents:
                one.false[content] = one.false.get(content, 0) + 1
            if number == WARM:
                one.warm_bytes = process.memory_info().rss
    for one in found.values():
        one.last_bytes = process.memory_info().rss
    return found


def waste(count: int, seed: int) -> dict[str, Wasted]:
    """Return the figures of all readers but OpenCV, which took up to a minute for one such frame."""
    cv2.setNumThreads(1)
    return wasted(count, seed, READERS[:3])
