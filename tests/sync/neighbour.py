"""The unit that serves its market, in a thread of a test."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kiosk.sync.cache_server import CacheServer, Served


def served_of(state: Path) -> Served:
    return Served((state, state / "release"), state / "wheels")


@contextmanager
def serving(kept: Served) -> Iterator[str]:
    """Run the server of a unit in a thread of its own; give its URL."""
    server, loop = CacheServer(kept, "127.0.0.1:0"), asyncio.new_event_loop()
    task = loop.create_task(server.run())

    def run() -> None:
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(task)

    thread = threading.Thread(target=run, name="cache")
    thread.start()
    until = time.monotonic() + 60
    while not server.port and time.monotonic() < until:
        time.sleep(0.005)
    assert server.port
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(60)
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
