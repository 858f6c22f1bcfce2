"""A real PostgreSQL server, for tests and measurements: made, run and stopped by who needs it.

The server listens at a socket in its own folder, and nowhere else. It is stopped by its process id.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from kiosk.central import migrations
from kiosk.central.database import open_database

USER = "app"
STARTED_S = 60
STOPPED_S = 120
"""Within which a server that is told to stop has written what it holds."""
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}
"""Settings of a server whose data nobody will miss."""


def binaries() -> Path:
    """Return the folder of the newest PostgreSQL server on this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    assert found, "no PostgreSQL server: make .venv/.tests installs one"
    return found[-1].parent


@dataclass
class Server:
    """One running server."""

    folder: Path
    process: subprocess.Popen[bytes]
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def url(self, database: str) -> str:
        """Return the URL of one of its databases."""
        return f"postgresql://{USER}@/{database}?host={self.folder}"

    def execute(self, statement: str, database: str = "postgres") -> None:
        """Run one statement outside a transaction."""
        with psycopg.connect(host=str(self.folder), user=USER, dbname=database, autocommit=True) as connection:
            connection.execute(statement.encode())

    def migrated_template(self) -> None:
        """Make the database that the tests' databases are copies of."""
        self.execute("CREATE DATABASE template_migrated")
        engine = open_database(self.url("template_migrated"))
        with engine.begin() as connection:
            migrations.upgrade(connection)
        engine.dispose()

    @contextlib.contextmanager
    def database(self, template: str = "template_migrated") -> Iterator[str]:
        """Yield the URL of a new database, a copy of `template`; dropped after."""
        name = f"test_{next(self.numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        try:
            yield self.url(name)
        finally:
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")


def as_nobody_special() -> dict[str, object]:
    """Return what makes a child run as another user where this one is root: PostgreSQL refuses root."""
    if os.getuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def own(path: Path) -> None:
    """Give `path` to the user that the server runs as."""
    if os.getuid() == 0:
        shutil.chown(path, "postgres", "postgres")


@contextlib.contextmanager
def running(settings: dict[str, str] | None = None) -> Iterator[Server]:
    """Make a new server in a folder of its own, run it, and stop it."""
    # A short path of its own: a socket's name may have 107 bytes, and pytest's folders are closed to others.
    made = tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True)
    with made as folder, kept(Path(folder), QUICK if settings is None else settings) as server:
        yield server


@contextlib.contextmanager
def kept(folder: Path, settings: dict[str, str]) -> Iterator[Server]:
    """Run a server whose files are in `folder`, made where there are none, and stop it; the files stay."""
    if not (folder / "data").exists():
        folder.chmod(0o755)
        own(folder)
        initdb = [binaries() / "initdb", "-D", folder / "data", "-U", USER, "-A", "trust", "--no-sync", "-E", "UTF8"]
        subprocess.run(
            [*initdb, "--locale=C.UTF-8"], check=True, stdout=subprocess.DEVNULL, cwd="/", **as_nobody_special()
        )  # type: ignore[call-overload]  # the keywords depend on who runs it
    with started(folder, folder / "data", settings) as server:
        yield server


@contextlib.contextmanager
def started(folder: Path, cluster: Path, settings: dict[str, str]) -> Iterator[Server]:
    """Run a server on the files in `cluster` with its socket in `folder`; wait until it answers."""
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command = [binaries() / "postgres", "-D", cluster, "-c", "listen_addresses=", "-k", folder, *options]
    with (folder / f"{cluster.name}.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd="/", **as_nobody_special())  # type: ignore[call-overload]
    try:
        ready = [str(binaries() / "pg_isready"), "-q", "-h", str(folder), "-t", "1"]
        end = time.monotonic() + STARTED_S
        while subprocess.run(ready, check=False).returncode != 0:
            said = (folder / f"{cluster.name}.log").read_text("utf-8", "replace")
            assert process.poll() is None, said
            assert time.monotonic() < end, said
            time.sleep(0.02)
        yield Server(folder, process)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(STOPPED_S)
