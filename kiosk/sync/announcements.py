"""What the stalls of this market announce: fetched when it changed, kept, told to the screen."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from kiosk.messages.announcements import AnnouncedLot, AnnouncementsAnswer
from kiosk.messages.http import Versions
from kiosk.messages.lines import MAX_LINE_BYTES
from kiosk.messages.local import MAX_ANNOUNCED, AnnouncementsTold
from kiosk.sync.kept import Kept
from kiosk.sync.rhythm import Daily, Rhythm

KIND = "announcements"
MAX_BYTES = MAX_LINE_BYTES * 4 // 5
"""Of the lots in one message."""

_log = logging.getLogger(__name__)


class AnnouncementCentre(Protocol):
    """The centre, as far as it is asked here."""

    async def announcements(self) -> AnnouncementsAnswer:
        """Return what is on sale today at this unit's market. Raises CentreFaultError."""
        ...


def told_of(answer: AnnouncementsAnswer) -> AnnouncementsTold:
    """Return what a number at the keypad can lead to: lots whose product has one, as many as one message holds."""
    lots: list[AnnouncedLot] = []
    room = MAX_BYTES
    for lot in (one for one in answer.lots if one.plu):
        room -= len(lot.model_dump_json().encode())
        if room < 0 or len(lots) == MAX_ANNOUNCED:
            _log.warning("more is announced than a screen is told: %d lots are", len(lots))
            break
        lots.append(lot)
    return AnnouncementsTold(day=answer.day, lots=tuple(lots))


class AnnouncementsErrand:
    """Keeps what is announced at this unit's market as the centre has it; `tell` is told whenever it changes.

    Daily besides: names and places of what is announced change without another version.
    """

    name = "announcements"

    def __init__(
        self, centre: AnnouncementCentre, kept: Kept, device_id: str, tell: Callable[[AnnouncementsTold], None]
    ) -> None:
        self._centre = centre
        self._kept = kept
        self._tell = tell
        self.rhythm: Rhythm = Daily(device_id)
        self._answer = kept.read_as(KIND, AnnouncementsAnswer)

    @property
    def holds(self) -> AnnouncementsAnswer | None:
        """What the centre said last; None before it said anything."""
        return self._answer

    def is_wanted(self, newest: Versions) -> bool:
        """Another version, not only a greater one: a unit that moved has another market's."""
        return self._answer is None or newest.announcements != self._answer.version

    def told(self) -> tuple[AnnouncementsTold, ...]:
        """Return what a screen that starts anew must know: of which day it is stands in it."""
        return () if self._answer is None else (told_of(self._answer),)

    async def run(self) -> None:
        """Fetch, keep and tell. Raises CentreFaultError."""
        answer = await self._centre.announcements()
        former, self._answer = self._answer, answer
        if former is not None and _said(former) == _said(answer):
            return
        await asyncio.to_thread(self._kept.write, KIND, answer.model_dump_json())
        self._tell(told_of(answer))


def _said(answer: AnnouncementsAnswer) -> AnnouncementsAnswer:
    return answer.model_copy(update={"answered_at": None})
