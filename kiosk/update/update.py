"""The whole of an update: take → make room → unpack → switch → judge → keep, or go back."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, time

from kiosk.messages.release import ReleaseSystem
from kiosk.messages.unit_settings import OpeningHours
from kiosk.moment import HANOI
from kiosk.sync.rhythm import is_open
from kiosk.sync.roads import Road
from kiosk.update.fetch import Source, refuse_without_room, system_of
from kiosk.update.layout import COMPLETE
from kiosk.update.links import current, proven
from kiosk.update.steps import Step
from kiosk.update.take import packages, take
from kiosk.update.trial import Outcome, Trial
from kiosk.update.unpack import Interpreter, unpack

QUIET_FROM, QUIET_UNTIL = time(13), time(15)
"""Where nobody set a market's hours: wholesale markets sell at night."""


@dataclass(frozen=True, slots=True)
class Update:
    """Brings releases in, by what `source` verifies, on `trial`'s layout."""

    source: Source
    trial: Trial
    python: Interpreter

    def bring_in(self, version: str, road: Road) -> Outcome:
        """Take a release by `road`, and try it. Raises as `take`, `unpack` and `Trial.bring_in`; StoreError UPD-02."""
        layout = self.trial.layout
        if not layout.is_whole(version):
            manifest = take(self.source, road, version, layout, self.trial.at)
            system = system_of(manifest)
            self._make_room(version, system)
            wheels = packages(layout, system.wheels)
            unpack(layout, version, wheels, self.python, self.trial.at, way_back=manifest.way_back)
        return self.trial.bring_in(version)

    def _make_room(self, version: str, system: ReleaseSystem) -> None:
        """Drop what neither runs nor is gone back to. The room is looked at before anything is written."""
        layout, at = self.trial.layout, self.trial.at
        at(Step.DROP)
        needed = {layout.wheel(wheel.sha256).name for wheel in system.wheels}
        stay = {version, current(layout), proven(layout)}
        for folder in layout.releases.iterdir():
            if folder.name not in stay:
                (folder / COMPLETE).unlink(missing_ok=True)
                shutil.rmtree(folder, ignore_errors=True)
        for wheel in layout.wheels.iterdir():
            if wheel.name not in needed:
                wheel.unlink()
        layout.releases.mkdir(exist_ok=True)
        refuse_without_room(layout.folder, system.unpacked_bytes)


def is_quiet(hours: tuple[OpeningHours, ...] | None, at: datetime) -> bool:
    """Return whether a unit may be away for a minute: its market is closed, or by habit at its quietest."""
    if hours is not None:
        return not is_open(hours, at)
    return QUIET_FROM <= at.astimezone(HANOI).time() < QUIET_UNTIL
