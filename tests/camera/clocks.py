"""Clocks of tests: what reads by a budget of time reads the same on a busy machine."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count


def ticking(step_s: float = 0.002) -> Callable[[], float]:
    """Return a clock that goes on by `step_s` with each look at it."""
    looks = count()
    return lambda: next(looks) * step_s
