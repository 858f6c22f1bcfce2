"""A database that one user writes, and others of its group read beside it: a reader makes no file of its own there.

In WAL mode two files stand beside a database, and whoever opens it where they are missing makes them as his own,
to read as well. The state folder is sticky: its writer could neither use them nor take them away. So the writer
leaves them there when it closes, emptied, and a reader that is another user opens only what stands there.
"""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

import apsw

BUSY_MS = 2_000
LOG_BYTES = 1_000_000
"""To so much the log is cut when it begins anew; when the last connection closes, to nothing."""


def keep_log(connection: apsw.Connection) -> None:
    """Let the files beside the database of this writer outlive it. Raises apsw.Error."""
    keeps = ctypes.c_int(1)
    connection.file_control("main", apsw.SQLITE_FCNTL_PERSIST_WAL, ctypes.addressof(keeps))
    connection.pragma("journal_size_limit", LOG_BYTES)  # without one the log keeps what it held


def open_beside(path: Path) -> apsw.Connection:
    """Return a reader of the database at `path`, whether or not its writer runs. Raises apsw.Error.

    Where the two files are not both there, or cannot be used, it reads the database alone; never where rows may
    wait in the log. What is read first shows that it can be read.
    """
    try:
        makes_own = _makes_own(path)
        if makes_own and not (_log(path).exists() and _index(path).exists()):
            return _alone(path)
        return _beside(path, "readonly_shm=1" if makes_own else "mode=ro")
    except OSError as fault:
        raise apsw.CantOpenError(str(fault)) from fault


def _beside(path: Path, how: str) -> apsw.Connection:
    connection = _reader(path, how)
    try:
        connection.pragma("user_version")
    except (apsw.CantOpenError, apsw.ReadOnlyError):
        connection.close()
        return _alone(path)
    except BaseException:
        connection.close()
        raise
    return connection


def _alone(path: Path) -> apsw.Connection:
    log = _log(path)
    if log.exists() and log.stat().st_size:
        raise apsw.CantOpenError("its last rows wait in a log that this user may not use")
    return _reader(path, "immutable=1")


def _reader(path: Path, how: str) -> apsw.Connection:
    uri = f"{path.absolute().as_uri()}?{how}"
    connection = apsw.Connection(uri, flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI)
    connection.set_busy_timeout(BUSY_MS)
    connection.pragma("cell_size_check", True)
    return connection


def _makes_own(path: Path) -> bool:
    """Return whether what this user makes is not its owner's: what root makes, SQLite gives to him."""
    return os.geteuid() not in {0, path.stat().st_uid}


def _log(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _index(path: Path) -> Path:
    return path.with_name(f"{path.name}-shm")
