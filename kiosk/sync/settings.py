"""What the board set for this kiosk: fetched when it is newer, kept, told to the screen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from kiosk.messages.http import Versions
from kiosk.messages.unit_settings import OpeningHours, SettingsAnswer
from kiosk.sync.kept import Kept
from kiosk.sync.rhythm import Daily, Rhythm

KIND = "settings"


class SettingCentre(Protocol):
    """The centre, as far as it is asked here."""

    async def settings(self) -> SettingsAnswer:
        """Return what is set for this unit. Raises CentreFaultError."""
        ...


class SettingsErrand:
    """Keeps this unit's settings as the centre has them; `tell` is told what holds whenever it changes.

    Daily besides: a market that gets another name gets no new version of its settings.
    """

    name = "settings"

    def __init__(
        self, centre: SettingCentre, kept: Kept, device_id: str, tell: Callable[[SettingsAnswer], None]
    ) -> None:
        self._centre = centre
        self._kept = kept
        self._tell = tell
        self.rhythm: Rhythm = Daily(device_id)
        self._holds = kept.read_as(KIND, SettingsAnswer)

    @property
    def holds(self) -> SettingsAnswer | None:
        """What holds; None before the centre said anything."""
        return self._holds

    @property
    def version(self) -> int:
        """The version that holds; 0 before the centre said anything."""
        return 0 if self._holds is None else self._holds.version

    @property
    def opening_hours(self) -> tuple[OpeningHours, ...] | None:
        """When the market is open; None where nobody set it."""
        return None if self._holds is None else self._holds.settings.opening_hours

    def is_wanted(self, newest: Versions) -> bool:
        """Another version, not only a greater one: a unit that moved has another market's."""
        return self._holds is None or newest.settings != self._holds.version

    async def run(self) -> None:
        """Fetch, keep and tell. Raises CentreFaultError."""
        answer = await self._centre.settings()
        former, self._holds = self._holds, answer
        if former is not None and _said(former) == _said(answer):
            return
        await asyncio.to_thread(self._kept.write, KIND, answer.model_dump_json())
        self._tell(answer)


def _said(answer: SettingsAnswer) -> SettingsAnswer:
    return answer.model_copy(update={"answered_at": None})
