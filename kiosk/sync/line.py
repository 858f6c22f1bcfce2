"""The line to the screen: connected, or being connected again, for as long as the process lives."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from kiosk.errors import MessageError
from kiosk.messages.lines import MAX_LINE_BYTES, from_line, to_line
from kiosk.messages.local import BEAT_EVERY_S, RETRY_AFTER_S, Beat, Hello, Message, Part

STUCK_BYTES = 4_000_000
"""More than this waits to be sent: the screen is stuck, and the line is made anew."""

_log = logging.getLogger(__name__)


class Line:
    """A line to the socket at `path`. `greeting` gives what is said after Hello on each connection."""

    def __init__(self, path: Path, hear: Callable[[Message], None], greeting: Callable[[], Sequence[Message]]) -> None:
        self._path = path
        self._hear = hear
        self._greeting = greeting
        self._writer: asyncio.StreamWriter | None = None

    def send(self, message: Message) -> None:
        """Say `message` now; dropped while there is no line, for it was about a moment that is over."""
        writer = self._writer
        if writer is None or writer.is_closing():
            return
        if writer.transport.get_write_buffer_size() > STUCK_BYTES:
            _log.warning("the screen takes nothing any more: the line to it is made anew")
            writer.transport.abort()
            return
        writer.write(to_line(message))

    async def run(self) -> None:
        """Connect, listen, and connect again, until cancelled."""
        while True:
            try:
                reader, writer = await asyncio.open_unix_connection(str(self._path), limit=MAX_LINE_BYTES)
            except OSError:
                await asyncio.sleep(RETRY_AFTER_S)
                continue
            self._writer = writer
            try:
                for message in (Hello(part=Part.SYNC), *self._greeting()):
                    self.send(message)
                await self._listen(reader)
            finally:
                self._writer = None
                await _close(writer)
            await asyncio.sleep(RETRY_AFTER_S)

    async def beat(self, turn: Callable[[], None]) -> None:
        """Say Beat twice a second and call `turn` each time, until cancelled."""
        while True:
            turn()
            self.send(Beat())
            await asyncio.sleep(BEAT_EVERY_S)

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        while True:
            try:
                line = await reader.readline()
            except (OSError, ValueError) as fault:
                _log.warning("the line to the screen broke: %s", fault)
                return
            if not line.endswith(b"\n"):
                return
            try:
                self._hear(from_line(line))
            except MessageError as fault:
                _log.warning("%s", fault)


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    try:
        await writer.wait_closed()
    except OSError as fault:
        _log.debug("the line was broken already: %s", fault)
