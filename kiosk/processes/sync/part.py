"""The network's process: it answers the screen's questions, and says whether the centre answers."""

from __future__ import annotations

import asyncio
import logging
import os
import random
import signal
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path

from kiosk.clock import Clock
from kiosk.codes.code import Identity
from kiosk.errors import StoreError
from kiosk.journal.event import uuid7
from kiosk.lookup.cache import FindingCache
from kiosk.lookup.offline import OfflineRecords
from kiosk.lookup.own import KeptRecords
from kiosk.messages.http import Versions
from kiosk.messages.local import RETRY_AFTER_S, Ask, BeginAnew, Fares, Message, Part, PictureTaken
from kiosk.messages.unit_settings import OpeningHours
from kiosk.processes.link import SOCKET_NAME
from kiosk.processes.notify import Notifier
from kiosk.processes.starts import note_start
from kiosk.processes.sync.errands import Published, Upkeep, Work
from kiosk.sync.admission import AdmissionBook
from kiosk.sync.ask import Asker, OwnRecords
from kiosk.sync.centre import HARMLESS, Centre, CentreFaultError
from kiosk.sync.identity import Identity as UnitIdentity
from kiosk.sync.identity import centre_url, mend_identity, read_identity
from kiosk.sync.keeper import Keeper
from kiosk.sync.kept import FILE_NAME as KEPT_FILE
from kiosk.sync.kept import KeptDamagedError, begin_anew_next
from kiosk.sync.line import Line
from kiosk.sync.poll import Poll
from kiosk.sync.rhythm import Pace
from kiosk.sync.schedule import Schedule

DEMONSTRATED = Pace(open_s=5.0, closed_s=5.0, longest_s=5.0)
"""People who watch a demonstration pull the plug and wait for the screen to say so."""

THREADS = 2
"""For files: an exchange takes one for as long as it lasts. Each keeps some memory of its own for good."""

COLD_S = 20.0
"""So long a demonstration waits for its centre's first answer, which takes longest."""

NOBODYS_ITEM = Identity(gtin="0" * 14)

_log = logging.getLogger(__name__)


def run_sync(
    central_url: str | None,
    runtime_dir: Path,
    state_dir: Path,
    market_id: str,
    clock: Clock,
    pace: Pace | None = None,
    *,
    published: Published | None = None,
    is_demonstration: bool = False,
) -> int:
    """Run until SIGTERM or SIGINT, and return 0. Without a centre the unit answers by itself.

    `runtime_dir` holds the screen's socket, `state_dir` what sync keeps; `pace` is how often an idle
    unit looks whether the centre answers. A paired unit signs what it asks, belongs to the market of its
    identity, and asks the centre with which it was paired where none is named; without one the centre
    records no check. `published` says how what is published for use without a network is fetched; None:
    it is not.

    Raises KeptDamagedError where `sync.db` is found to be damaged: whoever supervises starts all anew, without it.
    """
    note_start(runtime_dir, Part.SYNC)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # a line for each question says nothing to anybody
    identity, broken = (None, "") if is_demonstration else _identity_of(state_dir)
    central_url = centre_url(central_url or "", identity)
    market_id = market_id if identity is None else identity.market_id
    admission = AdmissionBook(broken)
    centre = _centre_of(central_url, market_id, identity, clock, admission) if central_url else None
    work = Work(
        socket_path=runtime_dir / SOCKET_NAME,
        state_dir=state_dir,
        clock=clock,
        pace=pace or (DEMONSTRATED if is_demonstration else Pace()),
        market_id="" if is_demonstration else market_id,
        centre=centre,
        identity=None if centre is None else identity,
        admission=admission,
        published=published,
        waits_for_centre=is_demonstration,
    )
    try:
        return asyncio.run(_run(work))
    except KeptDamagedError as fault:
        begin_anew_next(state_dir / KEPT_FILE, fault, clock.now())
        raise


def _identity_of(state_dir: Path) -> tuple[UnitIdentity | None, str]:
    """Return this unit's identity, and "" or the number of why it cannot be read.

    Without a whole one it works as a unit that was never paired, and tells its staff.
    """
    mend_identity(state_dir)
    try:
        return read_identity(state_dir), ""
    except StoreError as fault:
        _log.error("%s: %s %s", fault.number, fault.what, fault.remedy)
        return None, fault.number


def _centre_of(
    url: str, market_id: str, identity: UnitIdentity | None, clock: Clock, admission: AdmissionBook
) -> Centre:
    if identity is None:
        return Centre(url, market_id)
    return Centre(url, market_id, identity.signs(lambda: clock.now().at), identity.device_id, admission.note)


