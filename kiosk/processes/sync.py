"""The network's process: it answers the screen's questions, and says whether the centre answers."""

from __future__ import annotations

import asyncio
import logging
import random
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path

from kiosk.errors import StoreError
from kiosk.lookup.cache import FindingCache
from kiosk.messages.local import Ask, Message
from kiosk.processes.link import SOCKET_NAME
from kiosk.processes.notify import Notifier
from kiosk.sync.ask import AskedCentre, Asker, OwnRecords
from kiosk.sync.centre import Centre
from kiosk.sync.identity import Identity, read_identity
from kiosk.sync.keeper import Keeper
from kiosk.sync.line import Line

LOOK_EVERY_S = 30.0
LOOK_EVERY_DEMONSTRATED_S = 5.0
"""People who watch a demonstration pull the plug and wait for the screen to say so."""
LOOK_AT_START_S = 0.5
LOOKS_AT_START = 10
"""All parts start together: the first looks come quickly, until one is answered."""

_log = logging.getLogger(__name__)


def run_sync(
    central_url: str | None,
    runtime_dir: Path,
    state_dir: Path,
    market_id: str,
    now: Callable[[], datetime],
    look_every_s: float | None = None,
    *,
    is_demonstration: bool = False,
) -> int:
    """Run until SIGTERM or SIGINT, and return 0. Without `central_url` the unit answers by itself.

    `runtime_dir` holds the screen's socket, `state_dir` the cache; `look_every_s` is how often an
    idle unit looks whether the centre answers (30 s; 5 s in a demonstration). A paired unit signs
    what it asks and belongs to the market of its identity; without one the centre records no check.
    """
    logging.getLogger("httpx").setLevel(logging.WARNING)  # a line for each question says nothing to anybody
    every_s = look_every_s or (LOOK_EVERY_DEMONSTRATED_S if is_demonstration else LOOK_EVERY_S)
    identity = None if is_demonstration else _identity_of(state_dir)
    if identity is not None:
        central_url, market_id = central_url or identity.papers.url, identity.market_id
    centre = _centre_of(central_url, market_id, identity, now) if central_url else None
    keeper = Keeper(state_dir, identity, centre, now) if identity is not None and centre is not None else None
    noted_at = "" if is_demonstration else market_id
    return asyncio.run(_run(centre, keeper, runtime_dir / SOCKET_NAME, state_dir / "cache.db", now, noted_at, every_s))


def _identity_of(state_dir: Path) -> Identity | None:
    """Return this unit's identity; without a whole one it works as a unit that was never paired."""
    try:
        return read_identity(state_dir)
    except StoreError as fault:
        _log.error("%s: %s %s", fault.number, fault.what, fault.remedy)
        return None


def _centre_of(url: str, market_id: str, identity: Identity | None, now: Callable[[], datetime]) -> Centre:
    if identity is None:
        return Centre(url, market_id)
    return Centre(url, market_id, identity.signs(now), identity.device_id)


async def _run(
    centre: Centre | None,
    keeper: Keeper | None,
    socket_path: Path,
    cache_path: Path,
    now: Callable[[], datetime],
    market_id: str,
    look_every_s: float,
) -> int:
    end = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end.set)
    notifier = Notifier.from_environment()
    async with AsyncExitStack() as stack:
        cache = FindingCache(cache_path, now)
        stack.callback(cache.close)
        if centre is not None:
            await stack.enter_async_context(centre)
        loops = Loops(centre, cache, socket_path, market_id, look_every_s, keeper)
        working = asyncio.create_task(loops.run(notifier.alive))
        stack.push_async_callback(_cancel, working)
        notifier.ready()
        notifier.status("asks the centre" if centre else "has no centre to ask")
        ending = asyncio.create_task(end.wait())
        await asyncio.wait({working, ending}, return_when=asyncio.FIRST_COMPLETED)
        notifier.stopping()
        ending.cancel()
        if working.done():
            working.result()
    return 0


class Loops:
    """The line to the screen, the answers to its questions, and the look at the centre."""

    def __init__(
        self,
        centre: AskedCentre | None,
        own: OwnRecords,
        socket_path: Path,
        market_id: str,
        look_every_s: float,
        keeper: Keeper | None = None,
    ) -> None:
        self._line = Line(socket_path, self._hear, self._greeting)
        self._asker = Asker(centre, own, self._line.send, time.monotonic, random.SystemRandom().random, market_id)
        self._look_every_s = look_every_s
        self._keeper = keeper
        self._group = asyncio.TaskGroup()

    async def run(self, alive: Callable[[], None]) -> None:
        """Run until cancelled, once; `alive` is called at least twice a second.

        A fault in a loop or an answer ends all and is raised: whoever supervises starts all anew.
        """
        try:
            async with self._group as group:
                group.create_task(self._line.run())
                group.create_task(self._line.beat(alive))
                group.create_task(self._look())
                if self._keeper is not None:
                    group.create_task(self._keeper.run(self._heard_at))
        except ExceptionGroup as faults:
            raise faults.exceptions[0] from faults

    def _hear(self, message: Message) -> None:
        if isinstance(message, Ask):
            self._group.create_task(self._asker.answer(message))

    def _greeting(self) -> Sequence[Message]:
        """Say to a screen that starts anew how the network is, where that is known."""
        return () if self._asker.network is None else (self._asker.network,)

    def _heard_at(self) -> datetime | None:
        return None if self._asker.network is None else self._asker.network.last_answer_at

    async def _look(self) -> None:
        for _ in range(LOOKS_AT_START):
            await self._asker.look()
            if self._asker.network is not None and self._asker.network.is_online:
                break
            await asyncio.sleep(min(LOOK_AT_START_S, self._look_every_s))
        while True:
            await asyncio.sleep(self._look_every_s)
            await self._asker.look()


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
