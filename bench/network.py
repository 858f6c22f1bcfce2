"""Look-ups, uploads and downloads through a network that fails, by many seeds: writes docs/faults-network.md.

`python -m bench.network [SEEDS]`. Each story ends by itself; several run at once, for most of their
time is waiting. What a story must keep stands with it, in tests/faults.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Protocol

from kiosk.moment import HANOI
from tests.faults.city import SERIALS as PACKS
from tests.faults.city import city_in
from tests.faults.exchanges import fetched, published
from tests.faults.fault import Kind
from tests.faults.lookups import told
from tests.faults.shop import Outcome
from tests.faults.uploads import uploaded

SEEDS = 50
AT_ONCE = 4
REPORT = Path(__file__).parents[1] / "docs" / "faults-network.md"


@dataclass(frozen=True, slots=True)
class Row:
    """What the stories of one exchange and one fault came to."""

    exchange: str
    kind: Kind
    stories: int
    broken: tuple[str, ...]
    slowest_s: float
    again: int

    @property
    def line(self) -> str:
        """The row of the report's table."""
        told = f"{self.stories} | {len(self.broken)} | {self.slowest_s:.2f} s | {self.again}"
        return f"| {self.exchange} | {self.kind} | {told} |"


class Story(Protocol):
    """What one unit went through."""

    @property
    def served(self) -> Sequence[Outcome]:
        """What shoppers were shown."""
        ...

    @property
    def is_late(self) -> bool:
        """Whether one waited for longer than a second."""
        ...

    @property
    def faults(self) -> list[str]:
        """What is not as promised, in words."""
        ...


Teller = Callable[[Kind, int, int], Awaitable[Story]]
"""Tells the story of a fault and a seed; the last is the first pack of three that nobody has checked."""


async def _row(exchange: str, tell: Teller, kind: Kind, seeds: Sequence[int]) -> Row:
    """Tell the stories of all seeds; those in which a busy machine was late again, alone."""

    async def one(seed: int) -> Story:
        async with limit:
            return await tell(kind, seed, _pack(kind, seed, len(seeds)))

    limit = asyncio.Semaphore(AT_ONCE)
    stories = await asyncio.gather(*(one(seed) for seed in seeds))
    again = [number for number, story in enumerate(stories) if story.is_late]
    for number in again:
        stories[number] = await tell(kind, seeds[number], PACKS // 2 + _pack(kind, number, len(seeds)))
    broken = tuple(fault for story in stories for fault in story.faults)
    slowest_s = max(outcome.after_s for story in stories for outcome in story.served)
    return Row(exchange, kind, len(stories), broken, slowest_s, len(again))


def _pack(kind: Kind, seed: int, seeds: int) -> int:
    return (list(Kind).index(kind) * seeds + seed) * 3 % (PACKS // 2 - 3)


def _rows(count: int, folder: Path) -> Iterator[Row]:
    """Tell the stories of each exchange in a city of its own, at the machine's time: what verifies knows no other."""
    with city_in(folder, datetime.now(UTC)) as city:
        made = published(city, folder)
        tellers: dict[str, Teller] = {
            "look-up": lambda kind, seed, pack: told(city, folder, kind, seed, pack),
            "upload": lambda kind, seed, pack: uploaded(city, folder, kind, seed, pack),
            "metadata": lambda kind, seed, pack: fetched(made, folder, kind, seed, pack, is_piece=False),
            "piece": lambda kind, seed, pack: fetched(made, folder, kind, seed, pack, is_piece=True),
        }
        for (exchange, tell), kind in product(tellers.items(), Kind):
            yield asyncio.run(_row(exchange, tell, kind, range(count)))


HEAD = """# The network that fails
Written by `make faults`, {when}, {seconds:.0f} s in all. Real units and a real centre on loopback, between them the
failing network of [decision 39](decisions/0039-fault-proxy.md). A story is one unit before, while and after a
fault of one seed; "slowest" is the longest until a shopper's verdict, which may take 1.0 s. Promises besides: the
verdict is true; a check is counted once at most; a row of the journal stands once and is confirmed only then; the
registry is the one before or the new one, whole, and in the end the new one. {at_once} stories are told at once, and
their centre works on the same machine: one in which a verdict came later than 1.0 s is told again alone.

| exchange | fault | stories | broken promises | slowest | told again |
|---|---|---:|---:|---:|---:|
"""


def main(count: int) -> int:
    """Run `count` seeds of each, print the rows as they come, and write the report; 1 where a promise was broken."""
    logging.disable(logging.ERROR)  # that the centre does not answer is what is wanted here
    begun, rows = time.monotonic(), list[Row]()
    with tempfile.TemporaryDirectory() as folder:
        for row in _rows(count, Path(folder)):
            rows.append(row)
            print(row.line, *row.broken[:5], flush=True)
    when = f"{datetime.now(HANOI):%Y-%m-%d}"
    head = HEAD.format(when=when, at_once=AT_ONCE, seconds=time.monotonic() - begun)
    REPORT.write_text(head + "\n".join(row.line for row in rows) + "\n", "utf-8")
    return 1 if any(row.broken for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else SEEDS))
