"""The journal's file: one writer, each row durable when `append` returns.

WAL with `synchronous=FULL`: nothing acknowledged is lost with the power. A damaged file is moved
aside by its writer, whatever it does when it comes upon the damage, and never deleted; the new one begins with
a row that says so. A reader says JRN-04, and changes nothing.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import apsw

from kiosk.errors import StoreError
from kiosk.journal import quarantine
from kiosk.journal.beside import BUSY_MS, keep_log, open_beside
from kiosk.journal.chain import START, End, Row, link, text_of
from kiosk.journal.event import Gap, Inspected, to_json
from kiosk.journal.pruned import Confirmed, Start, prune, start_of
from kiosk.moment import Moment

FILE_NAME = "journal.db"
SCHEMA_VERSION = 1
SCHEMA = """
CREATE TABLE rows (
    sequence INTEGER PRIMARY KEY,
    event TEXT NOT NULL,
    previous TEXT NOT NULL,
    digest TEXT NOT NULL
) STRICT
"""
WHOLE_CHECK_BYTES = 32_000_000
"""A file up to this size is checked whole when it is opened; in a larger one damage is found where it is read.

What is appended to is always read: the end of the file, and what leads there (docs/decisions/0009).
"""
CHECKPOINT_PAGES = 200
_HAS_STOPPED = """
SELECT json_valid(event) AND coalesce(json_extract(event, '$.is_open'), 0) FROM rows ORDER BY sequence DESC LIMIT 1
"""
_IS_OF_CHECK = """
SELECT json_valid(event) AND json_extract(event, '$.check_id') = ?2 FROM rows WHERE sequence = ?1
"""
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)

_log = logging.getLogger(__name__)


class _DamagedError(Exception):
    """The file is no journal that can be gone on with."""


_DAMAGES = (apsw.CorruptError, apsw.NotADBError, apsw.FormatError, _DamagedError)


class Journal:
    """The journal, opened for writing. Not for several threads; close it."""

    def __init__(self, path: Path, connection: apsw.Connection) -> None:
        """Use `open`."""
        self._path = path
        self._connection = connection

    @classmethod
    def open(cls, path: Path, now: Moment) -> Self:
        """Return the journal at `path`, made if missing. A damaged one is moved aside and begun anew.

        Raises StoreError: JRN-01 the file cannot be opened or written, JRN-02 the disk is full.
        """
        if (left := _left_by_power_cut(path)) is not None:
            return cls(path, _gone_on(path, left, now))
        try:
            return cls(path, _opened(path))
        except _DAMAGES as fault:
            return cls(path, _begun_anew(path, str(fault), now))
        except apsw.Error as fault:
            raise _failed(path, fault) from fault

    def append(self, event: Inspected | Gap) -> int:
        """Write `event` as the next row and return its sequence number; durable on return.

        It `replaces` no row but one of its own check in this very file. Raises StoreError as `open` does; nothing
        of the row stands then, and the next try may do.
        """
        try:
            return _append(self._connection, event)
        except _DAMAGES as fault:
            self._begin_anew(fault, Moment(event.at, event.is_clock_trusted, event.clock_floor))
        except apsw.Error as fault:
            raise _failed(self._path, fault) from fault
        try:
            return _append(self._connection, event)
        except (apsw.Error, _DamagedError) as fault:
            raise _failed(self._path, fault) from fault

    def has_stopped(self) -> bool:
        """Return whether the last row says that from there on rows are left out. Raises StoreError JRN-01.

        A damaged file says nothing: the next row is tried, and moves it aside.
        """
        try:
            return bool(self._connection.execute(_HAS_STOPPED).get)
        except _DAMAGES:
            return False
        except apsw.Error as fault:
            raise _failed(self._path, fault) from fault

    def spare_pages(self) -> int:
        """Return how many pages of the file are free for rows, 0 of a damaged one. Raises StoreError JRN-01."""
        try:
            return _whole(self._connection.pragma("freelist_count"))
        except _DAMAGES:
            return 0
        except apsw.Error as fault:
            raise _failed(self._path, fault) from fault

    def start(self) -> Start | None:
        """Return where the rows begin; None where there is none yet. Raises StoreError JRN-04."""
        with _reading(self._path):
            return start_of(self._connection)

    def prune(self, confirmed: Confirmed, before: datetime | None, limit: int, now: Moment) -> int:
        """Take off the oldest rows that the centre holds, as `kiosk.journal.pruned.prune`; return how many.

        What follows takes their place in the file, which does not become smaller. A damaged file is moved aside, as
        by `append`. Raises StoreError as `open` does.
        """
        try:
            with _writing(self._connection):
                return prune(self._connection, confirmed, before, limit)
        except _DAMAGES as fault:
            self._begin_anew(fault, now)
            return 0
        except apsw.Error as fault:
            raise _failed(self._path, fault) from fault

    def rows(self, since: datetime | None = None) -> Iterator[Row]:
        """Give the rows whose event is not before `since` (aware), in their order. Raises StoreError JRN-04, JRN-01."""
        with _reading(self._path):
            yield from _rows(self._connection, since)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _begin_anew(self, fault: Exception, now: Moment) -> None:
        with suppress(apsw.Error):
            self._connection.close()
        self._connection = _begun_anew(self._path, str(fault), now)


class JournalReader:
    """The journal, opened for reading beside its writer. Close it."""

    def __init__(self, path: Path) -> None:
        """Open the file at `path`. Raises StoreError JRN-03 where there is none, JRN-01, or JRN-04 a damaged one."""
        if not _is_there(path):
            raise StoreError("JRN-03", f"there is no journal at {path} yet.", "It begins with the first label.")
        self._path = path
        try:
            self._connection = _opened_for_reading(path)
        except _DAMAGES as fault:
            raise _damaged(path, fault) from fault
        except apsw.Error as fault:
            raise _failed(path, fault) from fault

    def rows(self, since: datetime | None = None) -> Iterator[Row]:
        """Give the rows whose event is not before `since` (aware), in their order. Raises StoreError JRN-04, JRN-01."""
        with _reading(self._path):
            yield from _rows(self._connection, since)

    def start(self) -> Start | None:
        """Return where the rows begin; None where there is none yet. Raises StoreError JRN-04."""
        with _reading(self._path):
            return start_of(self._connection)

    def after(self, sequence: int, limit: int) -> list[Row]:
        """Return the first `limit` rows behind `sequence`, in their order. Raises StoreError JRN-04, JRN-01."""
        with _reading(self._path):
            return list(_rows(self._connection, None, sequence, limit))

    def end(self) -> End:
        """Return the last row's number and digest; 0 where there is none. Raises StoreError JRN-04, JRN-01."""
        with _reading(self._path):
            return End(*_end(self._connection))

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def _opened(path: Path) -> apsw.Connection:
    """Return a writer on a file that is whole. Raises apsw.Error, and _DamagedError for a file of another kind."""
    connection = apsw.Connection(str(path))
    try:
        connection.set_busy_timeout(BUSY_MS)
        connection.pragma("synchronous", "FULL")
        connection.pragma("cell_size_check", True)
        if connection.pragma("journal_mode", "wal") != "wal":
            raise apsw.CantOpenError("this file system cannot keep a journal safe (no WAL)")
        keep_log(connection)
        connection.pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
        with _writing(connection):
            _prepare(connection)
        if path.stat().st_size <= WHOLE_CHECK_BYTES and connection.pragma("quick_check", 1) != "ok":
            raise _DamagedError("its pages do not fit together")
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: apsw.Connection) -> None:
    version = connection.pragma("user_version")
    if version == 0 and connection.execute("SELECT count(*) FROM sqlite_schema").get == 0:
        connection.execute(SCHEMA)
        connection.pragma("user_version", SCHEMA_VERSION)
    elif version != SCHEMA_VERSION:
        raise _DamagedError(f"it has form {version}, and this release writes form {SCHEMA_VERSION}")


