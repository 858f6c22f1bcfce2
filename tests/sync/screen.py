"""The screen's end of the line: it listens, and remembers what sync says."""

from __future__ import annotations

import queue
import socket
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from kiosk.messages.lines import from_line, to_line
from kiosk.messages.local import Message

Kind = TypeVar("Kind")

PATIENCE_S = 60.0
"""Sync starts in a second; the machine may be busy."""


class Screen:
    """Listens at `path` for one part at a time. Use as a context."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._said: queue.Queue[Message] = queue.Queue()
        self._line: socket.socket | None = None
        self._listener = socket.socket(socket.AF_UNIX)
        path.unlink(missing_ok=True)
        self._listener.bind(str(path))
        self._listener.listen()
        self._connected = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self.hang_up()
        self._thread.join(5)
        self._listener.close()

    def say(self, message: Message) -> None:
        self.say_line(to_line(message))

    def say_line(self, line: bytes) -> None:
        assert self._connected.wait(PATIENCE_S)
        assert self._line is not None
        self._line.sendall(line)

    def next(self, kind: type[Kind], timeout_s: float = PATIENCE_S) -> Kind:
        """Return the next message of `kind`; what comes before, such as beats, is dropped. Raises queue.Empty."""
        end = time.monotonic() + timeout_s
        while True:
            message = self._said.get(timeout=max(0.0, end - time.monotonic()))
            if isinstance(message, kind):
                return message

    def hang_up(self) -> None:
        """Break the line."""
        if self._line is not None:
            try:
                self._line.shutdown(socket.SHUT_RDWR)
            except OSError:
                return

    def _listen(self) -> None:
        while True:
            try:
                self._line, _ = self._listener.accept()
            except OSError:
                return
            self._connected.set()
            with self._line, self._line.makefile("rb") as lines:
                for line in lines:
                    self._said.put(from_line(line))
            self._connected.clear()
