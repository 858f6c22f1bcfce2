"""A kiosk at a counter without camera and window: the screen's own check and sync's own asker, on one clock."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.clock import Clock
from kiosk.journal.event import uuid7
from kiosk.lookup.cache import FindingCache
from kiosk.lookup.offline import OfflineRecords
from kiosk.lookup.own import KeptRecords
from kiosk.messages.local import ANSWER_WITHIN_S, Ask, Found, Message
from kiosk.records.finding import Source
from kiosk.screen.check import Bench, Check, begin
from kiosk.screen.events import Scanned as LabelScanned
from kiosk.screen.state import ScreenState, step
from kiosk.screen.telling import Step, heard, overdue
from kiosk.screen.views import View
from kiosk.sync.ask import Asker
from kiosk.sync.centre import Centre
from kiosk.sync.identity import Identity
from kiosk.verdicts.gather import Place
from kiosk.verdicts.verdict import Headline
from tests.faults.city import LISTS, scanned


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a shopper was shown first, after how many seconds, and from where it came."""

    check_id: str
    headline: Headline
    source: Source
    after_s: float

    @property
    def is_right(self) -> bool:
        """Whether it was the truth: genuine by what is known of the lot, or that nothing is known."""
        return self.headline is (Headline.CANNOT_CONFIRM if self.source is Source.NONE else Headline.GENUINE)


TOTAL_S = 2.0
"""Answers later than this are given up: sooner than in service, so that a test need not wait for them."""


class Counter:
    """The screen without its window: the same states, told by the same events, with the same own registry."""

    def __init__(self, bench: Bench, clock: Clock, registry: OfflineRecords) -> None:
        self.bench = bench
        self.answers: dict[str, Found] = {}
        """What sync said last of each check, be it too late for the shopper."""
        self._clock = clock
        self._registry = registry
        self._state = ScreenState()
        self._check: Check | None = None
        self._is_shown = asyncio.Event()

    def begin(self, check: Check) -> None:
        """Let a label come into view, in place of the one before."""
        self._is_shown.clear()
        self._state = step(self._state, LabelScanned(check.check_id, check.label), time.monotonic())
        assert self._state.check_id == check.check_id
        self._check = check

    def hear(self, message: Message) -> None:
        """Hear what sync says, as it is said."""
        if isinstance(message, Found):
            if message.is_final:
                self.answers[message.check_id] = message
            self._tell(heard(self._state, self._check, message, self.bench, self._clock.now()))

    async def shown(self) -> Check:
        """Return the check as it is when a shopper is first told a verdict."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ANSWER_WITHIN_S):
                await self._is_shown.wait()
        if not self._is_shown.is_set():
            self._tell(overdue(self._state, self._check, self._registry.find, self.bench, self._clock.now()))
        assert self._check is not None
        return self._check

    def _tell(self, told: Step | None) -> None:
        if told is None:
            return
        event, self._check = told
        self._state = step(self._state, event, time.monotonic())
        if self._state.view is View.RESULT:
            self._is_shown.set()


@dataclass
class Shop:
    """One kiosk at its counter."""

    centre: Centre
    asker: Asker
    clock: Clock
    counter: Counter
    made: int = 0
    _answering: list[asyncio.Task[None]] = field(default_factory=list)

    async def check(self, number: int) -> Outcome:
        """Hold up the label of a pack; return the verdict that the shopper is told first."""
        begun_s, now = time.monotonic(), self.clock.now()
        self.made += 1
        check_id = uuid7(int(now.at.timestamp() * 1000), number.to_bytes(6, "big") + self.made.to_bytes(4, "big"))
        check = begin(check_id, scanned(number), self.counter.bench, now)
        self.counter.begin(check)
        self._answering.append(asyncio.create_task(self.asker.answer(_ask(check))))
        told = (await self.counter.shown()).inspection
        return Outcome(check_id, told.verdict.headline, told.finding.source, time.monotonic() - begun_s)

    async def settled(self) -> None:
        """Wait for the answers that are still on their way."""
        await asyncio.gather(*self._answering)

    @property
    def sources(self) -> dict[str, Source]:
        """From where the last answer of each check came, be it too late for the shopper."""
        return {check_id: found.finding.source for check_id, found in self.counter.answers.items()}


@contextlib.asynccontextmanager
async def shop(folder: Path, identity: Identity, url: str, clock: Clock) -> AsyncIterator[Shop]:
    """Open a kiosk of `identity` that finds the centre at `url`, with a new cache and its registry in `folder`."""
    cache = FindingCache(folder / f"{identity.device_id}.db", lambda: clock.now().at)
    registry, of_screen = OfflineRecords(folder, owns_files=True), OfflineRecords(folder)
    own, signs = KeptRecords(cache, registry), identity.signs(lambda: clock.now().at)
    counter = Counter(Bench(LISTS, Place(identity.market_id, is_enrolled=True)), clock, of_screen)
    with contextlib.closing(cache), contextlib.closing(registry), contextlib.closing(of_screen):
        async with Centre(url, "", signs, identity.device_id, total_s=TOTAL_S) as centre:
            asker = Asker(centre, own, counter.hear, time.monotonic, lambda: 0.5, identity.market_id)
            opened = Shop(centre, asker, clock, counter)
            yield opened
            await opened.settled()


def _ask(check: Check) -> Ask:
    return Ask(
        check_id=check.check_id,
        identity=check.inspection.identity,
        asked_at=check.begun.at,
        is_clock_trusted=check.begun.is_trusted,
        is_counted=check.is_counted,
    )
