"""The journal through each fault: every row stands at the centre once, and is confirmed only then."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import pytest

from tests.faults.city import City
from tests.faults.fault import Kind
from tests.faults.patience import TRIES, in_time
from tests.faults.test_lookups import SEEDS, SHARP
from tests.faults.uploads import Uploaded, uploaded
from tests.repeated import repeated


@pytest.mark.parametrize("kind", repeated(Kind, SHARP))
def test_every_row_stands_once_and_is_confirmed_only_then(city: City, kind: Kind, tmp_path: Path) -> None:
    first = list(Kind).index(kind) * TRIES * len(SEEDS)

    async def tell(seed: int, again: int) -> Uploaded:
        return await uploaded(city, tmp_path, kind, seed, first + TRIES * seed + again)

    async def main() -> list[Uploaded]:
        return await asyncio.gather(*(in_time(partial(tell, seed)) for seed in SEEDS))

    assert [one.faults for one in asyncio.run(main())] == [[]] * len(SEEDS)
