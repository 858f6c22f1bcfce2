"""A generator of HTTP requests, in a process of its own: as many as are answered, or so many a second.

`python -m bench.press PORT CONNECTIONS SECONDS RATE`, with one path a line on standard input; RATE 0
sends the next request on a connection once the last one is answered, any other RATE sends at fixed
times whether or not answers have come (open loop), and counts the time from when it should have been
sent. Prints one JSON object.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import cast

import uvloop

WARM_S = 1.0


@dataclass(frozen=True, slots=True)
class Pressed:
    """What came of it. Times in milliseconds, of the answers after the first second."""

    per_second: float
    median_ms: float
    p99_ms: float
    max_ms: float
    answers: int
    refused: int
    """Answers of another status than 200."""


def press(port: int, connections: int, seconds: float, paths: Sequence[str], rate: int = 0) -> Pressed:
    """Run the generator in a process of its own, and return what came of it."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.press", str(port), str(connections), str(seconds), str(rate)],
        input="\n".join(paths),
        capture_output=True,
        text=True,
        check=True,
        timeout=seconds + 30,
    )
    return Pressed(**json.loads(done.stdout))


class _Tally:
    def __init__(self, requests: Sequence[bytes]) -> None:
        self._requests = requests
        self._number = 0
        self.begun = time.perf_counter()
        self.taken_ms: list[float] = []
        self.refused = 0

    def next(self) -> bytes:
        self._number += 1
        return self._requests[self._number % len(self._requests)]

    def answered(self, sent: float, status: bytes) -> None:
        now = time.perf_counter()
        if now - self.begun >= WARM_S:
            self.taken_ms.append((now - sent) * 1000)
            self.refused += status != b"200"


class _Line(asyncio.Protocol):
    """One kept connection with one request under way at a time; others wait in `waiting`."""

    def __init__(self, tally: _Tally, *, is_closed_loop: bool) -> None:
        self._tally = tally
        self._is_closed_loop = is_closed_loop
        self._rest = b""
        self._sent = 0.0
        self._is_busy = False
        self.waiting: deque[float] = deque()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but name
        if self._is_closed_loop:
            self.ask(time.perf_counter())

    def ask(self, due: float) -> None:
        if self._is_busy:
            self.waiting.append(due)
            return
        self._is_busy = True
        self._sent = due
        self._transport.write(self._tally.next())

    def data_received(self, data: bytes) -> None:
        whole = self._rest + data
        head_end = whole.find(b"\r\n\r\n")
        if head_end < 0 or len(whole) < head_end + 4 + _length(whole[:head_end]):
            self._rest = whole
            return
        self._rest = b""
        self._is_busy = False
        self._tally.answered(self._sent, whole[9:12])
        if self._is_closed_loop:
            self.ask(time.perf_counter())
        elif self.waiting:
            self.ask(self.waiting.popleft())

    def stop(self) -> None:
        self._is_closed_loop = False
        self.waiting.clear()
        self._transport.close()


def _length(head: bytes) -> int:
    lowered = head.lower()
    at = lowered.find(b"content-length:")
    return int(lowered[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


async def _run(port: int, connections: int, seconds: float, rate: int, paths: Sequence[str]) -> Pressed:
    requests = [f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode() for path in paths]
    tally = _Tally(requests)
    loop = asyncio.get_running_loop()
    lines = [
        (await loop.create_connection(lambda: _Line(tally, is_closed_loop=not rate), "127.0.0.1", port))[1]
        for _ in range(connections)
    ]
    tally.begun = time.perf_counter()
    end = tally.begun + WARM_S + seconds
    if rate:
        await _on_time(lines, tally.begun, end, rate)
    else:
        await asyncio.sleep(end - time.perf_counter())
    for line in lines:
        line.stop()
    taken = sorted(tally.taken_ms)
    assert taken, "nothing was answered"
    middle, late = taken[len(taken) // 2], taken[min(len(taken) - 1, int(len(taken) * 0.99))]
    return Pressed(len(taken) / seconds, middle, late, taken[-1], len(taken), tally.refused)


async def _on_time(lines: Sequence[_Line], begun: float, end: float, rate: int) -> None:
    number = 0
    while (now := time.perf_counter()) < end:
        while begun + number / rate <= now:
            lines[number % len(lines)].ask(begun + number / rate)
            number += 1
        await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))


if __name__ == "__main__":
    _port, _connections, _seconds, _rate = sys.argv[1:5]
    _paths = sys.stdin.read().splitlines()
    _pressed = uvloop.run(_run(int(_port), int(_connections), float(_seconds), int(_rate), _paths))
    print(json.dumps(asdict(_pressed)))
