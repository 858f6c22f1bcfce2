"""The central service's database, opened: migrated, and with one clear line where it cannot be."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import DBAPIError

from kiosk.central import migrations
from kiosk.central.database import open_database
from kiosk.errors import StoreError

_MIGRATING = 9521234
"""The number of the lock under which one process migrates while others that start with it wait."""


def open_migrated(database_url: str) -> Engine:
    """Return an engine on a database that has the tables of this release. Raises StoreError, SettingsError."""
    logging.getLogger("alembic").setLevel(logging.WARNING)  # which dialect it speaks is news to nobody
    engine = open_database(database_url)
    _close_to_others(engine)
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_MIGRATING)))
            else:
                connection.exec_driver_sql("BEGIN IMMEDIATE")  # sqlite3 begins by itself before rows, not before tables
            migrations.upgrade(connection)
    except DBAPIError as fault:
        engine.dispose()
        raise StoreError(
            "STO-10",
            f"The central database cannot be used: {' '.join(str(fault.orig).split())}.",
            "Check KIOSK_CENTRAL__DATABASE_URL, that the server runs, and who may write there.",
        ) from fault
    return engine


@contextmanager
def opened(database_url: str) -> Iterator[Engine]:
    """Give an engine on a migrated database, and let go of it. Raises as `open_migrated`."""
    engine = open_migrated(database_url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def changing(database_url: str) -> Iterator[Connection]:
    """Give a connection whose changes stand once nothing failed. Raises as `open_migrated`."""
    with opened(database_url) as engine, engine.begin() as connection:
        yield connection


@contextmanager
def reading(database_url: str) -> Iterator[Connection]:
    """Give a connection that changes nothing. Raises as `open_migrated`."""
    with opened(database_url) as engine, engine.connect() as connection:
        yield connection


def _close_to_others(engine: Engine) -> None:
    """Make a new SQLite file its owner's alone: it holds hashes of tokens. What goes wrong shows on opening it."""
    path = engine.url.database
    if engine.dialect.name == "sqlite" and path and path != ":memory:":
        with contextlib.suppress(OSError):
            Path(path).touch(mode=0o600)
