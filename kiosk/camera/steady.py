"""From readings in frame after frame to codes that came into view: each counts once until it was away.

A code that is held before the camera is read fifteen times a second, with gaps where the hand
shakes. It is one scan. It counts again when it was out of sight for long enough, in time and
in frames, so that neither a slow camera nor a short stutter makes two scans of one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import assert_never

from kiosk.camera.frame import Reading
from kiosk.codes.payload import Payload

AWAY_NS = 700_000_000
AWAY_FRAMES = 5
TOGETHER_NS = 350_000_000
"""Two codes seen within this time are in view together."""
BESIDE_NS = 150_000_000
"""Bars seen so shortly after a square are on the same label; later they may be on the next one."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A code came into view. `frames` it took since something like a code was first seen, 1 at least.

    `is_again`: it had counted before, and was never away.
    """

    reading: Reading
    frames: int
    is_again: bool = False


class Standing(Enum):
    """What became of a code that is in view."""

    NEW = "new"
    COUNTED = "counted"
    WAITING = "waiting"
    """It came while another one was in view that goes before it: it counts when that one is away."""
    SHADOWED = "shadowed"
    """Bars beside a square code: they never count before they were away themselves."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A code that is in view, or was a moment ago."""

    seen_ns: int
    missed: int
    is_matrix: bool
    standing: Standing


@dataclass(frozen=True, slots=True)
class InView:
    """What is before the camera: a value; `after` gives the next one."""

    sights: Mapping[Payload, Sight] = field(default_factory=dict)
    frames_looking: int = 0
    frames_empty: int = 0
    at_ns: int = 0

    @property
    def has_two_codes(self) -> bool:
        """Whether two codes of one kind are in view together: which is meant, only the hand can tell.

        A square code with bars beside it is one label: the square says more, and wins.
        """
        fresh = [sight for sight in self.sights.values() if self.at_ns - sight.seen_ns <= TOGETHER_NS]
        squares = sum(sight.is_matrix for sight in fresh)
        return squares > 1 or (squares == 0 and len(fresh) > 1)

    @property
    def counted(self) -> frozenset[Payload]:
        """The codes in view that have counted."""
        return frozenset(payload for payload, sight in self.sights.items() if sight.standing is Standing.COUNTED)

    @property
    def has_code(self) -> bool:
        """Whether a code was read a moment ago."""
        return any(self.at_ns - sight.seen_ns <= TOGETHER_NS for sight in self.sights.values())

    def after(
        self, readings: Sequence[Reading], at_ns: int, middle: tuple[float, float], *, is_codelike: bool
    ) -> tuple[InView, tuple[Arrival, ...]]:
        """Return what is in view after a frame of monotonic time `at_ns`, and what arrived with it.

        Of several new codes in one frame the one nearest to `middle` (pixels) arrives, a square before
        bars; the others arrive when they are alone. `is_codelike`: something like a code was seen.
        """
        sights = self._kept(readings, at_ns)
        looking, empty = self._looked(readings, is_codelike=is_codelike)
        chosen = _nearest([one for one in readings if _may_arrive(one.payload, sights)], middle)
        for one in readings:
            sights[one.payload] = replace(sights[one.payload], standing=_standing(one.payload, sights, at_ns))
        if chosen is None:
            return InView(sights, looking, empty, at_ns), ()
        sights[chosen.payload] = replace(sights[chosen.payload], standing=Standing.COUNTED)
        return InView(sights, 0, empty, at_ns), (Arrival(chosen, max(1, looking)),)

    def _kept(self, readings: Sequence[Reading], at_ns: int) -> dict[Payload, Sight]:
        """Return the sights with this frame's readings in, and those that went away out."""
        read = {one.payload: one for one in readings}
        kept = {
            payload: replace(sight, missed=sight.missed + 1)
            for payload, sight in self.sights.items()
            if payload not in read and (at_ns - sight.seen_ns < AWAY_NS or sight.missed + 1 < AWAY_FRAMES)
        }
        for payload, reading in read.items():
            before = self.sights.get(payload)
            kept[payload] = Sight(at_ns, 0, reading.is_matrix, Standing.NEW if before is None else before.standing)
        return kept

    def _looked(self, readings: Sequence[Reading], *, is_codelike: bool) -> tuple[int, int]:
        if readings or is_codelike:
            return self.frames_looking + 1, 0
        empty = self.frames_empty + 1
        return (0 if empty >= AWAY_FRAMES else self.frames_looking), empty


def _may_arrive(payload: Payload, sights: Mapping[Payload, Sight]) -> bool:
    """Return whether this code has not counted yet, and no other keeps it from counting now."""
    others = [sight for other, sight in sights.items() if other != payload]
    sight = sights[payload]
    match sight.standing:
        case Standing.NEW:
            return sight.is_matrix or not any(other.is_matrix for other in others)
        case Standing.WAITING:
            return not others
        case Standing.COUNTED | Standing.SHADOWED:
            return False
        case _:
            assert_never(sight.standing)


def _standing(payload: Payload, sights: Mapping[Payload, Sight], at_ns: int) -> Standing:
    """Return what becomes of a code in view that does not arrive now."""
    sight = sights[payload]
    if sight.standing in (Standing.COUNTED, Standing.SHADOWED):
        return sight.standing
    is_beside_square = not sight.is_matrix and any(
        other.is_matrix and at_ns - other.seen_ns <= BESIDE_NS for other in sights.values()
    )
    return Standing.SHADOWED if is_beside_square else Standing.WAITING


def _nearest(readings: Sequence[Reading], middle: tuple[float, float]) -> Reading | None:
    """Return the square, else the bars, that is nearest to `middle`."""

    def rank(reading: Reading) -> tuple[bool, float]:
        x, y = reading.centre
        return not reading.is_matrix, (x - middle[0]) ** 2 + (y - middle[1]) ** 2

    return min(readings, key=rank, default=None)
