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
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from pathlib import Path

from kiosk.moment import HANOI
from tests.faults import lookups, uploads
from tests.faults.city import SERIALS, City, city_in
from tests.faults.fault import Kind

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

    @property
    def line(self) -> str:
        """The row of the report's table."""
        return f"| {self.exchange} | {self.kind} | {self.stories} | {len(self.broken)} | {self.slowest_s:.2f} s |"


async def _lookups(city: City, folder: Path, kind: Kind, seeds: Sequence[int]) -> Row:
    async def one(seed: int) -> lookups.Told:
        async with limit:
            return await lookups.told(city, folder, kind, seed, (first + 3 * seed) % (SERIALS - 3))

    limit, first = asyncio.Semaphore(AT_ONCE), list(Kind).index(kind) * 3 * len(seeds)
    stories = await asyncio.gather(*(one(seed) for seed in seeds))
    broken = tuple(fault for story in stories for fault in story.faults)
    slowest_s = max(outcome.after_s for story in stories for outcome in story.outcomes)
    return Row("look-up", kind, len(stories), broken, slowest_s)


async def _uploads(city: City, folder: Path, kind: Kind, seeds: Sequence[int]) -> Row:
    async def one(seed: int) -> uploads.Uploaded:
        async with limit:
            return await uploads.uploaded(city, folder, kind, seed, seed)

    limit = asyncio.Semaphore(AT_ONCE)
    stories = await asyncio.gather(*(one(seed) for seed in seeds))
    broken = tuple(fault for story in stories for fault in story.faults)
    return Row("upload", kind, len(stories), broken, max(served.after_s for one in stories for served in one.served))


HEAD = """# The network that fails
Written by `make faults`, {when}, {seconds:.0f} s in all. Real units and a real centre on loopback, between them the
failing network of [decision 39](decisions/0039-fault-proxy.md). A story is one unit before, while and after a
fault of one seed; "slowest" is the longest until a shopper's verdict, which may take 1.0 s. Promises besides: the
verdict is true; a check is counted once at most, a row of the journal stands once and is confirmed only then.

| exchange | fault | stories | broken promises | slowest |
|---|---|---:|---:|---:|
"""


def main(count: int) -> int:
    """Run `count` seeds of each, print the rows as they come, and write the report; 1 where a promise was broken."""
    logging.disable(logging.ERROR)  # that the centre does not answer is what is wanted here
    begun, rows = time.monotonic(), list[Row]()
    with tempfile.TemporaryDirectory() as folder, city_in(Path(folder)) as city:
        for tell, kind in product((_lookups, _uploads), Kind):
            rows.append(asyncio.run(tell(city, Path(folder), kind, range(count))))
            print(rows[-1].line, *rows[-1].broken[:5], flush=True)
    when = f"{datetime.now(HANOI):%Y-%m-%d}"
    head = HEAD.format(when=when, seconds=time.monotonic() - begun)
    REPORT.write_text(head + "\n".join(row.line for row in rows) + "\n", "utf-8")
    return 1 if any(row.broken for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else SEEDS))
