"""The poll of an idle unit: whether the centre answers, and whether it has something newer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from kiosk.messages.unit_settings import OpeningHours
from kiosk.sync.ask import Looked
from kiosk.sync.rhythm import Pace, poll_wait_s, retry_wait_s


class Poll:
    """Looks by `look` at `pace`; `hours` gives the market's opening hours, `now` this unit's clock.

    `is_back` is called when the centre answers after it did not.
    """

    def __init__(
        self,
        look: Callable[[], Awaitable[Looked]],
        pace: Pace,
        hours: Callable[[], tuple[OpeningHours, ...] | None],
        now: Callable[[], datetime],
        chance: Callable[[], float],
        is_back: Callable[[], None],
    ) -> None:
        self._look = look
        self._pace = pace
        self._hours = hours
        self._now = now
        self._chance = chance
        self._is_back = is_back
        self._failures = 0

    async def run(self) -> None:
        """Look, wait, and look again, until cancelled."""
        while True:
            looked = await self._look()
            await asyncio.sleep(self._after(looked))

    def _after(self, looked: Looked) -> float:
        """Return how long to wait before the next look."""
        if not looked.is_answered:
            self._failures += 1
            return retry_wait_s(self._failures, self._chance(), looked.asked_s, self._pace.longest_s)
        if self._failures:
            self._failures = 0
            self._is_back()
        return poll_wait_s(self._pace, self._hours(), self._now(), self._chance())
