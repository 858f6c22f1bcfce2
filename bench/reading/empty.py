"""Frames with nothing to read in them: what is read all the same is false, and what they cost is wasted."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import psutil

from bench.reading import light
from bench.reading.clips import FRAME_NS, KINDS, clip
from bench.reading.hand import HEIGHT, WIDTH
from bench.reading.readers import READERS, Reader
from kiosk.camera.apart import Apart
from kiosk.camera.frame import Frame, Looked
from kiosk.camera.presence import Look
from kiosk.camera.watch import Looks, Watch

VIEWS = 50
"""So many frames are one view of a stall, moved and turned about; then comes the next stall."""
WARM = 500
"""After so many frames everything is loaded that will ever be."""
BARE_EVERY = 10
"""The bare decoders get every so many frames: what is measured here is this stage."""
LOADED_WITHIN_S = 30.0
PICTURES = 60
"""So many different pictures go round while memory is watched."""


@dataclass(slots=True)
class Wasted:
    """What one reader did with empty frames."""

    frames: int = 0
    false: dict[bytes, int] = field(default_factory=dict)
    spent_ms: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Held:
    """The memory of the processes that read so many `frames`, after WARM of them and at the end."""

    frames: int
    warm_bytes: int
    last_bytes: int


def empty_frames(count: int, seed: int) -> Iterator[Frame]:
    """Give `count` frames of stalls without labels, each picture as it is and as in a mirror."""
    random = np.random.default_rng(seed)
    for number in range(count):
        if number % VIEWS == 0:
            scene = light.market(random)
        if number % 2 == 0:
            moved = np.roll(scene, tuple(int(one) for one in random.integers(0, (HEIGHT, WIDTH))), (0, 1))
            turned = cv2.flip(moved, int(random.integers(-1, 2)))
            grey = light.sensed(turned.astype(np.float32), random, float(random.uniform(0.05, 1.0)))
        else:
            grey = np.ascontiguousarray(grey[:, ::-1])
        yield Frame(grey, (number + 1) * FRAME_NS, number + 1)


def wasted(count: int, seed: int, readers: tuple[Reader, ...]) -> dict[str, Wasted]:
    """Return what each reader did with the same empty frames: the first with all, the others with some of them."""
    found = {reader.name: Wasted() for reader in readers}
    reads = {reader.name: reader.begin() for reader in readers}
    for number, frame in enumerate(empty_frames(count, seed)):
        for name, read in reads.items():
            if name != readers[0].name and number % BARE_EVERY:
                continue
            start = time.thread_time()
            contents = read(frame)
            one = found[name]
            one.spent_ms.append((time.thread_time() - start) * 1000)
            one.frames += 1
            for content in contents:
                one.false[content] = one.false.get(content, 0) + 1
    return found


def waste(count: int, seed: int) -> dict[str, Wasted]:
    """Return the figures of all readers but OpenCV, which took up to a minute for one such frame."""
    cv2.setNumThreads(1)
    return wasted(count, seed, READERS[:3])


def held(count: int, seed: int) -> Held:
    """Return what a camera's process, its keeper and its decoder hold together while `count` frames are read.

    A third are unread labels, the others empty.
    """
    cv2.setNumThreads(1)
    apart = Apart()
    try:
        unread = next(kind for kind in KINDS if kind.name == "wrinkles")
        pictures = [frame.grey for frame in empty_frames(PICTURES - PICTURES // 3, seed)]
        pictures += [frame.grey for one in range(PICTURES // 3) for frame in clip(unread, seed + one, frames=1).frames]
        looks = _Counting(apart)
        watch = Watch(is_live=False, decoder=looks)
        assert apart.wait(LOADED_WITHIN_S)
        warm = 0
        for number in range(count):
            watch.after(Frame(pictures[number % len(pictures)], (number + 1) * FRAME_NS, number + 1))
            if number == WARM:
                warm = family_bytes()
        return Held(looks.count, warm, family_bytes())
    finally:
        apart.close()


def family_bytes() -> int:
    """Return the memory of this process and of all that it started; what they share is counted once.

    Without what lies in files: programs on the machine that come and go change what is shared of that.
    """
    here = psutil.Process()
    return sum(_held_bytes(one.pid) for one in (here, *here.children(recursive=True)))


def _held_bytes(pid: int) -> int:
    rows = (line.split() for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines())
    return sum(int(row[1]) * 1024 for row in rows if row[0] in ("Pss_Anon:", "Pss_Shmem:"))


class _Counting:
    """Counts the frames that the decoder looked at: one that is busy looks at none."""

    def __init__(self, looks: Looks) -> None:
        self._looks = looks
        self.count = 0

    def read(self, frame: Frame, seen: Look) -> Sequence[Looked]:
        looked = self._looks.read(frame, seen)
        self.count += len(looked)
        return looked
