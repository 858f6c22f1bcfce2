"""Eight ways in which a network fails, as values that a seed decides. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from random import Random


class Kind(StrEnum):
    """What people would say of the network."""

    LATENCY = "latency"
    JITTER = "jitter"
    DOWN = "down"
    BLACK_HOLE = "black_hole"
    SLOW_CLOSE = "slow_close"
    RESET = "reset"
    BANDWIDTH = "bandwidth"
    TRUNCATION = "truncation"


class End(StrEnum):
    """How a connection ends before its time: packets vanish, it is closed, or it is reset."""

    SILENCE = "silence"
    CLOSED = "closed"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Way:
    """What happens to the bytes that go one way over one connection.

    A piece is late by `delay_s`, and by up to `jitter_s` more; `bytes_a_second` 0 is no limit. After
    `body_bytes` of a body (0: nothing passes, None: all does) the connection ends as `end` says.
    """

    delay_s: float = 0.0
    jitter_s: float = 0.0
    bytes_a_second: float = 0.0
    body_bytes: int | None = None
    end: End = End.SILENCE


CLEAR = Way()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: `there` on the way to the centre, `back` on the way to the unit.

    `is_down`: nobody listens. `late_close_s`: the far end hangs up after its answer, and this end
    hears of it so much later.
    """

    there: Way = CLEAR
    back: Way = CLEAR
    is_down: bool = False
    late_close_s: float = 0.0


NONE = Fault()


def fault_of(kind: Kind, seed: int, there_bytes: int = 0, back_bytes: int = 1000, longest_s: float = 1.5) -> Fault:
    """Return the fault that `seed` makes of `kind`, for a body of about so many bytes each way.

    What breaks does so within a body, on the way there or back where both have one. `longest_s` is how late a
    piece is at most.
    """
    chance = Random(f"{kind}-{seed}")
    is_there = there_bytes > 0 and chance.random() < 0.5
    size_bytes = there_bytes if is_there else back_bytes
    match kind:
        case Kind.LATENCY:
            return _one_way(Way(delay_s=_spread(chance, 0.01, longest_s)), is_there=chance.random() < 0.5)
        case Kind.JITTER:
            jitter = Way(jitter_s=_spread(chance, 0.05, longest_s))
            return Fault(jitter, jitter)
        case Kind.DOWN:
            return Fault(is_down=True)
        case Kind.BLACK_HOLE:
            is_swallowed_there = chance.random() < 0.5
            return _one_way(Way(body_bytes=0), is_there=is_swallowed_there)
        case Kind.SLOW_CLOSE:
            return Fault(late_close_s=_spread(chance, 0.1, 2.0))
        case Kind.RESET:
            return _one_way(_broken(chance, size_bytes, End.RESET), is_there=is_there)
        case Kind.BANDWIDTH:
            return _one_way(Way(bytes_a_second=size_bytes / _spread(chance, 0.1, 3.0)), is_there=is_there)
        case Kind.TRUNCATION:
            return _one_way(_broken(chance, size_bytes, End.CLOSED), is_there=is_there)


def due_at(way: Way, now_s: float, last_due_s: float, size_bytes: int, chance: float) -> float:
    """Return when a piece that came at `now_s` is passed on, never before the piece ahead of it.

    `chance` in [0, 1) decides the jitter; monotonic seconds.
    """
    due_s = max(last_due_s, now_s + way.delay_s + chance * way.jitter_s)
    if way.bytes_a_second > 0:
        due_s = max(due_s, last_due_s) + size_bytes / way.bytes_a_second
    return due_s


def _one_way(way: Way, *, is_there: bool) -> Fault:
    return Fault(there=way) if is_there else Fault(back=way)


def _broken(chance: Random, size_bytes: int, end: End) -> Way:
    return Way(body_bytes=1 + chance.randrange(max(1, size_bytes - 1)), end=end)


def _spread(chance: Random, least: float, most: float) -> float:
    """Return a number between, each size as likely as the next: many are small, some large."""
    return math.exp(chance.uniform(math.log(least), math.log(most)))
