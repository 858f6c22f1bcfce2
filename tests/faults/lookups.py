"""One story of look-ups through a network that fails: a kiosk that is asked before, while and after."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from kiosk.central.lookups.tables import checks
from kiosk.records.finding import Source
from tests.faults.city import City
from tests.faults.fault import Kind, fault_of
from tests.faults.proxy import network
from tests.faults.shop import Outcome, Shop, shop

LATEST_S = 1.0
ANSWER_BYTES = 1500
"""About the body of a record."""
_UNITS: Iterator[int] = itertools.count(100)


@dataclass(frozen=True, slots=True)
class Told:
    """What shoppers were shown while the network failed and after, and how often the centre counted each check."""

    during: tuple[Outcome, ...]
    after: Outcome
    answers: dict[str, Source]
    counted: dict[str, int]

    @property
    def served(self) -> tuple[Outcome, ...]:
        return (*self.during, self.after)

    @property
    def is_late(self) -> bool:
        """Whether a shopper waited for longer than a second: a verdict must not, but a busy machine may be slow."""
        return any(one.after_s > LATEST_S for one in self.served)

    @property
    def faults(self) -> list[str]:
        """What is not as promised, in words."""
        return [
            *(f"{one.headline} after {one.after_s:.2f} s" for one in self.served if one.after_s > LATEST_S),
            *(f"{one.headline} from {one.source}" for one in self.served if not one.is_right),
            *(f"counted {times} times" for times in self.counted.values() if times > 1),
            *("answered, not counted" for one in self.served if self._is_answered(one) and not self._count(one)),
            *(["the network is well, the unit is not"] if not self._is_answered(self.after) else []),
        ]

    def _is_answered(self, one: Outcome) -> bool:
        return self.answers[one.check_id] is Source.CENTRAL

    def _count(self, one: Outcome) -> int:
        return self.counted.get(one.check_id, 0)


async def told(city: City, folder: Path, kind: Kind, seed: int, first_pack: int) -> Told:
    """Return what three shoppers and their checks came to; even seeds begin with no connection made yet."""
    identity = await asyncio.to_thread(city.unit, next(_UNITS))
    with network(city.url, seed) as proxy:
        async with shop(folder, identity, proxy.url, city.clock) as kiosk:
            if seed % 2:
                await kiosk.asker.look()
            await asyncio.to_thread(proxy.spoil, fault_of(kind, seed, back_bytes=ANSWER_BYTES))
            during = [await kiosk.check(first_pack), await kiosk.check(first_pack + 1)]
            await kiosk.settled()
            await asyncio.to_thread(proxy.spoil)
            await _until_online(kiosk)
            after = await kiosk.check(first_pack + 2)
            await kiosk.settled()
        counted = await asyncio.to_thread(_counted, city, identity.device_id)
        return Told(tuple(during), after, kiosk.sources, counted)


async def _until_online(kiosk: Shop) -> None:
    """Look as an idle kiosk does: a connection that died unseen costs one look."""
    for _ in range(3):
        await kiosk.asker.look()
        if kiosk.asker.network is not None and kiosk.asker.network.is_online:
            return


def _counted(city: City, kiosk_id: str) -> dict[str, int]:
    with city.engine.connect() as connection:
        rows = connection.execute(select(checks.c.check_id).where(checks.c.kiosk_id == kiosk_id))
        return dict(Counter(row.check_id for row in rows))
