"""Notices: fetched when there are newer ones, kept, and told to the screen from their start to their end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from kiosk.messages.http import Versions
from kiosk.messages.local import MAX_NOTICES, NoticesTold, ToldNotice
from kiosk.messages.notices import Notice, NoticeKind, NoticesAnswer
from kiosk.sync.kept import Kept
from kiosk.sync.rhythm import Daily, Rhythm

KIND = "notices"
LOOK_EVERY_S = 1.0


class NoticeCentre(Protocol):
    """The centre, as far as it is asked here."""

    async def notices(self) -> NoticesAnswer:
        """Return what this unit's screen tells, now or later. Raises CentreFaultError."""
        ...


def standing(notices: tuple[Notice, ...], at: datetime) -> tuple[ToldNotice, ...]:
    """Return what holds at `at`, in the order of `notices` (emergencies first), and for how long."""
    holding = [notice for notice in notices if notice.starts_at <= at < notice.ends_at]
    return tuple(
        ToldNotice(
            id=one.id,
            is_emergency=one.kind is NoticeKind.EMERGENCY,
            text=one.text,
            text_en=one.text_en,
            remaining_s=(one.ends_at - at).total_seconds(),
        )
        for one in holding[:MAX_NOTICES]
    )


class NoticesErrand:
    """Keeps this unit's notices as the centre has them; `tell` is told what stands whenever that changes.

    `now` is the time that notices go by.
    """

    name = "notices"

    def __init__(
        self,
        centre: NoticeCentre,
        kept: Kept,
        device_id: str,
        tell: Callable[[NoticesTold], None],
        now: Callable[[], datetime],
    ) -> None:
        self._centre = centre
        self._kept = kept
        self._tell = tell
        self._now = now
        self.rhythm: Rhythm = Daily(device_id)
        self._answer = kept.read_as(KIND, NoticesAnswer)
        self._told: tuple[str, ...] = ()

    def is_wanted(self, newest: Versions) -> bool:
        """Another version, not only a greater one: a unit that moved has another market's."""
        return self._answer is None or newest.notices != self._answer.version

    @property
    def ids(self) -> frozenset[str]:
        """Which notices are kept, those to come among them."""
        return frozenset() if self._answer is None else frozenset(one.id for one in self._answer.notices)

    def told(self) -> NoticesTold:
        """Return what stands now, for a screen that starts anew."""
        return NoticesTold(notices=() if self._answer is None else standing(self._answer.notices, self._now()))

    async def run(self) -> None:
        """Fetch, keep and tell. Raises CentreFaultError."""
        answer = await self._centre.notices()
        former, self._answer = self._answer, answer
        self.look(is_new=former is None or former.notices != answer.notices)
        if former is None or (former.version, former.notices) != (answer.version, answer.notices):
            await asyncio.to_thread(self._kept.write, KIND, answer.model_dump_json())

    async def watch(self) -> None:
        """Tell when a notice begins or ends, until cancelled."""
        while True:
            self.look()
            await asyncio.sleep(LOOK_EVERY_S)

    def look(self, *, is_new: bool = False) -> None:
        """Tell what stands, if that is other than what was told last, or `is_new`."""
        stands = self.told()
        ids = tuple(notice.id for notice in stands.notices)
        if is_new or ids != self._told:
            self._told = ids
            self._tell(stands)
