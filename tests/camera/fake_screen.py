"""A screen's socket without a screen: takes connections and collects the lines, in the test's own thread."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Callable
from pathlib import Path

from kiosk.messages.lines import from_line, to_line
from kiosk.messages.local import Message


class FakeScreen:
    """Listens where the screen listens. `until` reads lines till something holds."""

    def __init__(self, path: Path) -> None:
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(str(path))
        self._listener.listen(4)
        self._lines: list[socket.socket] = []
        self._came: dict[socket.socket, bytes] = {}
        self.messages: list[Message] = []

    def until(self, holds: Callable[[list[Message]], bool], timeout_s: float = 50.0) -> list[Message]:
        """Return all messages so far once `holds` of them; fails after `timeout_s`."""
        end = time.monotonic() + timeout_s
        while not holds(self.messages):
            left = end - time.monotonic()
            assert left > 0, f"not within {timeout_s} s; came: {self.messages[-20:]}"
            self._take(min(left, 0.2))
        return self.messages

    def take(self, wait_s: float = 0.0) -> list[Message]:
        self._take(wait_s)
        return self.messages

    def say(self, message: Message) -> None:
        self.say_raw(to_line(message))

    def say_raw(self, line: bytes) -> None:
        for connection in self._lines:
            connection.sendall(line)

    def hang_up(self) -> None:
        for connection in self._lines:
            connection.close()
        self._lines.clear()

    def close(self) -> None:
        self.hang_up()
        self._listener.close()

    def _take(self, wait_s: float) -> None:
        ready, _, _ = select.select([self._listener, *self._lines], [], [], wait_s)
        for one in ready:
            if one is self._listener:
                connection, _ = self._listener.accept()
                self._lines.append(connection)
                self._came[connection] = b""
                continue
            piece = one.recv(65_536)
            if not piece:
                one.close()
                self._lines.remove(one)
                continue
            *whole, self._came[one] = (self._came[one] + piece).split(b"\n")
            self.messages += [from_line(line) for line in whole]
