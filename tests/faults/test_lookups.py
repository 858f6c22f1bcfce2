"""Look-ups through each fault: a verdict within a second, true, and each check counted once at most."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from kiosk.verdicts.verdict import Headline
from tests.faults.city import City
from tests.faults.fault import Kind
from tests.faults.lookups import Told, told
from tests.faults.patience import TRIES, in_time
from tests.faults.shop import Outcome, shop
from tests.repeated import repeated

SEEDS = range(3)
SHARP = (Kind.LATENCY, Kind.BLACK_HOLE, Kind.RESET, Kind.TRUNCATION)
"""Which faults `make test` has: late, silent, cut, in part. `make test-long` has all."""


@pytest.mark.parametrize("kind", repeated(Kind, SHARP))
def test_shopper_has_a_true_verdict_within_a_second(city: City, kind: Kind, tmp_path: Path) -> None:
    first = list(Kind).index(kind) * len(SEEDS) * TRIES

    async def tell(seed: int, again: int) -> Told:
        return await told(city, tmp_path, kind, seed, 3 * (first + TRIES * seed + again))

    async def main() -> list[Told]:
        return await asyncio.gather(*(in_time(partial(tell, seed)) for seed in SEEDS))

    assert [one.faults for one in asyncio.run(main())] == [[]] * len(SEEDS)


@contextlib.contextmanager
def host_that_answers_no_connection() -> Iterator[str]:
    """Yield the URL of a port whose queue is full: the kernel drops what asks to be connected."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_host_that_answers_no_connection_costs_a_shopper_a_third_of_a_second(city: City, tmp_path: Path) -> None:
    async def main(url: str) -> list[Outcome]:
        async with shop(tmp_path, city.unit(1), url, city.clock) as kiosk:
            return [await kiosk.check(pack) for pack in range(1990, 1990 + TRIES)]

    with host_that_answers_no_connection() as url:
        outcomes = asyncio.run(main(url))
    assert {one.headline for one in outcomes} == {Headline.CANNOT_CONFIRM}
    assert 0.25 < min(one.after_s for one in outcomes) < 0.6