async def _run(work: Work) -> int:
    end = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end.set)
    loop.set_default_executor(ThreadPoolExecutor(THREADS, "files"))
    notifier = Notifier.from_environment()
    async with AsyncExitStack() as stack:
        cache = FindingCache(work.state_dir / "cache.db", work.now)
        stack.callback(cache.close)
        if work.centre is not None:
            await stack.enter_async_context(work.centre)
        registry = OfflineRecords(work.state_dir, owns_files=True)
        stack.callback(registry.close)
        own = KeptRecords(cache, registry)
        own.find(NOBODYS_ITEM)  # opens the files before anybody waits for them
        loops = Loops(work, own, end.set)
        stack.callback(loops.close)
        ending = asyncio.create_task(end.wait())
        if work.centre is not None and work.waits_for_centre:
            warming = asyncio.create_task(_first_answer(work.centre, work.now()))
            await asyncio.wait({warming, ending}, timeout=COLD_S, return_when=asyncio.FIRST_COMPLETED)
            await _cancel(warming)
        working = asyncio.create_task(loops.run(notifier.alive))
        stack.push_async_callback(_cancel, working)
        notifier.ready()
        notifier.status("asks the centre" if work.centre else "has no centre to ask")
        await asyncio.wait({working, ending}, return_when=asyncio.FIRST_COMPLETED)
        notifier.stopping()
        ending.cancel()
        if working.done():
            working.result()
    return 0


async def _first_answer(centre: Centre, now: datetime) -> None:
    """Ask until the centre has answered, so that a shopper's first label finds it awake."""
    check_id = uuid7(int(now.timestamp() * 1000), os.urandom(10))
    ask = Ask(check_id=check_id, identity=NOBODYS_ITEM, asked_at=now, is_clock_trusted=False, is_counted=False)
    while True:
        try:
            await centre.ask(ask)
        except CentreFaultError as fault:
            if fault.fault not in HARMLESS:
                await asyncio.sleep(RETRY_AFTER_S)
                continue
        return


class Loops:
    """The line to the screen, the answers to its questions, the poll, the errands."""

    def __init__(self, work: Work, own: OwnRecords, end: Callable[[], None]) -> None:
        """`end` ends the process, which is started anew."""
        self._end = end
        chance = random.SystemRandom().random
        self._line = Line(work.socket_path, self._hear, self._greeting)
        self._asker = Asker(
            work.centre, own, self._line.send, time.monotonic, chance, work.market_id, heard=self._heard
        )
        self._upkeep: Upkeep | None = None
        self._keeper: Keeper | None = None
        if work.identity is not None and work.centre is not None:
            self._keeper = Keeper(work.state_dir, work.identity, work.centre, work.now)
            self._upkeep = Upkeep(
                work, work.centre, work.identity, self._line.send, self._heard_newest, self._asker.moved
            )
        self._admission = work.admission
        self._admission.tell = self._line.send
        errands = () if self._upkeep is None else self._upkeep.errands
        now = work.now if self._upkeep is None else self._upkeep.time.now
        self._schedule = Schedule(errands, now, chance, work.pace.longest_s)
        self._poll = Poll(self._asker.look, work.pace, self._hours, now, chance, self._schedule.is_back)
        self._group = asyncio.TaskGroup()

    async def run(self, alive: Callable[[], None]) -> None:
        """Run until cancelled, once; `alive` is called at least twice a second.

        A fault in a loop or an answer ends all and is raised: whoever supervises starts all anew.
        """
        try:
            async with self._group as group:
                group.create_task(self._line.run())
                group.create_task(self._line.beat(alive))
                group.create_task(self._poll.run())
                group.create_task(self._schedule.run())
                if self._upkeep is not None:
                    group.create_task(self._upkeep.watch())
                if self._keeper is not None:
                    group.create_task(self._keeper.run(self._heard_at))
        except ExceptionGroup as faults:
            raise _first_of(faults) from faults

    def close(self) -> None:
        """Let go of what is kept."""
        if self._upkeep is not None:
            self._upkeep.close()

    def _hear(self, message: Message) -> None:
        if isinstance(message, Ask):
            self._group.create_task(self._asker.answer(message))
        elif isinstance(message, BeginAnew):
            self._end()
        elif isinstance(message, Fares | PictureTaken) and self._upkeep is not None:
            self._upkeep.hear(message)

    def _greeting(self) -> Sequence[Message]:
        """Say to a screen that starts anew what holds: how the network is, what is set, what is told."""
        network = () if self._asker.network is None else (self._asker.network,)
        return (*network, self._admission.message()) if self._upkeep is None else (*network, *self._upkeep.greeting())

    def _heard(self, at: datetime, newest: Versions) -> None:
        if self._upkeep is not None:
            self._upkeep.time.heard(at)
        self._heard_newest(newest)

    def _heard_newest(self, newest: Versions) -> None:
        self._schedule.heard(newest)

    def _heard_at(self) -> datetime | None:
        return None if self._asker.network is None else self._asker.network.last_answer_at

    def _hours(self) -> tuple[OpeningHours, ...] | None:
        return None if self._upkeep is None else self._upkeep.opening_hours


def _first_of(faults: ExceptionGroup[Exception]) -> Exception:
    first = faults.exceptions[0]
    return _first_of(first) if isinstance(first, ExceptionGroup) else first


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
