"""The errand that fetches what the centre publishes: daily, and at once where a label must be stopped."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from kiosk.errors import KioskError, ListError
from kiosk.messages.http import Versions
from kiosk.messages.local import ListsConfirmed, ListsPlaced, Message
from kiosk.sync.bundle import last_verified
from kiosk.sync.exchange import Exchanged, Placed, Setup, exchange
from kiosk.sync.kept import Kept
from kiosk.sync.lists import LISTS_FILE
from kiosk.sync.rhythm import Daily, Rhythm
from kiosk.sync.roads import CACHE_BYTES_S, HttpRoad
from kiosk.trust.digest import digest_of
from kiosk.trust.lists import TrustList
from kiosk.trust.read import lists_from_json

KIND = "published"
LOOK_EVERY_S = 10.0
"""How soon the screen hears of what came from a stick."""

_log = logging.getLogger(__name__)


class Fetched(BaseModel):
    """The centre's versions at the last exchange that succeeded."""

    model_config = ConfigDict(frozen=True)

    trust: int
    trust_digest: str
    registry: int


@dataclass(frozen=True, slots=True)
class Roads:
    """Where a unit fetches from: its centre at `url`, and the unit at `cache_url`, "" where the market has none."""

    url: str
    cache_url: str = ""


class PublishedErrand:
    """Exchanges by `roads`. `send` reaches the screen, `saw` is told each time that the city signed.

    `arrived` is called with the centre's versions when what it called for has come.
    """

    name = "published"

    def __init__(
        self,
        setup: Setup,
        roads: Roads,
        kept: Kept,
        device_id: str,
        send: Callable[[Message], None],
        saw: Callable[[datetime], None],
        arrived: Callable[[Versions], None],
    ) -> None:
        self.rhythm: Rhythm = Daily(device_id)
        self.fault = ""
        """The number of what went wrong last; "" where nothing did."""
        self._setup = setup
        self._roads = roads
        self._kept = kept
        self._send = send
        self._saw = saw
        self._arrived = arrived
        self._versions: Versions | None = None
        self._newest: Fetched | None = None
        self._done = kept.read_as(KIND, Fetched)
        self._told = _stamp(setup.state)

    def is_wanted(self, newest: Versions) -> bool:
        """Return whether another list, or a registry that no unit leaves for its daily exchange, was published."""
        self._versions = newest
        self._newest = Fetched(trust=newest.trust, trust_digest=newest.trust_digest, registry=newest.registry)
        return self._newest != self._done

    async def run(self) -> None:
        """Exchange once, in a thread of its own. Raises CentreFaultError and KioskError.

        Also raises where the centre has announced something newer and only the market's cache answered: what that
        has is put into place, but the newest is still wanted.
        """
        newest, versions = self._newest, self._versions
        try:
            exchanged = await self._in_thread()
        except KioskError as fault:
            self.fault = fault.number
            raise
        self.fault = ""
        if newest is not None and newest != self._done:
            if exchanged.missed is not None:
                raise exchanged.missed
            self._done = newest
            await asyncio.to_thread(self._kept.write, KIND, newest.model_dump_json())
            if versions is not None:
                self._arrived(versions)

    async def watch(self) -> None:
        """Tell the screen what another process put into place, from a stick, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            stamp = await asyncio.to_thread(_stamp, self._setup.state)
            if stamp != self._told:
                self._told = stamp
                for message in await asyncio.to_thread(self.greeting):
                    self._send(message)

    def greeting(self) -> Sequence[Message]:
        """Return what a screen that starts anew must know: that a list is in place, and since when it is newest.

        It may have come after the screen read its lists, and before it could hear so.
        """
        verified, trust = last_verified(self._setup.state), _trust_list(self._setup.state)
        return () if verified is None or trust is None else (ListsPlaced(), _confirmed(trust, verified.signed_at))

    async def _in_thread(self) -> Exchanged:
        loop, stop = asyncio.get_running_loop(), threading.Event()

        def tell(placed: Placed) -> None:
            loop.call_soon_threadsafe(self._placed, placed)

        working = asyncio.ensure_future(asyncio.to_thread(self._exchanged, stop, tell))
        working.add_done_callback(_looked_at)
        try:
            exchanged = await asyncio.shield(working)
        except asyncio.CancelledError:
            stop.set()  # the thread ends at the next bytes, or where none come for a while
            raise
        self._saw(exchanged.verified.signed_at)
        return exchanged

    def _exchanged(self, stop: threading.Event, placed: Callable[[Placed], None]) -> Exchanged:
        with ExitStack() as stack:
            centre = stack.enter_context(HttpRoad(self._roads.url))
            cache = None
            if self._roads.cache_url:
                cache = stack.enter_context(HttpRoad(self._roads.cache_url, "the market's cache", CACHE_BYTES_S))
            return exchange(self._setup, centre, cache, stop, placed)

    def _placed(self, placed: Placed) -> None:
        self._told = _stamp(self._setup.state)
        if placed.is_new:
            _log.info("trust list %d is in place", placed.trust.version)
            self._send(ListsPlaced())
        self._send(_confirmed(placed.trust, placed.confirmed_at))


def _looked_at(working: asyncio.Future[Exchanged]) -> None:
    """Let nobody wonder about the fault of an exchange that was given up."""
    if not working.cancelled():
        working.exception()


def _confirmed(trust: TrustList, at: datetime) -> ListsConfirmed:
    return ListsConfirmed(version=trust.version, digest=digest_of(trust), at=at)


def _trust_list(state: Path) -> TrustList | None:
    try:
        return lists_from_json((state / LISTS_FILE).read_text("utf-8"), LISTS_FILE).trust
    except (OSError, UnicodeDecodeError, ListError):
        return None


def trust_version(state: Path) -> int | None:
    """Return the version of the trust list in place in the folder `state`; None where there is none."""
    trust = _trust_list(state)
    return None if trust is None else trust.version


def _stamp(state: Path) -> tuple[int, int]:
    """Return what changes when another list, or the city's word on it, is put into place."""
    verified = last_verified(state)
    try:
        changed_ns = (state / LISTS_FILE).stat().st_mtime_ns
    except OSError:
        changed_ns = 0
    return (changed_ns, 0 if verified is None else verified.timestamp_version)
