"""The published registry through each fault: a unit holds the one before or the new one, whole, and gets the new."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from tests.faults.city import city_in
from tests.faults.exchanges import Fetched, Published, fetched, published
from tests.faults.fault import Kind
from tests.faults.patience import TRIES, in_time
from tests.faults.test_lookups import SEEDS, SHARP


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """A city at the machine's time: the library that verifies knows no other."""
    folder = tmp_path_factory.mktemp("city")
    with city_in(folder, datetime.now(UTC)) as city:
        yield published(city, folder)


def _marks(kind: Kind, is_piece: bool) -> list[pytest.MarkDecorator]:
    return [] if kind in SHARP and is_piece is bool(SHARP.index(kind) % 2) else [pytest.mark.long]


STRUCK = [
    pytest.param(kind, is_piece, id=f"{kind}-{'piece' if is_piece else 'metadata'}", marks=_marks(kind, is_piece))
    for kind in Kind
    for is_piece in (False, True)
]
"""Those of `make test` strike the metadata, or a piece, by turns; all strike both by `make test-long`."""


@pytest.mark.parametrize(("kind", "is_piece"), STRUCK)
def test_registry_is_the_one_before_or_the_new_one(made: Published, kind: Kind, is_piece: bool, tmp_path: Path) -> None:
    first = (list(Kind).index(kind) + len(Kind) * is_piece) * TRIES * len(SEEDS)

    async def tell(seed: int, again: int) -> Fetched:
        return await fetched(made, tmp_path, kind, seed, first + TRIES * seed + again, is_piece=is_piece)

    async def main() -> list[Fetched]:
        return await asyncio.gather(*(in_time(partial(tell, seed)) for seed in SEEDS))

    assert [one.faults for one in asyncio.run(main())] == [[]] * len(SEEDS)
