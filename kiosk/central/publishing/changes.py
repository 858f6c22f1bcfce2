"""What changed in the registry since it was last published: a target a table and day of Hanoi.

It is found by comparing what was published with what the registry holds now, so that nobody who writes to the
registry need know of it, and what only time changes (a lot that leaves circulation) is found as well.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
import sqlite3
import tempfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from kiosk.central.publishing.registry_file import (
    RegistryFile,
    add_changes,
    content_at,
    differences,
    make_file,
    unpack_file,
)
from kiosk.central.publishing.snapshot import Target, packed
from kiosk.messages.published import MAX_PIECE_BYTES, PublishedChanges, PublishedIndex, PublishedSnapshot
from kiosk.moment import hanoi_day
from kiosk.records.content import change_of
from kiosk.records.stored import Stored
from kiosk.records.tables import SCHEMA_VERSION, PublishedTable

_KEPT_PREFIX = "published-"
KEPT = timedelta(days=30)
"""A unit that was dark so long begins with a snapshot."""

_FAULTS = (sqlite3.Error, ValueError, KeyError, OSError, EOFError, zlib.error)
"""What a target gives that is missing or broken, or a file of ours that is."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Since:
    """What was published last: its index, and whoever gives the bytes of its targets by their names.

    `folder` keeps the state between two calls; what is missing there is made anew of the targets.
    """

    index: PublishedIndex
    read: Callable[[str], bytes]
    folder: Path


@dataclass(frozen=True, slots=True)
class BuiltChanges:
    """What to publish: all changes for the next index, and the targets that are new among them.

    A target of the same table and day that stood in the index before is replaced. Without `targets`
    nothing has changed, and only the times of the index are new.
    """

    changes: tuple[PublishedChanges, ...]
    targets: tuple[Target, ...]
    content_sha256: str
    as_of: datetime


@dataclass(frozen=True, slots=True)
class BuiltIndex:
    """What to publish of the registry: the index, and the targets that it names and that are not published yet."""

    index: PublishedIndex
    targets: tuple[Target, ...]


def build_index(connection: Connection, since: Since | None, folder: Path, now: datetime) -> BuiltIndex:
    """Return all that is to be published of the registry at `now`, with a new snapshot where one is due.

    This is what a publisher calls; `since` None: nothing was published yet. Reads only. Changes of the last
    30 days stay in the index beside a newer snapshot, so that units which have an older one go on without it.
    """
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        file = make_file(connection, Path(scratch) / "now.db", now)
        changes = None if since is None else _changes(since, file, Path(scratch), now)
        snapshot = None
        if since is None or changes is None or is_snapshot_due(since.index, now):
            snapshot = packed(file, now)
        _keep(file, folder)
    index = PublishedIndex(
        made_at=now,
        as_of=now,
        snapshot=_snapshot_of(since) if snapshot is None else snapshot.published,
        changes=() if changes is None else changes.changes,
        content_sha256=file.content.sha256,
    )
    new = () if changes is None else changes.targets
    return BuiltIndex(index, new if snapshot is None else (*snapshot.pieces, *new))


def build_changes(connection: Connection, since: Since, now: datetime) -> BuiltChanges | None:
    """Return what changed in the registry between what `since` says and `now`. Reads only.

    None: so much changed, or the form did, that nothing but a new snapshot serves.
    """
    with tempfile.TemporaryDirectory(dir=since.folder) as scratch:
        file = make_file(connection, Path(scratch) / "now.db", now)
        built = _changes(since, file, Path(scratch), now)
        _keep(file, since.folder)
    return built


def is_snapshot_due(index: PublishedIndex, now: datetime) -> bool:
    """Return whether a new unit had better begin with a new snapshot: once a day of Hanoi."""
    return hanoi_day(index.snapshot.as_of) < hanoi_day(now)


def _changes(since: Since, file: RegistryFile, scratch: Path, now: datetime) -> BuiltChanges | None:
    index = since.index
    before = _published(since, scratch)
    if before is None:
        return None
    day = max([hanoi_day(now), *(one.day for one in index.changes)])
    said = {one.table: one for one in index.changes if one.day == day}
    try:
        targets = {
            table.name: _target(table, _merged(table, _lines(since, said.get(table.name)), lines), day)
            for table, lines in differences(before, file.path)
        }
    except _FAULTS as fault:
        _log.error("what was published of the registry cannot be read (%s): a new snapshot is made", fault)
        return None
    if any(len(target.content) > MAX_PIECE_BYTES for target, _ in targets.values()):
        return None
    new = tuple(
        PublishedChanges(day=day, table=table, schema_version=SCHEMA_VERSION, target=target.name, lines=lines)
        for table, (target, lines) in targets.items()
    )
    first = min(hanoi_day(index.snapshot.as_of), day - KEPT)
    kept = (one for one in index.changes if one.day >= first and not (one.day == day and one.table in targets))
    changes = tuple(sorted((*kept, *new), key=lambda one: (one.day, one.table)))
    return BuiltChanges(changes, tuple(target for target, _ in targets.values()), file.content.sha256, now)


def _published(since: Since, scratch: Path) -> Path | None:
    """Return the file as it was published last, kept or made again of the targets; None where it cannot be."""
    index = since.index
    if index.snapshot.schema_version != SCHEMA_VERSION:
        return None
    kept = _kept_path(since.folder, index.content_sha256)
    if kept.exists():
        return kept
    again = scratch / "before.db"
    try:
        unpack_file(index.snapshot, since.read, again)
        for one in index.changes:
            if one.day >= hanoi_day(index.snapshot.as_of):
                add_changes(again, one, since.read(one.target))
        if content_at(again).sha256 == index.content_sha256:
            return again
        _log.error("what was published of the registry does not fit together: a new snapshot is made")
    except _FAULTS as fault:
        _log.error("what was published of the registry cannot be read (%s): a new snapshot is made", fault)
    return None


def _lines(since: Since, said: PublishedChanges | None) -> Sequence[str]:
    return () if said is None else gzip.decompress(since.read(said.target)).decode().splitlines()


def _merged(table: PublishedTable, earlier: Sequence[str], later: Sequence[str]) -> list[str]:
    """Return one line a key: the day's last word on it. What the day said of a key stays said."""
    words: dict[tuple[Stored, ...], str] = {}
    for line in (*earlier, *later):
        row = change_of(line.encode()).row
        words[tuple(row[column.name] for column in table.key_columns)] = line
    return list(words.values())


def _target(table: PublishedTable, lines: Sequence[str], day: date) -> tuple[Target, int]:
    content = gzip.compress("".join(f"{line}\n" for line in lines).encode(), mtime=0)
    mark = hashlib.sha256(content).hexdigest()[:16]
    return Target(f"registry/changes/{day}/{table.name}-{mark}.jsonl.gz", content), len(lines)


def _snapshot_of(since: Since | None) -> PublishedSnapshot:
    assert since is not None  # without anything published there is a new snapshot
    return since.index.snapshot


def _keep(file: RegistryFile, folder: Path) -> None:
    """Keep the file for the next comparison, and no other."""
    kept = _kept_path(folder, file.content.sha256)
    file.path.replace(kept)
    for other in folder.glob(f"{_KEPT_PREFIX}*"):
        if other != kept:
            other.unlink(missing_ok=True)


def _kept_path(folder: Path, content_sha256: str) -> Path:
    return folder / f"{_KEPT_PREFIX}{content_sha256}.db"
