"""A network between a unit and the centre that fails as it is told: a TCP proxy on loopback, in a thread of its own."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
import time
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from random import Random
from urllib.parse import urlsplit

from kiosk.processes.demo import own_port
from tests.faults.fault import NONE, End, Fault, Way, due_at

PIECE_BYTES = 16_384
WAITING_PIECES = 16
"""As much as a slow road holds; then whoever sends must wait."""
IDLE_S = 0.05
"""A far end that has been quiet for so long after an answer has said it all."""
FLUSHED_S = 1.0
LET_IN_S = 0.01
"""Whoever was let in just before the end is known by then."""
_HEAD_END = b"\r\n\r\n"
_MAX_HEAD_BYTES = 65_536


class FaultProxy:
    """Listens at `url` for what `centre_url` serves. `spoil` changes the network at once, for what is connected too."""

    def __init__(self, centre_url: str, port: int, seed: int = 0) -> None:
        """Nothing listens yet. `port` is kept by the caller: while the network is down nobody else must get it."""
        self._far = ("127.0.0.1", urlsplit(centre_url).port or 80)
        self._chance = Random(seed)
        self._fault = NONE
        self._loop = asyncio.new_event_loop()
        self._port = port
        self._server: asyncio.Server | None = None
        self._links: set[asyncio.Task[None]] = set()
        self.connections = 0

    @property
    def url(self) -> str:
        """Where the unit finds the centre."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def fault(self) -> Fault:
        """What is wrong now."""
        return self._fault

    def spoil(self, fault: Fault = NONE) -> None:
        """Let the network fail as `fault` says from now on; without one it is well, but what is lost stays lost."""
        self._run(self._change(fault))

    def start(self) -> None:
        """Listen; `loop` runs in a thread from now on."""
        self._thread = threading.Thread(target=self._loop.run_forever, name="network", daemon=True)
        self._thread.start()
        self._run(self._listen())

    def stop(self) -> None:
        """Hang up all round."""
        self._run(self._hang_up())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def _run(self, work: Coroutine[None, None, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(5)

    async def _change(self, fault: Fault) -> None:
        was_down, self._fault = self._fault.is_down, fault
        if fault.is_down and not was_down:
            await self._hang_up()
        elif was_down and not fault.is_down:
            await self._listen()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self._port, limit=PIECE_BYTES)

    async def _hang_up(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        await asyncio.sleep(LET_IN_S)
        links = list(self._links)
        for link in links:
            link.cancel()
        await asyncio.gather(*links, return_exceptions=True)
        await asyncio.sleep(0)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        link = asyncio.current_task()
        assert link is not None
        self.connections += 1
        self._links.add(link)
        try:
            if self._server is not None:
                await self._carry(_Side(reader, writer))
        except (OSError, asyncio.CancelledError):
            pass  # nobody there, or the network went down
        finally:
            writer.transport.abort()
            self._links.discard(link)

    async def _carry(self, near: _Side) -> None:
        """Carry both ways until one ends; what was passed on by then arrives."""
        far = _Side(*await asyncio.open_connection(*self._far, limit=PIECE_BYTES))
        there = asyncio.create_task(_Pump(self, near, far, self._chance, is_there=True).run())
        back = asyncio.create_task(_Pump(self, far, near, self._chance, is_there=False).run())
        try:
            await asyncio.wait({there, back}, return_when=asyncio.FIRST_COMPLETED)
            await near.close()
        finally:
            for pump in (there, back):
                pump.cancel()
            await asyncio.gather(there, back, return_exceptions=True)
            far.writer.transport.abort()


@dataclass(frozen=True, slots=True)
class _Side:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def close(self) -> None:
        """End in order: what was written arrives, unless nobody reads it."""
        self.writer.close()
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(FLUSHED_S):
                await self.writer.wait_closed()

    def reset(self) -> None:
        """End by a reset: what is on its way is lost."""
        sock = self.writer.get_extra_info("socket")
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    async def swallow(self) -> None:
        """Take what comes and pass nothing on, until this side hangs up."""
        while await self.reader.read(PIECE_BYTES):
            pass


class _Pump:
    """Carries what comes from one side to the other, as the proxy's fault says; ends when the connection must."""

    def __init__(self, proxy: FaultProxy, source: _Side, sink: _Side, chance: Random, *, is_there: bool) -> None:
        self._proxy = proxy
        self._source = source
        self._sink = sink
        self._chance = chance
        self._is_there = is_there
        self._waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(WAITING_PIECES)
        self._last_due_s = 0.0
        self._counted_for = NONE
        self._head = b""
        self._body_bytes = 0
        self._has_answered = False

    async def run(self) -> None:
        """Carry, until an end."""
        giving = asyncio.create_task(self._give())
        try:
            end = await self._take()
            await self._waiting.join()
            await self._finish(end)
        finally:
            giving.cancel()
            await asyncio.gather(giving, return_exceptions=True)

    async def _take(self) -> End | None:
        """Read, and put into the queue what may pass; return how it ends, None where the source hung up."""
        while True:
            piece = await self._read()
            if piece is None:
                await self._close_late()
                return None
            if not piece:
                return None
            way = self._way()
            allowed = piece if way.body_bytes is None else self._allowed(piece, way.body_bytes)
            if allowed:
                now_s = time.monotonic()
                self._last_due_s = due_at(way, now_s, self._last_due_s, len(allowed), self._chance.random())
                await self._waiting.put((self._last_due_s, allowed))
            if len(allowed) < len(piece):
                return way.end

    async def _read(self) -> bytes | None:
        """Return what comes, b"" at the end; None where the answer is over and the fault is a late close."""
        while True:
            is_over = not self._is_there and self._has_answered and self._proxy.fault.late_close_s > 0
            try:
                async with asyncio.timeout(IDLE_S if is_over else None):
                    piece = await self._source.reader.read(PIECE_BYTES)
            except TimeoutError:
                return None
            self._has_answered = True
            return piece

    async def _close_late(self) -> None:
        self._source.writer.close()
        await asyncio.sleep(self._proxy.fault.late_close_s)

    def _way(self) -> Way:
        fault = self._proxy.fault
        if fault is not self._counted_for:
            self._counted_for, self._head, self._body_bytes = fault, b"", 0
        return fault.there if self._is_there else fault.back

    def _allowed(self, piece: bytes, limit_bytes: int) -> bytes:
        """Return how much of `piece` passes before so many bytes of a body have; a limit of 0 lets no head pass."""
        if limit_bytes == 0:
            return b""
        head_bytes = 0
        if _HEAD_END not in self._head:
            before = len(self._head)
            self._head = (self._head + piece)[:_MAX_HEAD_BYTES]
            end = self._head.find(_HEAD_END)
            if end < 0:
                return piece
            head_bytes = end + len(_HEAD_END) - before
        body = piece[head_bytes:][: max(0, limit_bytes - self._body_bytes)]
        self._body_bytes += len(body)
        return piece[:head_bytes] + body

    async def _give(self) -> None:
        while True:
            due_s, piece = await self._waiting.get()
            try:
                await asyncio.sleep(max(0.0, due_s - time.monotonic()))
                self._sink.writer.write(piece)
                await self._sink.writer.drain()
            finally:
                self._waiting.task_done()

    async def _finish(self, end: End | None) -> None:
        """End the connection as it must; a silent one ends when the unit hangs up."""
        if end is End.RESET:
            for side in (self._source, self._sink):
                side.reset()
        elif end is End.SILENCE:
            await self._source.swallow()


@contextlib.contextmanager
def network(centre_url: str, seed: int = 0) -> Iterator[FaultProxy]:
    """Yield the network before the centre at `centre_url`, which is well at first."""
    with own_port() as port:
        proxy = FaultProxy(centre_url, port, seed)
        proxy.start()
        try:
            yield proxy
        finally:
            proxy.stop()
