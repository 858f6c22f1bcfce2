"""One story of a registry that is fetched through a network that fails, while a shopper is served."""

from __future__ import annotations

import asyncio
import itertools
import shutil
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
from sqlalchemy import text

from kiosk.central.publishing.publisher import Publisher
from kiosk.errors import CentreError
from kiosk.lookup.apply import UnitRegistry
from kiosk.lookup.registry_file import FILE_NAME, checked_content, open_file
from kiosk.messages.published import PublishedIndex
from kiosk.settings import assets_dir
from kiosk.sync.centre import CentreFaultError
from kiosk.sync.exchange import Setup, exchange
from kiosk.sync.roads import HttpRoad
from tests.central.publishing.repository import Repository, make_repository
from tests.faults.city import City, trust_list_text
from tests.faults.fault import Fault, Kind, fault_of
from tests.faults.lookups import LATEST_S
from tests.faults.proxy import network
from tests.faults.shop import Outcome, shop

METADATA_BYTES = 1_400
"""About what comes before the first target where the root and the delegations are those from before."""
LONGEST_S = 0.15
SILENCE_S = 0.6
"""A road that is silent for so long is given up: sooner than in service, where it may be for 15 s."""
TRIES = 2
_UNITS: Iterator[int] = itertools.count(2_000)


@dataclass(frozen=True)
class Published:
    """A city that has published twice. `before` is the state of a unit that holds the first, `contents` are both."""

    city: City
    repository: Repository
    before: Path
    contents: tuple[str, str]
    piece_bytes: int
    """About the snapshot, as it comes over the road."""


@dataclass
class Fetched:
    """What a unit held after each try, and at last."""

    wanted: str
    allowed: tuple[str, ...]
    held: list[str] = field(default_factory=list)
    served: list[Outcome] = field(default_factory=list)

    @property
    def is_late(self) -> bool:
        """Whether a shopper waited for longer than a second: a verdict must not, but a busy machine may be slow."""
        return any(one.after_s > LATEST_S for one in self.served)

    @property
    def faults(self) -> list[str]:
        """What is not as promised, in words."""
        return [
            *(f"it held {held!r}, which was never published" for held in self.held if held not in self.allowed),
            *([] if self.held[-1] == self.wanted else ["the network is well, and the newest registry did not come"]),
            *(f"{one.headline} after {one.after_s:.2f} s" for one in self.served if one.after_s > LATEST_S),
            *(f"{one.headline} from {one.source}" for one in self.served if not one.is_right),
        ]


class WatchedRegistry(UnitRegistry):
    """The registry of a unit; `comes` is called when the metadata are verified, and files come."""

    def __init__(self, state: Path, now: Callable[[], datetime], comes: Callable[[], None]) -> None:
        super().__init__(state, now)
        self._comes = comes

    def needed(self, index: PublishedIndex) -> Sequence[str]:
        self._comes()
        return super().needed(index)


def published(city: City, folder: Path) -> Published:
    """Publish the city's registry, let a unit fetch it, and publish what has changed since."""
    repository = make_repository(city.engine, city.clock.now().at, trust=trust_list_text().encode())
    service = replace(city.service, vault=repository.service.vault)
    publisher, before = Publisher(service, folder / "publisher"), folder / "before"
    assert publisher.run_once(is_asked=True) is not None
    before.mkdir()
    _exchange(Setup(before, repository.root, _LISTS, _registry(before), time.monotonic, _long_ago), city.url)
    first = content_of(before)
    with city.engine.begin() as connection:
        connection.execute(text("UPDATE products SET name = 'Rau muống hạt' WHERE name = 'Rau muống'"))
    assert publisher.run_once(is_asked=True) is not None
    after = folder / "after"
    after.mkdir()
    _exchange(Setup(after, repository.root, _LISTS, _registry(after), time.monotonic, _long_ago), city.url)
    piece_bytes = len(zlib.compress((after / FILE_NAME).read_bytes()))
    return Published(city, repository, before, (first, content_of(after)), piece_bytes)


async def fetched(made: Published, folder: Path, kind: Kind, seed: int, pack: int, *, is_piece: bool) -> Fetched:
    """Return what became of a unit's registry: of a new unit whose pieces, or of one whose metadata meet the fault."""
    city, old, new = made.city, *made.contents
    identity = await asyncio.to_thread(city.unit, next(_UNITS))
    state = folder / identity.device_id
    if is_piece:
        state.mkdir()
    else:
        await asyncio.to_thread(shutil.copytree, made.before, state)
    told = Fetched(new, ("", new) if is_piece else (old, new))
    fault = fault_of(kind, seed, 0, made.piece_bytes if is_piece else METADATA_BYTES, LONGEST_S)
    with network(city.url, seed) as proxy:
        spoils = _Spoils(proxy.spoil, fault)
        registry = WatchedRegistry(state, lambda: city.clock.now().at, spoils if is_piece else _nothing)
        setup = Setup(state, made.repository.root, _LISTS, registry, time.monotonic, _long_ago)
        async with shop(state, identity, proxy.url, city.clock) as kiosk:
            for _ in range(TRIES):
                await asyncio.to_thread(proxy.spoil, *(() if is_piece else (fault,)))
                served, _ = await asyncio.gather(kiosk.check(pack), asyncio.to_thread(_try, setup, proxy.url))
                told.served.append(served)
                told.held.append(await asyncio.to_thread(content_of, state))
            spoils.fault = Fault()
            await asyncio.to_thread(proxy.spoil)
            await asyncio.to_thread(_exchange, setup, proxy.url)
    told.held.append(await asyncio.to_thread(content_of, state))
    return told


def content_of(state: Path) -> str:
    """Return what the registry in use holds, all of it read and checked; "" where there is none. Raises FAULTS."""
    if not (state / FILE_NAME).exists():
        return ""
    with closing(open_file(state / FILE_NAME)) as connection:
        return checked_content(connection).sha256


@dataclass
class _Spoils:
    spoil: Callable[[Fault], None]
    fault: Fault

    def __call__(self) -> None:
        self.spoil(self.fault)


def _try(setup: Setup, url: str) -> None:
    with suppress(CentreFaultError, CentreError):
        _exchange(setup, url, SILENCE_S)


def _long_ago() -> datetime:
    return datetime.min.replace(tzinfo=UTC)


def _exchange(setup: Setup, url: str, silence_s: float = 10.0) -> None:
    with HttpRoad(url) as road:
        road._client.timeout = httpx.Timeout(silence_s)
        exchange(setup, road, None, threading.Event(), lambda _: None)


def _registry(state: Path) -> WatchedRegistry:
    return WatchedRegistry(state, lambda: datetime.now(UTC), _nothing)


def _nothing() -> None:
    return


_LISTS = assets_dir() / "lists.json"
