"""One story of a journal that is uploaded through a network that fails, while shoppers are served."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from kiosk.central.journal.tables import journal
from kiosk.clock import Clock
from kiosk.journal.store import Journal
from kiosk.messages.local import JournalConfirmed, Message
from kiosk.processes.sync.outbox import KeptJournal
from kiosk.sync.centre import Centre, CentreFaultError
from kiosk.sync.identity import Identity
from kiosk.sync.outbox import Outbox
from tests.faults.city import City
from tests.faults.fault import Kind, fault_of
from tests.faults.lookups import LATEST_S
from tests.faults.proxy import network
from tests.faults.shop import Outcome, shop
from tests.journal.events import event_of

ROWS = 60
BODY_BYTES, RECEIPT_BYTES = 4000, 150
"""About the bodies of a run of so many rows, and of its receipt."""
GIVEN_UP_S = 1.0
"""A try that takes longer is given up: sooner than in service, where a run has a minute."""
TRIES = 2
MENDED_TRIES = 20
"""Where the network is whole again the first has it all, unless the machine is busy."""
_UNITS: Iterator[int] = itertools.count(1_000)


@dataclass
class Uploaded:
    """What stands at the centre after all, and what the screen was told meanwhile."""

    standing: Counter[int] = field(default_factory=Counter)
    early: list[JournalConfirmed] = field(default_factory=list)
    """What was confirmed to the screen before the centre held it: such a row would be lost."""
    confirmed: int = 0
    served: list[Outcome] = field(default_factory=list)

    @property
    def is_late(self) -> bool:
        """Whether a shopper waited for longer than a second: a verdict must not, but a busy machine may be slow."""
        return any(one.after_s > LATEST_S for one in self.served)

    @property
    def faults(self) -> list[str]:
        """What is not as promised, in words."""
        return [
            *([] if self.standing == Counter(range(1, ROWS + 1)) else [f"the centre holds {dict(self.standing)}"]),
            *([] if self.confirmed == ROWS else [f"{self.confirmed} rows were confirmed"]),
            *(f"{one} was too early" for one in self.early),
            *(f"{one.headline} after {one.after_s:.2f} s" for one in self.served if one.after_s > LATEST_S),
            *(f"{one.headline} from {one.source}" for one in self.served if not one.is_right),
        ]


async def uploaded(city: City, folder: Path, kind: Kind, seed: int, pack: int) -> Uploaded:
    """Return what became of a journal; sync is started anew in the middle where the seed is odd."""
    identity = await asyncio.to_thread(city.unit, next(_UNITS))
    own = folder / identity.device_id
    own.mkdir()
    await asyncio.to_thread(_write, own / "journal.db", city.clock)
    told, come_to = Uploaded(), list[JournalConfirmed]()

    def hear(message: Message) -> None:
        assert isinstance(message, JournalConfirmed)
        come_to.append(message)

    with network(city.url, seed) as proxy:
        async with shop(own, identity, proxy.url, city.clock) as kiosk, AsyncExitStack() as stack:
            started = _started(stack, own, kiosk.centre, identity, city, hear)
            await asyncio.to_thread(proxy.spoil, fault_of(kind, seed, BODY_BYTES, RECEIPT_BYTES, 0.8))
            for _ in range(TRIES):
                served, _ = await asyncio.gather(kiosk.check(pack), _try(started))
                told.served.append(served)
                told.early += await asyncio.to_thread(_too_early, city, identity.device_id, come_to)
                if seed % 2:
                    started = _started(stack, own, kiosk.centre, identity, city, hear)
            await asyncio.to_thread(proxy.spoil)
            for again in range(1, MENDED_TRIES + 1):
                await _try(started)
                if again >= TRIES and come_to and come_to[-1].sequence == ROWS:
                    break
    told.standing = await asyncio.to_thread(_standing, city, identity.device_id)
    told.confirmed = max((one.sequence for one in come_to), default=0)
    return told


def _started(
    stack: AsyncExitStack, own: Path, centre: Centre, identity: Identity, city: City, hear: Callable[[Message], None]
) -> Outbox:
    """Return the outbox of sync as it starts, with what is kept in the folder `own`."""
    kept = KeptJournal(own, centre, identity, city.clock, hear)
    stack.callback(kept.close)
    return kept.outbox


async def _try(outbox: Outbox) -> None:
    with contextlib.suppress(CentreFaultError, TimeoutError):
        async with asyncio.timeout(GIVEN_UP_S):
            await outbox.run()


def _write(path: Path, clock: Clock) -> None:
    written = Journal.open(path, clock.now())
    for number in range(1, ROWS + 1):
        written.append(event_of(at=clock.now().at, number=number))
    written.close()


def _standing(city: City, kiosk_id: str) -> Counter[int]:
    with city.engine.connect() as connection:
        rows = connection.execute(select(journal.c.sequence).where(journal.c.kiosk_id == kiosk_id))
        return Counter(row.sequence for row in rows)


def _too_early(city: City, kiosk_id: str, come_to: list[JournalConfirmed]) -> list[JournalConfirmed]:
    standing = _standing(city, kiosk_id)
    return [one for one in come_to if not all(standing[number] for number in range(1, one.sequence + 1))]
