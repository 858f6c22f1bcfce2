"""`sync.db`: what sync must remember over a power cut. Moved aside where it is damaged: all in it can be made again."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from kiosk.errors import StoreError
from kiosk.journal import quarantine
from kiosk.moment import Moment

FILE_NAME = "sync.db"
BUSY_MS = 2_000
_DAMAGES = (apsw.CorruptError, apsw.NotADBError, apsw.FormatError)

_log = logging.getLogger(__name__)


def open_database(path: Path, now: Moment) -> apsw.Connection:
    """Return a connection to the file at `path`, made if missing; what is committed there outlasts the power.

    A damaged file is moved aside and a new one begun. Raises StoreError STO-01 where neither can be done.
    """
    try:
        left = quarantine.begun(path)
        return _opened(path) if left is None else _anew(path, left)
    except _DAMAGES as fault:
        damage = fault
    except (apsw.Error, OSError) as fault:
        raise _failed(path, fault) from fault
    try:
        begun = quarantine.begin(path, str(damage), now)
        _log.error("%s is damaged (%s): moved to %s, a new one begins", path, damage, begun.former)
        return _anew(path, begun)
    except (apsw.Error, OSError) as fault:
        raise _failed(path, fault) from fault


@contextmanager
def using(connection: apsw.Connection) -> Iterator[None]:
    """Turn what SQLite says within into a StoreError STO-01."""
    try:
        yield
    except apsw.Error as fault:
        raise _failed(Path(connection.filename), fault) from fault


def _opened(path: Path) -> apsw.Connection:
    connection = apsw.Connection(str(path))
    try:
        connection.set_busy_timeout(BUSY_MS)
        connection.pragma("synchronous", "FULL")
        connection.pragma("journal_mode", "wal")
        if connection.pragma("quick_check", 1) != "ok":
            raise apsw.CorruptError("its pages do not fit together")
    except BaseException:
        connection.close()
        raise
    return connection


def _anew(path: Path, begun: quarantine.Quarantine) -> apsw.Connection:
    quarantine.move(path, begun)
    connection = _opened(path)
    quarantine.end(path)
    return connection


def _failed(path: Path, fault: Exception) -> StoreError:
    return StoreError(
        "STO-01",
        f"the file {str(path)!r} cannot be used: {fault}.",
        "Run as the kiosk's user, or set KIOSK_PLACES__STATE to a folder that this user may write.",
    )
