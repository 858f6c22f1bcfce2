"""An ASGI application, or a server that misbehaves, on a free loopback port, in a thread of its own."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from functools import cache

import uvicorn
from starlette.types import ASGIApp

from kiosk.processes.demo import LOOPBACK, own_port

_FOR_GOOD = contextlib.ExitStack()
"""Holds what is kept until this process ends."""


@contextlib.contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """Serve `app`; yield its URL."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None, timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(60)
        listener.close()
        assert not thread.is_alive()


@contextlib.contextmanager
def misbehaving(behave: Callable[[socket.socket, threading.Event], None]) -> Iterator[str]:
    """Hand each connection to `behave` with an event that is set at the end; yield the URL."""
    end = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.05)
    threads: list[threading.Thread] = []

    def behave_and_close(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            behave(connection, end)

    def accept() -> None:
        while not end.is_set():
            with contextlib.suppress(TimeoutError):
                connection, _ = listener.accept()
                connection.settimeout(5)
                threads.append(threading.Thread(target=behave_and_close, args=(connection,), daemon=True))
                threads[-1].start()

    acceptor = threading.Thread(target=accept, daemon=True)
    acceptor.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        end.set()
        for thread in [acceptor, *threads]:
            thread.join(5)
        listener.close()


@cache
def closed_port() -> str:
    """Return the URL of a port where nobody listens, nor will until this process ends."""
    port = _FOR_GOOD.enter_context(own_port())
    return f"http://{LOOPBACK}:{port}"
