"""The line of a part without Qt (camera, panel) to the screen: a Unix socket that never blocks its loop.

The part calls `turn()` from its main loop. That connects and connects again, says Hello, feeds
the Beat, sends what waits and hands over what came. While the screen is away, what is said is
dropped: it was about a moment that nobody saw; `greeting` says anew what still holds.
"""

from __future__ import annotations

import logging
import select
import socket
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from kiosk.errors import MessageError
from kiosk.messages.lines import MAX_LINE_BYTES, from_line, to_line
from kiosk.messages.local import BEAT_EVERY_S, RETRY_AFTER_S, Beat, Hello, Message, Part, Pictured

SOCKET_NAME = "screen.sock"
CROWDED_BYTES = 64_000
"""More than this waits to be sent: the screen is late, and live pictures are left out."""
STUCK_BYTES = 1_000_000
"""More than this waits: the screen is stuck, and the line is made anew."""
_READ_BYTES = 65_536

_log = logging.getLogger(__name__)


def _nothing() -> Sequence[Message]:
    return ()


class Link:
    """A part's line to the screen. Not for several threads."""

    def __init__(
        self,
        path: Path,
        part: Part,
        greeting: Callable[[], Sequence[Message]] = _nothing,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make a line to the socket at `path`; nothing is tried before the first `turn()`.

        `greeting` gives what is said after Hello on each new connection; `clock` is monotonic, in seconds.
        """
        self._path = path
        self._part = part
        self._greeting = greeting
        self._clock = clock
        self._socket: socket.socket | None = None
        self._waiting = bytearray()
        self._came = bytearray()
        self._retry_at = 0.0
        self._beat_at = 0.0

    @property
    def is_connected(self) -> bool:
        """Whether the screen is on the line, as far as is known."""
        return self._socket is not None

    def send(self, message: Message) -> None:
        """Say `message`, at once or with the next turns; dropped while there is no line."""
        if self._socket is None or (isinstance(message, Pictured) and len(self._waiting) > CROWDED_BYTES):
            return
        self._waiting += to_line(message)
        self._write()

    def turn(self, wait_s: float = 0.0) -> list[Message]:
        """Keep the line alive and return what came, in order; waits up to `wait_s` for something to come."""
        self._connect()
        self._beat()
        if wait_s > 0:
            self._wait(wait_s)
        self._write()
        return self._read()

    def close(self) -> None:
        """Try once more to send what waits, and hang up."""
        self._write()
        self._hang_up()

    def _connect(self) -> None:
        now = self._clock()
        if self._socket is not None or now < self._retry_at:
            return
        self._retry_at = now + RETRY_AFTER_S
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC)
        try:
            line.connect(str(self._path))
        except OSError:
            line.close()
            return
        self._socket = line
        self._beat_at = now + BEAT_EVERY_S
        for message in (Hello(part=self._part), *self._greeting()):
            self._waiting += to_line(message)

    def _beat(self) -> None:
        now = self._clock()
        if now >= self._beat_at:
            self._beat_at = now + BEAT_EVERY_S
            self.send(Beat())

    def _wait(self, wait_s: float) -> None:
        if self._socket is None:
            time.sleep(min(wait_s, RETRY_AFTER_S))
            return
        select.select([self._socket], [self._socket] if self._waiting else [], [], min(wait_s, BEAT_EVERY_S))

    def _write(self) -> None:
        if self._socket is None or not self._waiting:
            return
        try:
            sent = self._socket.send(self._waiting, socket.MSG_NOSIGNAL)
            del self._waiting[:sent]
        except BlockingIOError:
            if len(self._waiting) > STUCK_BYTES:
                _log.warning("the screen takes nothing any more: the line to it is made anew")
                self._hang_up()
        except OSError:
            self._hang_up()

    def _read(self) -> list[Message]:
        while self._socket is not None:
            try:
                piece = self._socket.recv(_READ_BYTES)
            except BlockingIOError:
                break
            except OSError:
                piece = b""
            if not piece or len(self._came) > MAX_LINE_BYTES:
                messages = self._messages()
                self._hang_up()
                return messages
            self._came += piece
        return self._messages()

    def _messages(self) -> list[Message]:
        *lines, rest = bytes(self._came).split(b"\n")
        self._came = bytearray(rest)
        messages: list[Message] = []
        for line in lines:
            try:
                messages.append(from_line(line))
            except MessageError as fault:
                _log.warning("%s", fault)
        return messages

    def _hang_up(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket = None
        self._waiting.clear()
        self._came.clear()
        self._retry_at = self._clock() + RETRY_AFTER_S
