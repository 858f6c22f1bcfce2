"""`sync.db`: what sync must find again after a restart. Sync writes it, and `kiosk sync --once` beside it, in turn.

A damaged file is moved aside and begun anew when it is opened: all in it can be had from the centre again. One that is
damaged while it is used raises KeptDamagedError: sync ends by it, and is started anew. On a disk that cannot be
written it lives in memory, with what can be read there; `fault` says so, and nobody who asks it sees an error.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import apsw
from pydantic import BaseModel, ValidationError

from kiosk.errors import StoreError
from kiosk.journal import quarantine
from kiosk.journal.beside import BUSY_MS, keep_log, open_beside
from kiosk.moment import Moment

FILE_NAME = "sync.db"
UNUSABLE = "STO-30"
DAMAGED_REMEDY = "It is moved aside and begun anew when sync starts again, which it does by itself."
_DAMAGES = (apsw.NotADBError, apsw.CorruptError)
_MADE = """
CREATE TABLE IF NOT EXISTS told (
    kind TEXT PRIMARY KEY,
    device_id TEXT NOT NULL,
    document TEXT NOT NULL
) STRICT
"""

Document = TypeVar("Document", bound=BaseModel)

_log = logging.getLogger(__name__)


class KeptDamagedError(StoreError):
    """`sync.db` was found to be damaged while it was used: what is written there is lost."""


def open_kept(path: Path, now: Moment) -> apsw.Connection:
    """Return `sync.db`, whole: its write-ahead log is flushed with each commit. Raises apsw.Error, OSError.

    Every feature makes its own tables in it. A damaged file stands beside it afterwards, as `….damaged-TIME`.
    """
    if (left := quarantine.begun(path)) is not None:
        quarantine.move(path, left)
        quarantine.end(path)
    try:
        return _opened(path)
    except _DAMAGES as fault:
        _log.error("%s: %s is damaged (%s), is moved aside and begun anew", UNUSABLE, path, fault)
        quarantine.move(path, quarantine.begin(path, str(fault), now))
        quarantine.end(path)
        return _opened(path)


def begin_anew_next(path: Path, fault: KeptDamagedError, now: Moment) -> None:
    """Note that `open_kept` is to move the damaged `sync.db` at `path` aside, whatever it finds; never raises."""
    try:
        quarantine.begin(path, fault.what, now)
    except OSError as refused:
        _log.warning("%s: nothing can be noted beside %s: %s", UNUSABLE, path, refused)


def in_memory(path: Path) -> apsw.Connection:
    """Return what takes the place of a `sync.db` that cannot be written: in memory, with all that can be read of it."""
    memory = apsw.Connection(":memory:")
    try:
        with closing(open_beside(path)) as kept, memory.backup("main", kept, "main") as copy:
            copy.step()
        if memory.pragma("integrity_check", 1) == "ok":
            return memory
    except apsw.Error as fault:
        _log.warning("%s: what was kept in %s cannot be read: %s", UNUSABLE, path, fault)
    memory.close()
    return apsw.Connection(":memory:")


@contextmanager
def using() -> Iterator[None]:
    """Turn what SQLite says within into a StoreError STO-30: a KeptDamagedError where the file is damaged."""
    try:
        yield
    except _DAMAGES as fault:
        raise KeptDamagedError(UNUSABLE, f"sync.db is damaged: {fault}.", DAMAGED_REMEDY) from fault
    except apsw.Error as fault:
        raise StoreError(
            UNUSABLE,
            f"sync.db cannot be used: {fault}.",
            "Look at the state folder's owner, its free space, and whether it is read-only.",
        ) from fault


def told_last(path: Path, kind: str) -> str | None:
    """Return the document of `kind` in the `sync.db` at `path`, beside its writer; None where none can be read."""
    if not path.exists():
        return None
    try:
        with closing(open_beside(path)) as connection:
            row = connection.execute("SELECT document FROM told WHERE kind = ?", (kind,)).fetchone()
    except apsw.Error as fault:
        _log.warning("%s: what was kept in %s cannot be read: %s", UNUSABLE, path, fault)
        return None
    return None if row is None else str(row[0])


def told_last_as(path: Path, kind: str, model: type[Document]) -> Document | None:
    """Return what `told_last` finds as `model`; None where it is not understood, too."""
    return _understood(told_last(path, kind), kind, model)


def forget_others(path: Path, device_id: str, now: Moment) -> None:
    """Take out of the `sync.db` at `path` what another unit than `device_id` was told, where there is such a file."""
    if path.exists():
        Kept(path, device_id, now).close()


def _understood(document: str | None, kind: str, model: type[Document]) -> Document | None:
    if document is None:
        return None
    try:
        return model.model_validate_json(document)
    except ValidationError as fault:
        _log.warning("what was kept of the %s is not understood: %s", kind, fault.errors()[0]["msg"])
        return None


def _opened(path: Path) -> apsw.Connection:
    connection = apsw.Connection(str(path))
    try:
        connection.set_busy_timeout(BUSY_MS)
        connection.pragma("journal_mode", "wal")
        connection.pragma("synchronous", "FULL")
        keep_log(connection)
        if connection.readonly("main"):
            raise apsw.ReadOnlyError("the disk or its folder cannot be written")
        if connection.pragma("integrity_check", 1) != "ok":
            raise apsw.CorruptError("the check finds faults")
    except apsw.Error:
        with suppress(apsw.Error):
            connection.close()
        raise
    return connection


class Kept:
    """What the centre told this unit last, a document a kind. Another unit's is none of ours."""

    def __init__(self, path: Path, device_id: str, now: Moment) -> None:
        self._device_id = device_id
        self.fault = ""
        """STO-30 where nothing is kept beyond this process; "" where all is well."""
        self._is_in_memory = False
        try:
            self._connection = open_kept(path, now)
            self._begin()
        except (apsw.Error, OSError) as fault:
            self._failed(fault)
            self._is_in_memory = True
            self._connection = in_memory(path)
            self._begin()

    def _begin(self) -> None:
        """Forget what another unit was told: the screen asks before it knows which unit it is."""
        self._connection.execute(_MADE)
        self._connection.execute("DELETE FROM told WHERE device_id <> ?", (self._device_id,))

    def read(self, kind: str) -> str | None:
        """Return the document of `kind`; None where nothing is kept for this unit. Raises KeptDamagedError."""
        query = "SELECT document FROM told WHERE kind = ? AND device_id = ?"
        try:
            with using():
                row = self._connection.execute(query, (kind, self._device_id)).fetchone()
        except KeptDamagedError:
            raise
        except StoreError as fault:
            self._failed(fault)
            return None
        return None if row is None else str(row[0])

    def read_as(self, kind: str, model: type[Document]) -> Document | None:
        """Return the document of `kind` as `model`; None where nothing is kept, or another release's is not understood.

        All of it can be had from the centre again. Raises KeptDamagedError.
        """
        return _understood(self.read(kind), kind, model)

    def write(self, kind: str, document: str) -> None:
        """Keep `document`, durable on return, in place of the one before; what cannot be kept is told by `fault`.

        Raises KeptDamagedError.
        """
        statement = "INSERT OR REPLACE INTO told (kind, device_id, document) VALUES (?, ?, ?)"
        try:
            with using():
                self._connection.execute(statement, (kind, self._device_id, document))
        except KeptDamagedError:
            raise
        except StoreError as fault:
            self._failed(fault)
        else:
            self.fault = UNUSABLE if self._is_in_memory else ""

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _failed(self, fault: Exception) -> None:
        if not self.fault:
            _log.error("%s: sync.db cannot be used: %s", UNUSABLE, fault)
        self.fault = UNUSABLE
