"""What a process holds over a long piece of work: memory that grows, descriptors that leak."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import psutil

MAX_GROWTH = 0.02
WARM_SHARE = 0.5
"""Of the samples: what comes before has painted every text and view, and done everything else, for the first time."""
HEADING = (
    "| part | most memory | growth of the least, once warm (under 2 %) | fewest descriptors: first half, second |",
    "|---|---:|---:|---:|",
)


@dataclass(frozen=True, slots=True)
class Sample:
    """One look at a process: its own memory, and its open descriptors."""

    at_s: float
    memory_bytes: int
    descriptors: int


@dataclass(frozen=True, slots=True)
class Held:
    """What the process of one part held, look by look."""

    samples: tuple[Sample, ...]

    @property
    def growth(self) -> float:
        """By what share the least that it holds grew, from its first quarter after warming up to the last.

        What is used and given back in between (an upload, a paint) is no growth.
        """
        warm = _warm([sample.memory_bytes for sample in self.samples])
        quarter = max(1, len(warm) // 4)
        return min(warm[-quarter:]) / min(warm[:quarter]) - 1

    @property
    def most_mb(self) -> float:
        """The most memory that it held at any time."""
        return max(sample.memory_bytes for sample in self.samples) / 1e6

    @property
    def descriptors(self) -> tuple[int, int]:
        """The fewest descriptors in the first half after warming up, and in the second.

        Questions that wait hold one each: how many there are at most is the network's doing. What leaks
        never comes down again.
        """
        warm = _warm([sample.descriptors for sample in self.samples])
        half = len(warm) // 2
        return min(warm[:half]), min(warm[half:])

    def faults(self, part: str) -> Iterator[str]:
        """Yield what is not as promised, in words."""
        if self.growth >= MAX_GROWTH:
            yield f"{part} grew by {self.growth:.1%}"
        before, after = self.descriptors
        if after > before:
            yield f"{part} holds {after} descriptors, before {before}"

    def row(self, part: str) -> str:
        """Return a line of the table under HEADING."""
        before, after = self.descriptors
        return f"| {part} | {self.most_mb:.1f} MB | {self.growth:+.2%} | {before}, {after} |"


def look(process: psutil.Process, at_s: float) -> Sample:
    """Return what `process` holds now."""
    return Sample(at_s, process.memory_full_info().uss, process.num_fds())


def _warm(values: Sequence[int]) -> Sequence[int]:
    return values[int(len(values) * WARM_SHARE) :]
