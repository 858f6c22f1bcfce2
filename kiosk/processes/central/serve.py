"""The process of the central service: database, web server, and their end."""

from __future__ import annotations

import asyncio
import errno
import logging
import signal
import socket
import sys
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import uvicorn
import uvloop
from fastapi import FastAPI

from kiosk.central.alerts.post.delivery import NO_POST, Post
from kiosk.central.app import create_app
from kiosk.central.database import open_database
from kiosk.central.publishing.publisher import Publisher
from kiosk.central.registry.load import load_registry
from kiosk.central.registry.practice import refuse_in_earnest
from kiosk.central.replica import Replica
from kiosk.central.service import service_by
from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.processes.central.alerts import keep_alerting
from kiosk.processes.central.database import open_migrated
from kiosk.processes.central.needed import warning_of_needed
from kiosk.processes.central.pruning import keep_pruning
from kiosk.processes.central.publishing import keep_publishing
from kiosk.processes.central.seals import ranges_of, vault_of
from kiosk.processes.notify import Notifier
from kiosk.settings import Central

ALIVE_EVERY_S = 0.5
FINISH_S = 20
"""How long requests under way may take once the service is asked to end: an upload over a slow line is let finish."""
KEEP_S = 75
"""Longer than kiosks keep an idle connection: they close it, never we in the middle of a question."""
SWITCH_S = 0.0003
"""How long a thread that has an answer of the database waits for the interpreter: 5 ms are many look-ups."""
BACKLOG = 2048

_USUAL = Central()

_log = logging.getLogger(__name__)


def run_central(
    host: str,
    port: int,
    database_url: str,
    clock: Clock,
    settings: Central = _USUAL,
    *,
    post: Post = NO_POST,
    is_demonstration: bool = False,
    publishing_dir: Path | None = None,
) -> int:
    """Serve until SIGTERM or SIGINT, and return 0. Migrates the database first.

    Publishes for offline use where `publishing_dir` is given: a folder of this process's own.

    A replica is not waited for: while one is down, the primary stands in for it.

    Raises KioskError NET-01 where the port cannot be had, StoreError where the database cannot.
    """
    listener = _listen(host, port)
    try:
        engine = open_migrated(database_url)
        if warning := warning_of_needed(engine):
            _log.warning(warning)
        replica = Replica(engine, open_database(settings.replica_url)) if settings.replica_url else None
        try:
            service = replace(
                service_by(engine, clock.now, settings.public_url, replica),
                vault=vault_of(settings),
                lent_ranges=ranges_of(settings),
                is_demonstration=is_demonstration,
                sends_mail=post.mail is not None,
            )
            config = _config_of(create_app(service), settings)
            sys.setswitchinterval(SWITCH_S)
            publisher = None if publishing_dir is None else Publisher(service, publishing_dir)
            beside = [keep_pruning(service), keep_alerting(service, post)] + (
                [] if publisher is None else [keep_publishing(publisher)]
            )
            return uvloop.run(_serve(_Server(config), listener, Notifier.from_environment(), beside))
        finally:
            if replica is not None:
                replica.engine.dispose()
            engine.dispose()
    finally:
        listener.close()


def initialise_central(database_url: str, sample_dir: Path | None) -> str:
    """Make or migrate the database, and load the samples of `sample_dir` where one is given.

    Return one line that says what stands now. Raises ListError, StoreError (STO-11 where the database is no
    demonstration's), SettingsError.
    """
    engine = open_migrated(database_url)
    try:
        where = engine.url.render_as_string(hide_password=True)
        if sample_dir is None:
            return f"The database is ready: {where}"
        with engine.begin() as connection:
            refuse_in_earnest(connection, sample_dir)
            load_registry(connection, sample_dir)
        return f"The database is ready with the sample registry: {where}"
    finally:
        engine.dispose()


def _config_of(app: FastAPI, settings: Central) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http="httptools",
        ws="none",
        forwarded_allow_ips=settings.trusted_proxies,
        log_level=logging.WARNING,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_S,
        timeout_graceful_shutdown=FINISH_S,
    )


class _Server(uvicorn.Server):
    """uvicorn without its own way with signals: the process ends by itself, with status 0."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield


async def _serve(
    server: _Server, listener: socket.socket, notifier: Notifier, beside: Sequence[Coroutine[None, None, None]]
) -> int:
    """Serve until a signal, with what runs `beside` it: that ends when the last request is answered."""

    def end() -> None:
        server.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    others = [asyncio.create_task(one) for one in beside]
    is_announced = False
    while not serving.done():
        if server.started and not is_announced:
            is_announced = True
            host, port = listener.getsockname()[:2]
            _log.info("the central service answers at http://%s:%s", host, port)
            notifier.ready()
        notifier.alive()
        await asyncio.wait({serving}, timeout=ALIVE_EVERY_S if is_announced else 0.02)
    notifier.stopping()
    await serving
    for other in others:
        other.cancel()
    for other in others:
        with suppress(asyncio.CancelledError):
            await other
    return 0


_NOT_OURS = "Give an address of this machine with --host: 127.0.0.1 for itself alone, 0.0.0.0 for its networks."
_REMEDIES = {
    errno.EADDRINUSE: "End what uses the port (ss -ltnp shows it), or give another with --port.",
    errno.EACCES: "Give a port from 1024 on with --port: those below are for the administrator.",
}
"""What to do where it is not the address: a name that nobody knows has a number of its own kind."""


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except (OSError, UnicodeError) as fault:
        reason = (fault.strerror if isinstance(fault, OSError) else None) or str(fault)
        remedy = _REMEDIES.get(getattr(fault, "errno", None) or 0, _NOT_OURS)
        raise KioskError("NET-01", f"The central service cannot listen at {host}:{port}: {reason}.", remedy) from fault
    # asyncio sets it only on sockets that name their protocol, which create_server's do not; without
    # it each answer on a kept connection waits 40 ms for a delayed acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener
