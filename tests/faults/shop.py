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
from kiosk.messages.local import Ask, Found, Message
from kiosk.records.finding import Source
from kiosk.screen.check import Bench, Check, answered, begin
from kiosk.sync.ask import Asker
from kiosk.sync.centre import Centre
from kiosk.sync.identity import Identity
from kiosk.verdicts.gather import Place
from kiosk.verdicts.verdict import Headline
from tests.faults.city import LISTS, scanned


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a shopper was shown, after how many seconds, and from where it came."""

    check_id: str
    headline: Headline
    source: Source
    after_s: float


TOTAL_S = 2.0
"""Answers later than this are given up: sooner than in service, so that a test need not wait for them."""


class Heard:
    """The screen's end of the line: what sync said of each check in the end."""

    def __init__(self) -> None:
        self.newest: dict[str, Found] = {}
        self._came: dict[str, asyncio.Event] = {}

    def __call__(self, message: Message) -> None:
        if isinstance(message, Found) and message.is_final:
            self.newest[message.check_id] = message
            self._event(message.check_id).set()

    async def final(self, check_id: str) -> Found:
        """Return what is final, as soon as it is said."""
        await self._event(check_id).wait()
        return self.newest[check_id]

    def _event(self, check_id: str) -> asyncio.Event:
        return self._came.setdefault(check_id, asyncio.Event())


@dataclass
class Shop:
    """One kiosk at its counter."""

    centre: Centre
    asker: Asker
    bench: Bench
    clock: Clock
    heard: Heard
    made: int = 0
    _answering: list[asyncio.Task[None]] = field(default_factory=list)

    async def check(self, number: int) -> Outcome:
        """Hold up the label of a pack; return the verdict that stands when the answer is final."""
        begun_s, now = time.monotonic(), self.clock.now()
        self.made += 1
        check_id = uuid7(int(now.at.timestamp() * 1000), number.to_bytes(6, "big") + self.made.to_bytes(4, "big"))
        check = begin(check_id, scanned(number), self.bench, now)
        answering = asyncio.create_task(self.asker.answer(_ask(check)))
        self._answering.append(answering)
        found = await self.heard.final(check_id)
        check = answered(check, found.finding, self.bench, self.clock.now())
        return Outcome(check_id, check.inspection.verdict.headline, found.finding.source, time.monotonic() - begun_s)

    async def settled(self) -> None:
        """Wait for the answers that are still on their way."""
        await asyncio.gather(*self._answering)

    @property
    def sources(self) -> dict[str, Source]:
        """From where the last answer of each check came, be it too late for the shopper."""
        return {check_id: found.finding.source for check_id, found in self.heard.newest.items()}


@contextlib.asynccontextmanager
async def shop(folder: Path, identity: Identity, url: str, clock: Clock) -> AsyncIterator[Shop]:
    """Open a kiosk of `identity` that finds the centre at `url`, with a new cache in `folder`."""
    cache = FindingCache(folder / f"{identity.device_id}.db", lambda: clock.now().at)
    own = KeptRecords(cache, OfflineRecords(folder / "no registry"))
    heard = Heard()
    try:
        signs = identity.signs(lambda: clock.now().at)
        async with Centre(url, "", signs, identity.device_id, total_s=TOTAL_S) as centre:
            asker = Asker(centre, own, heard, time.monotonic, lambda: 0.5, identity.market_id)
            opened = Shop(centre, asker, Bench(LISTS, Place(identity.market_id, is_enrolled=True)), clock, heard)
            yield opened
            await opened.settled()
    finally:
        cache.close()


def _ask(check: Check) -> Ask:
    return Ask(
        check_id=check.check_id,
        identity=check.inspection.identity,
        asked_at=check.begun.at,
        is_clock_trusted=check.begun.is_trusted,
        is_counted=check.is_counted,
    )
