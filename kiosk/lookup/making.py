"""Making the next registry of this unit beside the one in use: a copy or a snapshot, and the changes in it."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

import apsw

from kiosk.lookup.disk import Disk
from kiosk.lookup.registry_file import NEW_NAME, asked, checked_content, harden, open_file
from kiosk.lookup.snapshot import Snapshot
from kiosk.messages.published import PublishedChanges, PublishedIndex, PublishedSnapshot
from kiosk.records.content import MAX_LINE_BYTES, change_of, forms_of, statement_of
from kiosk.records.tables import ABOUT_TABLE, APPLIED_TABLE

MAX_CHANGES_BYTES = 200_000_000
"""Of one target, not compressed: more is no day of a city."""

_CHUNK_BYTES = 1_000_000
_APPLIED = f"CREATE TABLE IF NOT EXISTS {APPLIED_TABLE} (target TEXT PRIMARY KEY) STRICT, WITHOUT ROWID"

Arrived = Sequence[tuple[PublishedChanges, Path]]
"""Changes in their order, each with the file that holds them."""


class MisfitError(Exception):
    """What was published does not lead to what the index says."""


def copy_used(state_dir: Path, used: Path, disk: Disk) -> None:
    """Begin with a copy of the registry that is in use. Raises OSError."""
    disk.write(state_dir / NEW_NAME, disk.read(used))


def unpack_snapshot(state_dir: Path, snapshot: PublishedSnapshot, pieces: Sequence[Path], disk: Disk) -> None:
    """Begin with a snapshot. Raises MisfitError where its pieces are not what was published, OSError."""
    digest = hashlib.sha256()
    disk.write(state_dir / NEW_NAME, _unpacked(snapshot, pieces, digest.update))
    if digest.hexdigest() != snapshot.sha256:
        raise MisfitError("the snapshot has another hash than the index says")


def add_changes(state_dir: Path, index: PublishedIndex, arrived: Arrived, now: datetime, disk: Disk) -> None:
    """Make the changes in the new registry, all or none, and note there what it is. Raises MisfitError, apsw.Error."""
    connection = apsw.Connection(str(state_dir / NEW_NAME), flags=apsw.SQLITE_OPEN_READWRITE, vfs=disk.vfs)
    with closing(connection):
        harden(connection)
        # Nobody else knows this file, and it is made durable as a whole when it is whole.
        connection.pragma("locking_mode", "exclusive")
        connection.pragma("journal_mode", "memory")
        connection.pragma("synchronous", "OFF")
        with connection:
            for changes, path in arrived:
                _add(connection, changes, path)
            said = {
                "as_of": index.as_of.isoformat(),
                "content_sha256": index.content_sha256,
                "applied_at": now.isoformat(),
            }
            connection.executemany(f"INSERT OR REPLACE INTO {ABOUT_TABLE} VALUES (?, ?)", said.items())  # noqa: S608  # a constant
            connection.execute(_APPLIED)
            connection.execute(f"DELETE FROM {APPLIED_TABLE}")  # noqa: S608  # a constant
            targets = ((one.target,) for one in index.changes)
            connection.executemany(f"INSERT OR IGNORE INTO {APPLIED_TABLE} VALUES (?)", targets)  # noqa: S608  # a constant


def check_new(state_dir: Path, index: PublishedIndex, disk: Disk, *, is_snapshot: bool) -> None:
    """Read the whole new registry as it will be read. Raises MisfitError where it is not what the index says."""
    try:
        with closing(open_file(state_dir / NEW_NAME, disk)) as connection:
            content = checked_content(connection)
            Snapshot(connection, index.as_of)  # raises where its columns hold something else than is read
    except ValueError as fault:
        raise MisfitError(str(fault)) from fault
    if content.sha256 != index.content_sha256:
        raise MisfitError(f"it holds {sum(content.counts.values())} rows, and not those that the index says")
    if is_snapshot and dict(content.counts) != dict(index.snapshot.counts):
        raise MisfitError("it holds another number of rows than the index says")


def _unpacked(snapshot: PublishedSnapshot, pieces: Sequence[Path], hear: Callable[[bytes], None]) -> Iterator[bytes]:
    unpacking = zlib.decompressobj()
    left = snapshot.size_bytes
    for chunk in _chunks(pieces):
        waiting = chunk
        while waiting:
            try:
                unpacked = unpacking.decompress(waiting, _CHUNK_BYTES)
            except zlib.error as fault:
                raise MisfitError(f"the snapshot cannot be unpacked: {fault}") from fault
            waiting = unpacking.unconsumed_tail
            left -= len(unpacked)
            if left < 0:
                raise MisfitError("the snapshot is longer than the index says")
            hear(unpacked)
            yield unpacked
            if unpacking.eof:
                return


def _chunks(pieces: Sequence[Path]) -> Iterator[bytes]:
    for piece in pieces:
        with piece.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                yield chunk


def _add(connection: apsw.Connection, changes: PublishedChanges, path: Path) -> None:
    form = forms_of(lambda sql: asked(connection, sql)).get(changes.table)
    if form is None:
        raise MisfitError(f"the table {changes.table} is not in this file")
    count = 0
    try:
        for line in _lines(path):
            connection.execute(*statement_of(form, change_of(line)))
            count += 1
    except (ValueError, apsw.ConstraintError, EOFError, gzip.BadGzipFile, zlib.error) as fault:
        raise MisfitError(f"line {count + 1} of {changes.target}: {fault}") from fault
    if count != changes.lines:
        raise MisfitError(f"{changes.target} has {count} lines, not {changes.lines}")


def _lines(path: Path) -> Iterable[bytes]:
    left = MAX_CHANGES_BYTES
    with gzip.open(path, "rb") as file:
        while line := file.readline(MAX_LINE_BYTES + 1):
            left -= len(line)
            if left < 0:
                raise MisfitError(f"{path.name} is longer than a day can be")
            yield line
