"""What each reader made of clips: counted by kind of trouble."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import cv2

from bench.reading.clips import KINDS, Clip, clip
from bench.reading.readers import READERS, Reader


@dataclass(slots=True)
class Tally:
    """One reader on the clips of one kind. `first` counts frames up to the first read; `spent_ms` is of each frame.

    `unread_ms`: of the frames that gave nothing, `read_ms`: of those that did. `wrong` counts what nobody printed.
    """

    clips: int = 0
    clips_read: int = 0
    frames: int = 0
    frames_read: int = 0
    first: list[int] = field(default_factory=list)
    read_ms: list[float] = field(default_factory=list)
    unread_ms: list[float] = field(default_factory=list)
    wrong: set[bytes] = field(default_factory=set)

    def note(self, clip: Clip, reads: Sequence[set[bytes]], spent_ms: Sequence[float]) -> None:
        """Count one clip: what was read in each frame, and the milliseconds that each took."""
        right = [bool(read & clip.contents) for read in reads]
        self.clips += 1
        self.clips_read += any(right)
        self.frames += len(right)
        self.frames_read += sum(right)
        self.first += [right.index(True) + 1] if any(right) else []
        for is_read, ms in zip(right, spent_ms, strict=True):
            (self.read_ms if is_read else self.unread_ms).append(ms)
        self.wrong |= {content for read in reads for content in read} - clip.contents

    def add(self, other: Tally) -> None:
        """Count what `other` counted too."""
        self.clips += other.clips
        self.clips_read += other.clips_read
        self.frames += other.frames
        self.frames_read += other.frames_read
        self.first += other.first
        self.read_ms += other.read_ms
        self.unread_ms += other.unread_ms
        self.wrong |= other.wrong


Tallies = dict[tuple[str, str], Tally]
"""By kind of trouble and name of the reader."""


def counted(clips: Iterable[Clip], readers: Sequence[Reader]) -> Tallies:
    """Return what each reader makes of the same frames, in the time of this thread alone."""
    tallies: Tallies = {}
    for one in clips:
        for reader in readers:
            reads, spent_ms = _read(one, reader)
            tallies.setdefault((one.kind, reader.name), Tally()).note(one, reads, spent_ms)
    return tallies


def _read(clip: Clip, reader: Reader) -> tuple[list[set[bytes]], list[float]]:
    read = reader.begin()
    reads, spent_ms = [], []
    for frame in clip.frames:
        start = time.thread_time()
        reads.append(read(frame))
        spent_ms.append((time.thread_time() - start) * 1000)
    return reads, spent_ms


def merged(many: Iterable[Tallies]) -> Tallies:
    """Return what several runs over different seeds counted together."""
    together: Tallies = {}
    for tallies in many:
        for key, tally in tallies.items():
            together.setdefault(key, Tally()).add(tally)
    return together


def total(tallies: Tallies, reader: str, kinds: Iterable[str]) -> Tally:
    """Return one reader's figures over several kinds."""
    summed = Tally()
    for kind in kinds:
        summed.add(tallies[kind, reader])
    return summed


def of_kind(name: str, seeds: range) -> Tallies:
    """Return what all readers make of the clips of one kind."""
    cv2.setNumThreads(1)
    kind = next(kind for kind in KINDS if kind.name == name)
    return counted((clip(kind, seed) for seed in seeds), READERS)
