"""The journal through each fault: every row stands at the centre once, and is confirmed only then."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.faults.city import City
from tests.faults.fault import Kind
from tests.faults.test_lookups import SEEDS
from tests.faults.uploads import Uploaded, uploaded


@pytest.mark.parametrize("kind", Kind)
def test_every_row_stands_once_and_is_confirmed_only_then(city: City, kind: Kind, tmp_path: Path) -> None:
    first = list(Kind).index(kind) * 2 * len(SEEDS)

    async def in_time(seed: int) -> Uploaded:
        for again in range(2):
            story = await uploaded(city, tmp_path, kind, seed, first + 2 * seed + again)
            if not story.is_late:
                break
        return story

    async def main() -> list[Uploaded]:
        return await asyncio.gather(*(in_time(seed) for seed in SEEDS))

    assert [one.faults for one in asyncio.run(main())] == [[]] * len(SEEDS)