@contextmanager
def _writing(connection: apsw.Connection) -> Iterator[None]:
    """All or nothing; what happens within sees what no other writer changes."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(apsw.Error):  # a full disk has ended the transaction already
            connection.execute("ROLLBACK")
        raise


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except _DAMAGES as fault:
        raise _damaged(path, fault) from fault
    except apsw.Error as fault:
        raise _failed(path, fault) from fault


def _append(connection: apsw.Connection, event: Inspected | Gap) -> int:
    with _writing(connection):
        sequence, previous = _end(connection)
        row = link(previous, sequence + 1, to_json(_as_of_here(connection, event)))
        connection.execute(
            "INSERT INTO rows (sequence, event, previous, digest) VALUES (?, ?, ?, ?)",
            (row.sequence, row.text, row.previous, row.digest),
        )
    return row.sequence


def _as_of_here(connection: apsw.Connection, event: Inspected | Gap) -> Inspected | Gap:
    """Return `event`, without the row that it replaces where that stands in a file that was moved aside."""
    if isinstance(event, Gap) or event.replaces is None:
        return event
    stands = connection.execute(_IS_OF_CHECK, (event.replaces, event.check_id)).get
    return event if stands else replace(event, replaces=None)


def _end(connection: apsw.Connection) -> tuple[int, str]:
    """Return sequence and digest of the last row. Raises _DamagedError where they cannot be gone on from."""
    last = connection.execute(
        "SELECT sequence, CAST(digest AS BLOB) FROM rows ORDER BY sequence DESC LIMIT 1"
    ).fetchone()
    if last is None:
        return 0, START
    sequence, digest = _whole(last[0]), text_of(last[1])
    if _DIGEST.fullmatch(digest) is None:
        raise _DamagedError(f"row {sequence} has no digest")
    return sequence, digest


def _rows(connection: apsw.Connection, since: datetime | None, behind: int = 0, limit: int = -1) -> Iterator[Row]:
    """Give rows as they are stored, whatever stands in them."""
    at_s = None if since is None else since.timestamp()
    found = connection.execute(
        "SELECT sequence, CAST(event AS BLOB), CAST(previous AS BLOB), CAST(digest AS BLOB) FROM rows"
        " WHERE sequence > ?2 AND (?1 IS NULL OR CASE WHEN json_valid(event)"
        " THEN coalesce(unixepoch(json_extract(event, '$.at'), 'subsec') >= ?1, 1) ELSE 1 END)"
        " ORDER BY sequence LIMIT ?3",
        (at_s, behind, limit),
    )
    for sequence, text, previous, digest in found:
        yield Row(_whole(sequence), text_of(text), text_of(previous), text_of(digest))


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise _DamagedError("the number of a row is no number")
    return value


def _begun_anew(path: Path, reason: str, now: Moment) -> apsw.Connection:
    """Move a damaged file aside, and return a writer on a new one whose first row says so."""
    try:
        begun = quarantine.begin(path, reason, now)
    except OSError as fault:
        raise _failed(path, fault) from fault
    _log.error("JRN-04: the journal %s is damaged (%s): moved to %s, a new one begins", path, reason, begun.former)
    return _gone_on(path, begun, now)


def _gone_on(path: Path, begun: quarantine.Quarantine, now: Moment) -> apsw.Connection:
    """Do what remains of moving a damaged file aside; return a writer on the new one."""
    try:
        quarantine.move(path, begun)
        connection = _opened(path)
        if _end(connection)[0] == 0:
            at, floor = now.at.astimezone(UTC), now.floor.astimezone(UTC)
            _append(connection, Gap(at, now.is_trusted, floor, begun.reason, begun.former))
        quarantine.end(path)
    except (apsw.Error, _DamagedError, OSError) as fault:
        raise _failed(path, fault) from fault
    return connection


def _left_by_power_cut(path: Path) -> quarantine.Quarantine | None:
    try:
        return quarantine.begun(path)
    except OSError as fault:
        raise _failed(path, fault) from fault


def _opened_for_reading(path: Path) -> apsw.Connection:
    connection = open_beside(path)
    _refuse_other_form(path, connection)
    return connection


def _refuse_other_form(path: Path, connection: apsw.Connection) -> None:
    version = connection.pragma("user_version")
    if version != SCHEMA_VERSION:
        connection.close()
        raise StoreError(
            "JRN-04",
            f"{path} is no journal of this release (form {version}, not {SCHEMA_VERSION}).",
            "Read it with the release that wrote it.",
        )


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except PermissionError:
        return True  # it says so when it is opened


def _failed(path: Path, fault: Exception) -> StoreError:
    if isinstance(fault, apsw.FullError):
        return StoreError(
            "JRN-02",
            f"the disk is full: the journal {path} takes no more rows.",
            "Free space there; the kiosk goes on writing by itself.",
        )
    return StoreError(
        "JRN-01",
        f"the journal {path} cannot be used: {fault}.",
        "Run as the kiosk's user, and check that the folder exists and may be written.",
    )


def _damaged(path: Path, fault: Exception) -> StoreError:
    return StoreError(
        "JRN-04",
        f"the journal {path} is damaged: {fault}.",
        "Keep a copy. The kiosk moves the file aside when it comes upon the damage itself (a file of up to"
        f" {WHOLE_CHECK_BYTES // 1_000_000} MB: when it starts), and begins a new one that says so.",
    )
