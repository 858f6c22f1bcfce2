"""The label that is checked, and what it is judged by: lists, place, this unit's own data."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace

from kiosk.journal.event import uuid7
from kiosk.lookup.offline import OfflineRecords
from kiosk.lookup.published import Recalled, Suspended
from kiosk.messages.local import Ask, Found, ListsConfirmed, ListsPlaced, Scanned
from kiosk.moment import Moment
from kiosk.processes.lists import placed_lists
from kiosk.processes.screen.setup import ScreenSetup
from kiosk.screen.check import Bench, Check, begin
from kiosk.screen.state import ScreenState
from kiosk.screen.telling import Step, heard, meanwhile, overdue
from kiosk.trust.lists import Lists
from kiosk.verdicts.freshness import Age, age_of, certain_day, certain_instant

MOST_RECALLS = 6
MOST_SUSPENSIONS = 3
"""Each has its turn within a minute and a half."""


class Checking:
    """Judges labels, one at a time. `check` is the one under way or shown, None where there is none."""

    def __init__(self, lists: Lists, setup: ScreenSetup, ask: Callable[[Ask], bool]) -> None:
        """`ask` puts a question to sync, and returns False where sync is not there."""
        self._setup = setup
        self._clock = setup.clock
        self._clock.saw(lists.trust.issued)
        self._ask = ask
        self._registry = OfflineRecords(setup.journal_path.parent)
        self.bench = Bench(lists, setup.place)
        self.check: Check | None = None

    def close(self) -> None:
        """Close this unit's own data."""
        self._registry.close()

    def warm(self) -> None:
        """Open this unit's own data, so that the first label need not wait for it."""
        self._registry.content()

    def own_host(self) -> str:
        """Return where the city's own links lead; "" where no list says."""
        hosts = self.bench.lists.trust.hosts
        return hosts[0] if hosts else ""

    def recalled(self, now: Moment) -> Sequence[Recalled]:
        """Return the newest recalls in force, by this unit's own data: they are of the whole city."""
        return self._registry.recalled(certain_instant(now), MOST_RECALLS)

    def suspended(self, now: Moment) -> Sequence[Suspended]:
        """Return the newest suspensions in force, as long as this unit's own data are young enough for a decision."""
        found = self._registry.suspended(certain_day(now), MOST_SUSPENSIONS)
        return [one for one in found if age_of(one.as_of, now) <= Age.WEEK]

    def begun(self, message: Scanned) -> Check:
        """Return the check of a label that came into view; whether it is taken up is for the screen's state to say."""
        now = self._clock.now()
        check_id = uuid7(int(now.at.timestamp() * 1000), secrets.token_bytes(10))
        return begin(check_id, message, self.bench, now)

    def is_asked(self, check: Check) -> bool:
        """Put the question to sync; false where sync is not there. One that starts just now is asked when it comes."""
        return self._ask(
            Ask(
                check_id=check.check_id,
                identity=check.inspection.identity,
                asked_at=check.begun.at,
                is_clock_trusted=check.begun.is_trusted,
                is_counted=check.is_counted,
            )
        )

    def meanwhile(self, check: Check) -> Step:
        """Return what a shopper sees while sync is still starting."""
        return meanwhile(check, self._registry.find, self.bench, self._clock.now())

    def heard(self, state: ScreenState, message: Found) -> Step | None:
        """Return what a finding does; None where it does nothing."""
        return heard(state, self.check, message, self.bench, self._clock.now())

    def overdue(self, state: ScreenState) -> Step | None:
        """Return the verdict by what there is: nobody answered, or not in time."""
        return overdue(state, self.check, self._registry.find, self.bench, self._clock.now())

    def take_lists(self, message: ListsPlaced | ListsConfirmed) -> None:
        """Judge by the lists that have come; a check that has begun keeps those that it began with."""
        if isinstance(message, ListsConfirmed):
            self.bench = self.bench.told_newest(message.version, message.digest, message.at)
        elif (placed := self._setup.placed_lists_path) is not None:
            lists = placed_lists(placed, self._setup.kept_lists_path)
            if lists is not None:
                self._clock.saw(lists.trust.issued)
                self.bench = replace(self.bench, lists=lists)

    def stands_in(self, market_id: str) -> None:
        """Judge as a unit of that market."""
        self.bench = replace(self.bench, place=replace(self.bench.place, market_id=market_id))
