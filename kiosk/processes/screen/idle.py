"""What a waiting screen tells of its own: recalls, suspensions, the mark to look for, the button."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kiosk.lookup.published import Recalled, Suspended
from kiosk.moment import Moment
from kiosk.wording.waiting import TurnView, button_turn, mark_turn, recall_turn, suspension_turn
from kiosk.words import Words

LOOK_EVERY_S = 30.0
"""What was published is seen this soon after it is on the unit."""


class Idle:
    """`recalled` and `suspended` give what is in force; `host` the city's own, or ""."""

    def __init__(
        self,
        recalled: Callable[[Moment], Sequence[Recalled]],
        suspended: Callable[[Moment], Sequence[Suspended]],
        host: Callable[[], str],
    ) -> None:
        self._recalled = recalled
        self._suspended = suspended
        self._host = host
        self._recalls: Sequence[Recalled] = ()
        self._suspensions: Sequence[Suspended] = ()
        self._looks_at_s = 0.0

    def turns(self, words: Words, now: Moment, now_s: float, *, has_button: bool) -> tuple[TurnView, ...]:
        """Return what takes turns now; the registry is read now and then. `has_button`: the panel has one."""
        if now_s >= self._looks_at_s:
            self._looks_at_s = now_s + LOOK_EVERY_S
            self._recalls, self._suspensions = self._recalled(now), self._suspended(now)
        recalls = (recall_turn(one, words) for one in self._recalls)
        suspensions = (suspension_turn(one, words) for one in self._suspensions)
        button = (button_turn(words),) if has_button else ()
        return (*recalls, *suspensions, mark_turn(self._host(), words), *button)
