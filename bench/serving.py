"""The central service in a process of its own, at the samples' time."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

EMPTY = "/bench/empty"
"""A route of the same application that does nothing, asked before every other."""

_SERVE = f"""
import sys
from datetime import datetime
from kiosk.clock import FixedClock
from kiosk.processes.central import serve as central
plain = central.create_app
def with_empty_route(service):
    app = plain(service)
    @app.get("{EMPTY}")
    async def empty() -> dict[str, str]:
        return {{"status": "ok"}}
    app.router.routes.insert(0, app.router.routes.pop())
    return app
central.create_app = with_empty_route
clock = FixedClock(datetime.fromisoformat("2026-11-23T09:00:00+07:00"))
sys.exit(central.run_central("127.0.0.1", int(sys.argv[1]), sys.argv[2], clock))
"""


@contextlib.contextmanager
def serving(database_url: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run the service on one worker until it answers; yield its process, and end it where it still lives.

    `port` is one that the caller keeps, as `own_port` does.
    """
    process = subprocess.Popen([sys.executable, "-c", _SERVE, str(port), database_url], stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.1) as line:
                line.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
                if line.recv(15).startswith(b"HTTP/1.1 200"):
                    break
            assert process.poll() is None, "the service ended before it answered"
            time.sleep(0.05)
        yield process
    finally:
        process.terminate()
        process.wait(10)
