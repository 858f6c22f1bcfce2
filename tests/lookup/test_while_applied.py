"""Questions that come while a registry is taken over: answered by the one before or the new one, never half."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from kiosk.codes.code import Identity
from kiosk.lookup.cache import FindingCache
from kiosk.lookup.disk import Disk
from kiosk.lookup.offline import OfflineRecords
from kiosk.lookup.own import KeptRecords
from kiosk.messages.local import Ask, Found, Message
from kiosk.records.finding import Source
from kiosk.sync.ask import Asker
from tests.central.registry_folder import GTIN, LOT
from tests.lookup.publishing import HOUR, NOW, Publisher

ITEM = Identity(gtin=GTIN, lot=LOT)
ASK = Ask(
    check_id="0193a000-0000-7000-8000-000000000001",
    identity=ITEM,
    asked_at=NOW,
    is_clock_trusted=True,
    is_counted=False,
)
BEFORE, AFTER = ("Rau muống", 40, NOW), ("Rau muống hạt", 77, NOW + HOUR)
"""Name, quantity and time of the item: rows of two tables and of the file."""

Told = tuple[str, int | None, datetime | None]


class AskingDisk(Disk):
    """Lets a shopper ask before and after each step in which a registry is taken over."""

    def __init__(self, ask: Callable[[], None]) -> None:
        self._ask = ask

    def write(self, path: Path, chunks: Iterable[bytes]) -> None:
        self._between(lambda: super(AskingDisk, self).write(path, chunks))

    def sync(self, path: Path) -> None:
        self._between(lambda: super(AskingDisk, self).sync(path))

    def rename(self, path: Path, target: Path) -> None:
        self._between(lambda: super(AskingDisk, self).rename(path, target))

    def remove(self, path: Path) -> None:
        self._between(lambda: super(AskingDisk, self).remove(path))

    def sync_folder(self, folder: Path) -> None:
        self._between(lambda: super(AskingDisk, self).sync_folder(folder))

    def _between(self, step: Callable[[], None]) -> None:
        self._ask()
        step()
        self._ask()


class Shopper:
    """Asks sync of a unit without a network, and notes what it answers."""

    def __init__(self, own: KeptRecords) -> None:
        self._asker = Asker(None, own, self._hear, lambda: 0.0, lambda: 0.5)
        self.told: list[Told] = []

    def ask(self) -> None:
        asyncio.run(self._asker.answer(ASK))

    def _hear(self, message: Message) -> None:
        assert isinstance(message, Found)
        assert message.finding.source is Source.SNAPSHOT
        product, lot = message.finding.product, message.finding.lot
        assert product is not None
        assert lot is not None
        self.told.append((product.name, lot.quantity, message.finding.as_of))


@contextmanager
def shopper(state: Path) -> Iterator[Shopper]:
    cache = FindingCache(state / "cache.db", lambda: NOW)
    with closing(cache), closing(OfflineRecords(state, owns_files=True)) as registry:
        yield Shopper(KeptRecords(cache, registry))


@pytest.mark.parametrize("is_whole", [False, True], ids=["changes", "snapshot"])
def test_answers_are_of_the_registry_before_or_of_the_new_one(
    publisher: Publisher, state: Path, is_whole: bool
) -> None:
    publisher.change(f"UPDATE lots SET quantity = 40 WHERE lot = '{LOT}'")
    publisher.publish()
    publisher.bring(state)
    publisher.change(f"UPDATE lots SET quantity = 77 WHERE lot = '{LOT}'")
    publisher.change(f"UPDATE products SET name = 'Rau muống hạt' WHERE gtin = '{GTIN}'")
    if is_whole:
        publisher.index = None  # published anew: no changes lead there
    publisher.publish(NOW + HOUR)
    with shopper(state) as asking:
        publisher.bring(state, NOW + HOUR, AskingDisk(asking.ask))
        asking.ask()
    assert asking.told == sorted(asking.told, key=lambda one: one == AFTER)
    assert set(asking.told) == {BEFORE, AFTER}
