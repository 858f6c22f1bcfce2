"""Errands and their turns: in their rhythm, when the centre has something newer, and again after failures."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from kiosk.errors import StoreError
from kiosk.messages.http import Versions
from kiosk.sync.centre import CentreFaultError, Fault
from kiosk.sync.rhythm import Every, Rhythm, WhenWanted
from kiosk.sync.schedule import Done, Schedule

NOW = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
NEWER = Versions(trust=1, settings=7)
NO_ROAD = CentreFaultError(Fault.NO_ROAD, "no road")


@dataclass
class Settings:
    """An errand that wants settings of version 7, and fails as it is told."""

    faults: list[Exception] = field(default_factory=list)
    rhythm: Rhythm = field(default_factory=WhenWanted)
    name: str = "settings"
    version: int = 6
    runs: int = 0

    def is_wanted(self, newest: Versions) -> bool:
        return newest.settings != self.version

    async def run(self) -> None:
        self.runs += 1
        if self.faults:
            raise self.faults.pop(0)
        self.version = 7


def schedule(*errands: Settings, chance: float = 0.0) -> Schedule:
    return Schedule(errands, lambda: NOW, lambda: chance, longest_s=0.01)


def keep(kept: Schedule, until: Callable[[], bool], during: Callable[[], None] = lambda: None) -> None:
    """Run a schedule until something holds; it must within half a minute."""

    async def main() -> None:
        running = asyncio.create_task(kept.run())
        async with asyncio.timeout(30):
            while not until():
                during()
                await asyncio.sleep(0.002)
                if running.done():
                    running.result()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(main())


def test_what_the_centre_has_newer_is_fetched_at_once_and_once() -> None:
    errand = Settings()
    kept = schedule(errand)
    keep(kept, lambda: errand.version == 7, lambda: kept.heard(NEWER))
    assert errand.runs == 1


def test_versions_that_the_unit_has_start_nothing() -> None:
    errand = Settings(version=7)
    kept = schedule(errand)
    turns = iter(range(10))
    keep(kept, lambda: next(turns) == 9, lambda: kept.heard(NEWER))
    assert errand.runs == 0


def test_failure_is_tried_again() -> None:
    errand = Settings([NO_ROAD, StoreError("STO-01", "no", "room")])
    kept = schedule(errand)
    keep(kept, lambda: errand.version == 7, lambda: kept.heard(NEWER))
    assert errand.runs == 3


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> None:
    """What has failed is tried again much later, unless something calls for it."""
    monkeypatch.setattr("kiosk.sync.rhythm.FIRST_WAIT_S", 3600.0)


@pytest.mark.usefixtures("late")
def test_failure_is_not_tried_again_with_each_poll() -> None:
    errand = Settings([NO_ROAD] * 9)
    kept = Schedule((errand,), lambda: NOW, lambda: 0.0)
    turns = iter(range(100))
    keep(kept, lambda: next(turns) == 99, lambda: kept.heard(NEWER))
    assert errand.runs == 1


def test_failure_is_tried_again_at_once_where_the_centre_has_something_newer_still() -> None:
    """A recall waits behind no errand that failed with the lists before it."""
    errand = Settings([NO_ROAD] * 8)
    kept = Schedule((errand,), lambda: NOW, lambda: 0.9, longest_s=300.0)
    keep(kept, lambda: errand.version == 7, lambda: kept.heard(Versions(trust=1 + errand.runs, settings=7)))
    assert errand.runs == 9


@pytest.mark.usefixtures("late")
def test_centre_that_is_back_is_asked_at_once() -> None:
    errand = Settings([NO_ROAD])
    kept = Schedule((errand,), lambda: NOW, lambda: 0.9, longest_s=300.0)

    def outage_ends() -> None:
        kept.heard(NEWER)
        if errand.runs:
            kept.is_back()

    keep(kept, lambda: errand.version == 7, outage_ends)


@pytest.mark.parametrize(
    "fault",
    [CentreFaultError(Fault.BUSY, "busy", asked_s=60.0), CentreFaultError(Fault.REFUSED, "refused")],
    ids=["asked to wait", "refused"],
)
def test_nothing_shortens_the_wait_where_the_centre_asked_for_it(fault: CentreFaultError) -> None:
    errand = Settings([fault])
    kept = schedule(errand)
    turns = iter(range(50))

    def call() -> None:
        kept.heard(NEWER)
        kept.is_back()

    keep(kept, lambda: next(turns) == 49, call)
    assert errand.runs == 1


def test_errand_with_a_rhythm_comes_by_itself() -> None:
    errand = Settings(rhythm=Every(0.005))
    keep(schedule(errand), lambda: errand.runs >= 3)


def test_one_errand_that_fails_holds_up_no_other() -> None:
    failing, other = Settings([NO_ROAD] * 99), Settings()
    kept = schedule(failing, other)
    keep(kept, lambda: other.version == 7, lambda: kept.heard(NEWER))


def test_fault_of_our_own_ends_the_schedule() -> None:
    errand = Settings([ZeroDivisionError()])
    kept = schedule(errand)
    with pytest.raises(ExceptionGroup, match="unhandled"):
        keep(kept, lambda: False, lambda: kept.heard(NEWER))


def test_once_does_each_and_says_how_it_went() -> None:
    failing, other = Settings([NO_ROAD], name="first"), Settings()
    first, second = asyncio.run(schedule(failing, other).once())
    assert first.fault.startswith("NET-25: the centre does not answer as it should: no road. Check the network")
    assert second == Done("settings")
