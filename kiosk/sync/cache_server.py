"""The unit that keeps what is published for its market: it serves the others what it has verified itself.

Nobody trusts it: the others verify every byte again, and ask the centre where it fails them. What it serves
is public. HTTP is read and written by h11; this is the only place where a unit listens on a network.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import h11

from kiosk.messages.published import MAX_PIECE_BYTES, TUF_PATH
from kiosk.sync.bundle import FOLDER, METADATA, TARGETS

IDLE_S = 20.0
"""A connection that says nothing, or takes nothing, for so long is closed."""
MAX_CONNECTIONS = 16
"""More at once are turned away, and ask the centre."""
MAX_REQUEST_BYTES = 8_192
AGAIN_S = 60.0
"""After this it tries again to listen where it could not."""
UNHEARD = "TUF-09"

_CHUNK_BYTES = 65_536
_METADATA_NAME = re.compile(r"metadata/(?:([1-9][0-9]{0,8})\.)?([a-z]{1,16})\.json")
_TARGET_NAME = re.compile(r"targets/(?:[A-Za-z0-9._-]{1,80}/){0,6}([0-9a-f]{64})\.[A-Za-z0-9._-]{1,80}")

_PIECE_NAME = re.compile(r"targets/release/wheels/[0-9a-f]{64}\.([0-9a-f]{64})\.([0-9]{3})")

_log = logging.getLogger(__name__)


def served_file(served: Served, name: str) -> bytes | None:
    """Return the file that the centre serves as `name` below /v1/tuf/; None where this unit has not got it."""
    for state in served.states:
        if (content := published_file(state, name)) is not None:
            return content
    piece = _PIECE_NAME.fullmatch(name)
    return None if piece is None else _piece_of(served.packages / f"{piece[1]}.whl", int(piece[2]))


def published_file(state: Path, name: str) -> bytes | None:
    """Return one file of what is verified below `state`, by the centre's name; None where it is not there.

    Only names of the two forms are looked for, and nothing of them but digits and letters becomes a path.
    """
    folder = state / FOLDER
    if (target := _TARGET_NAME.fullmatch(name)) is not None:
        return _bytes_of(folder / TARGETS / target[1])
    metadata = _METADATA_NAME.fullmatch(name)
    if metadata is None:
        return None
    version, role = metadata.groups()
    if role == "root":
        return None if version is None else _bytes_of(folder / METADATA / "root_history" / f"{version}.root.json")
    if (role == "timestamp") != (version is None):
        return None
    content = _bytes_of(folder / METADATA / f"{role}.json")
    return content if version is None or content is None or _version_of(content) == int(version) else None


@dataclass(frozen=True, slots=True)
class Served:
    """What a unit serves: what it verified below each of `states`, and its release's packages, by their digests."""

    states: tuple[Path, ...]
    packages: Path


class CacheServer:
    """Serves what a unit keeps, at `listen` (ADDRESS:PORT)."""

    def __init__(self, served: Served, listen: str) -> None:
        self._served = served
        host, _, port = listen.rpartition(":")
        self._host, self._port = host.strip("[]"), int(port)
        self._connections = 0
        self.fault = ""
        """TUF-09 while it cannot listen; "" otherwise."""
        self.port = 0
        """Where it listens; 0 while it does not."""

    async def run(self) -> None:
        """Listen until cancelled; where that fails, try again every minute."""
        while True:
            try:
                server = await asyncio.start_server(self._connected, self._host, self._port)
            except OSError as fault:
                _log.error("%s: cannot listen at %s:%d: %s", UNHEARD, self._host, self._port, fault.strerror)
                self.fault = UNHEARD
                await asyncio.sleep(AGAIN_S)
                continue
            self.fault = ""
            self.port = server.sockets[0].getsockname()[1]
            async with server:
                await server.serve_forever()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections += 1
        try:
            if self._connections <= MAX_CONNECTIONS:
                await self._answer_all(reader, writer)
        except (OSError, TimeoutError, h11.RemoteProtocolError) as fault:
            _log.debug("a connection ended: %s", fault)
        finally:
            self._connections -= 1
            writer.close()
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(1.0):
                    await writer.wait_closed()

    async def _answer_all(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_REQUEST_BYTES)
        while True:
            request = await _next_request(connection, reader)
            if request is None:
                return
            await self._answer(request, connection, writer)
            if connection.our_state is not h11.DONE or connection.their_state is not h11.DONE:
                return
            connection.start_next_cycle()

    async def _answer(self, request: h11.Request, connection: h11.Connection, writer: asyncio.StreamWriter) -> None:
        content = None
        path = request.target.decode("ascii", "replace")
        if request.method == b"GET" and path.startswith(TUF_PATH):
            content = await asyncio.to_thread(served_file, self._served, path.removeprefix(TUF_PATH))
        status = HTTPStatus.NOT_FOUND if content is None else HTTPStatus.OK
        body = content or b""
        headers = [("Content-Length", str(len(body))), ("Content-Type", "application/octet-stream")]
        writer.write(connection.send(h11.Response(status_code=status, headers=headers)) or b"")
        for at in range(0, len(body), _CHUNK_BYTES):
            writer.write(connection.send(h11.Data(data=body[at : at + _CHUNK_BYTES])) or b"")
            async with asyncio.timeout(IDLE_S):
                await writer.drain()
        writer.write(connection.send(h11.EndOfMessage()) or b"")
        async with asyncio.timeout(IDLE_S):
            await writer.drain()


async def _next_request(connection: h11.Connection, reader: asyncio.StreamReader) -> h11.Request | None:
    """Return the next request once it has come in whole; None at the end. A body is read and dropped."""
    request: h11.Request | None = None
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            async with asyncio.timeout(IDLE_S):
                connection.receive_data(await reader.read(_CHUNK_BYTES))
        elif isinstance(event, h11.Request):
            request = event
        elif isinstance(event, h11.EndOfMessage):
            return request
        elif isinstance(event, h11.ConnectionClosed) or event is h11.PAUSED:
            return None
        elif request is not None and request.method != b"GET":
            return None  # nobody sends us anything


def _bytes_of(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _piece_of(package: Path, number: int) -> bytes | None:
    """Return one piece of a package, as it was cut for publishing; whether it is sound the others will see."""
    try:
        with package.open("rb") as file:
            file.seek(number * MAX_PIECE_BYTES)
            return file.read(MAX_PIECE_BYTES) or None
    except OSError:
        return None


def _version_of(content: bytes) -> int | None:
    try:
        version = json.loads(content)["signed"]["version"]
    except (ValueError, KeyError, TypeError):
        return None
    return version if isinstance(version, int) else None
