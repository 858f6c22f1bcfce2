"""Look-ups through each fault: a verdict within a second, true, and each check counted once at most."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.verdicts.verdict import Headline
from tests.faults.city import City
from tests.faults.fault import Kind
from tests.faults.lookups import Told, told
from tests.faults.shop import Outcome, shop

SEEDS = range(3)
AGAIN = 1000
"""Packs of a story that is told again where the machine was too busy for a second."""


@pytest.mark.parametrize("kind", Kind)
def test_shopper_has_a_true_verdict_within_a_second(city: City, kind: Kind, tmp_path: Path) -> None:
    first = list(Kind).index(kind) * len(SEEDS) * 3

    async def in_time(seed: int) -> Told:
        for again in range(2):
            story = await told(city, tmp_path, kind, seed, first + 3 * seed + again * AGAIN)
            if not story.is_late:
                break
        return story

    async def main() -> list[Told]:
        return await asyncio.gather(*(in_time(seed) for seed in SEEDS))

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
    async def main(url: str) -> Outcome:
        async with shop(tmp_path, city.unit(1), url, city.clock) as kiosk:
            return await kiosk.check(1999)

    with host_that_answers_no_connection() as url:
        outcome = asyncio.run(main(url))
    assert outcome.headline is Headline.CANNOT_CONFIRM
    assert 0.25 < outcome.after_s < 0.6
