"""A forwarder on the loopback that counts what goes through it, both ways: payload of TCP, without its headers."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

CHUNK_BYTES = 65_536
LOOK_S = 0.05


@dataclass
class Counter:
    """What went through since the last look."""

    url: str = ""
    bytes: int = 0
    connections: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, count: int, connections: int = 0) -> None:
        """Take note of `count` bytes and so many new connections."""
        with self._lock:
            self.bytes += count
            self.connections += connections

    def taken(self) -> int:
        """Return the bytes since the last call, and begin anew."""
        with self._lock:
            count, self.bytes = self.bytes, 0
            return count


@contextlib.contextmanager
def counted(url: str) -> Iterator[Counter]:
    """Forward to the service at `url`; yield the counter, whose `url` is to be asked."""
    there = urlsplit(url)
    end = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(LOOK_S)
    counter = Counter(f"http://127.0.0.1:{listener.getsockname()[1]}")
    threads: list[threading.Thread] = []
    lines: list[socket.socket] = []

    def forward(source: socket.socket, target: socket.socket) -> None:
        source.settimeout(LOOK_S)
        while not end.is_set():
            try:
                piece = source.recv(CHUNK_BYTES)
            except TimeoutError:
                continue
            except OSError:
                return
            counter.add(len(piece))  # before whoever waits for it goes on, and looks
            with contextlib.suppress(OSError):
                target.sendall(piece) if piece else target.shutdown(socket.SHUT_WR)
            if not piece:
                return

    def accept() -> None:
        while not end.is_set():
            with contextlib.suppress(TimeoutError):
                one, _ = listener.accept()
                other = socket.create_connection((there.hostname or "", there.port or 80))
                lines.extend((one, other))
                counter.add(0, connections=1)
                for pair in ((one, other), (other, one)):
                    threads.append(threading.Thread(target=forward, args=pair, daemon=True))
                    threads[-1].start()

    acceptor = threading.Thread(target=accept, daemon=True)
    acceptor.start()
    try:
        yield counter
    finally:
        end.set()
        for thread in [acceptor, *threads]:
            thread.join(5)
        for line in (listener, *lines):
            line.close()
