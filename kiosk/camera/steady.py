"""From readings in frame after frame to codes that came into view: each counts once until it was away.

A code that is held before the camera is read fifteen times a second, with gaps where the hand
shakes. It is one scan. It counts again when it was out of sight for long enough, in time and
in frames, so that neither a slow camera nor a short stutter makes two scans of one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from math import hypot
from typing import assert_never

from kiosk.camera.frame import Reading
from kiosk.camera.goods import Rank, rank_of
from kiosk.codes.payload import Payload

AWAY_NS = 1_000_000_000
GIVES_WAY_NS = 700_000_000
"""A code that was not seen for so long keeps no other from counting, though it would not count again itself."""
AWAY_FRAMES = 5
TOGETHER_NS = 350_000_000
"""Two codes seen within this time are in view together."""
BESIDE_NS = 150_000_000
"""Bars seen so shortly after a square are on the same label; later they may be on the next one."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A code came into view. `frames` it took since something like a code was first seen, 1 at least.

    `is_again`: it had counted before, and was never away. `taken_ns`: of the frame that it was read in.
    """

    reading: Reading
    frames: int
    is_again: bool = False
    taken_ns: int = 0


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
    reading: Reading
    rank: Rank
    standing: Standing

    @property
    def is_matrix(self) -> bool:
        """Whether it is a two-dimensional code."""
        return self.reading.is_matrix

    @property
    def goes_first(self) -> bool:
        """Whether it is a square that may be a label's: bars beside it are of the same label, and say less."""
        return self.is_matrix and self.rank is not Rank.ELSE


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

        A square code with bars beside it is one label: the square says more, and wins. So does what names
        goods beside a payment or a contact.
        """
        fresh = self._fresh()
        return len(fresh) > 1 and _order(fresh[0]) == _order(fresh[1])

    @property
    def together(self) -> tuple[Reading, ...]:
        """Two codes that are in view together, the one that goes first first; none where there is one alone."""
        fresh = self._fresh()
        is_one_label = len(fresh) > 1 and fresh[0].goes_first and not fresh[1].is_matrix
        return () if len(fresh) < 2 or is_one_label else (fresh[0].reading, fresh[1].reading)

    def _fresh(self) -> list[Sight]:
        """Return what was read a moment ago, in the order in which it counts."""
        return sorted((one for one in self.sights.values() if self.at_ns - one.seen_ns <= TOGETHER_NS), key=_order)

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

        Of several new codes in one frame one arrives: what names goods before what does not, a square before
        bars, the larger and nearer to `middle` (pixels). The others arrive when they are alone. `is_codelike`:
        something like a code was seen.
        """
        sights = self._kept(readings, at_ns)
        looking, empty = self._looked(readings, is_codelike=is_codelike)
        chosen = _first([sights[one.payload] for one in readings if _may_arrive(one.payload, sights, at_ns)], middle)
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
            rank, standing = (rank_of(payload), Standing.NEW) if before is None else (before.rank, before.standing)
            kept[payload] = Sight(at_ns, 0, reading, rank, standing)
        return kept

    def _looked(self, readings: Sequence[Reading], *, is_codelike: bool) -> tuple[int, int]:
        if readings or is_codelike:
            return self.frames_looking + 1, 0
        empty = self.frames_empty + 1
        return (0 if empty >= AWAY_FRAMES else self.frames_looking), empty


def _may_arrive(payload: Payload, sights: Mapping[Payload, Sight], at_ns: int) -> bool:
    """Return whether this code has not counted yet, and no other keeps it from counting now."""
    others = [sight for other, sight in sights.items() if other != payload and at_ns - sight.seen_ns < GIVES_WAY_NS]
    sight = sights[payload]
    match sight.standing:
        case Standing.NEW:
            return sight.is_matrix or not any(other.goes_first for other in others)
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
        other.goes_first and at_ns - other.seen_ns <= BESIDE_NS for other in sights.values()
    )
    return Standing.SHADOWED if is_beside_square else Standing.WAITING


def _order(sight: Sight) -> tuple[bool, Rank, bool]:
    """Return what puts one code before another, wherever they are: squares that may be a label's, then what is left."""
    return not sight.goes_first, sight.rank, not sight.is_matrix


def in_order(readings: Sequence[Reading], middle: tuple[float, float]) -> tuple[Reading, ...]:
    """Return the readings of one frame, the one first that counts before the others where all are new."""
    sights = [Sight(0, 0, one, rank_of(one.payload), Standing.NEW) for one in readings]
    return tuple(sight.reading for sight in sorted(sights, key=lambda sight: _order_from(sight, middle)))


def _first(sights: Sequence[Sight], middle: tuple[float, float]) -> Reading | None:
    """Return the code that counts: of those that go first, the one whose middle is fewest of its own sides away."""
    chosen = min(sights, key=lambda sight: _order_from(sight, middle), default=None)
    return None if chosen is None else chosen.reading


def _order_from(sight: Sight, middle: tuple[float, float]) -> tuple[tuple[bool, Rank, bool], float]:
    x, y = sight.reading.centre
    return _order(sight), hypot(x - middle[0], y - middle[1]) / max(1.0, sight.reading.side)
