"""How long sync takes to answer a shopper while it takes over what was published, beside when it does nothing else."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import cycle
from pathlib import Path

from bench.city import NOW
from bench.decode import Figure
from kiosk.codes.code import Identity
from kiosk.lookup.cache import FindingCache
from kiosk.lookup.offline import OfflineRecords
from kiosk.lookup.own import KeptRecords
from kiosk.messages.local import Ask, Message
from kiosk.sync.ask import Asker

PAUSE_S = 0.002
"""Between two questions: what is taken over has the processor meanwhile, as it has in a market."""
ALONE = 500


def answers(state: Path, items: Sequence[Identity], take: Callable[[], float]) -> Iterator[Figure]:
    """Yield the times of answers of the unit in `state` without a network, alone and while `take` runs in a thread."""
    cache = FindingCache(state / "cache.db", lambda: NOW)
    with closing(cache), closing(OfflineRecords(state, owns_files=True)) as registry:
        asker = Asker(None, KeptRecords(cache, registry), _unheard, time.monotonic, lambda: 0.5)
        alone, meanwhile, took_s = asyncio.run(_asked(asker, items, take))
    yield Figure("answer of sync, p99", _p99(alone), "ms")
    yield Figure(f"… while changes are taken over, p99 of {len(meanwhile)}", _p99(meanwhile), "ms")
    yield Figure("… the longest", max(meanwhile), "ms")
    yield Figure("… while changes are taken over, against alone, p99", _p99(meanwhile) / _p99(alone), "×")
    yield Figure("changes taken over by a unit that is asked meanwhile", took_s, "s")


async def _asked(
    asker: Asker, items: Sequence[Identity], take: Callable[[], float]
) -> tuple[list[float], list[float], float]:
    """Return the milliseconds of each answer, alone and meanwhile, and what `take` returned."""
    asks = cycle([_ask(item) for item in items])
    alone = [await _time(asker, next(asks)) for _ in range(ALONE)]
    taking, meanwhile = asyncio.create_task(asyncio.to_thread(take)), list[float]()
    while not taking.done():
        meanwhile.append(await _time(asker, next(asks)))
    return alone, meanwhile, await taking


async def _time(asker: Asker, ask: Ask) -> float:
    await asyncio.sleep(PAUSE_S)
    begun = time.perf_counter_ns()
    await asker.answer(ask)
    return (time.perf_counter_ns() - begun) / 1e6


def _ask(item: Identity) -> Ask:
    name = "0193a000-0000-7000-8000-000000000001"
    return Ask(check_id=name, identity=item, asked_at=NOW, is_clock_trusted=True, is_counted=False)


def _unheard(_: Message) -> None:
    return


def _p99(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=100)[98]
