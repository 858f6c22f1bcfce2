"""What a waiting screen tells of its own: recalls in force by this unit's registry, and the mark to look for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kiosk.lookup.recalled import Recalled
from kiosk.moment import Moment
from kiosk.wording.waiting import TurnView, mark_turn, recall_turn
from kiosk.words import Words

LOOK_EVERY_S = 30.0
"""A recall that was published is seen this soon after it is on the unit."""


class Idle:
    """`recalled` gives the recalls in force; `host` the city's own, or ""."""

    def __init__(self, recalled: Callable[[Moment], Sequence[Recalled]], host: Callable[[], str]) -> None:
        self._recalled = recalled
        self._host = host
        self._found: Sequence[Recalled] = ()
        self._looks_at_s = 0.0

    def turns(self, words: Words, now: Moment, now_s: float) -> tuple[TurnView, ...]:
        """Return what takes turns now; the registry is read now and then."""
        if now_s >= self._looks_at_s:
            self._looks_at_s = now_s + LOOK_EVERY_S
            self._found = self._recalled(now)
        return (*(recall_turn(one, words) for one in self._found), mark_turn(self._host(), words))
