# ruff: noqa: S608 — put together of constants; values come by parameters
"""The registry as a SQLite file on the centre's disk: made of the database, made again of targets, compared."""

from __future__ import annotations

import gzip
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from kiosk.central.publishing.registry_rows import rows_of
from kiosk.messages.published import PublishedChanges, PublishedSnapshot
from kiosk.records.content import Content, change_of, content_of, forms_of, line_of, statement_of
from kiosk.records.tables import ABOUT_TABLE, APPLICATION_ID, SCHEMA_VERSION, TABLES, PublishedTable, definition, listed

ABOUT = f"CREATE TABLE {ABOUT_TABLE} (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT"


@dataclass(frozen=True, slots=True)
class RegistryFile:
    """A whole registry at `path`."""

    path: Path
    content: Content


def make_file(connection: Connection, path: Path, now: datetime) -> RegistryFile:
    """Write the registry as it is published at `now` to `path`, and return it."""
    path.unlink(missing_ok=True)
    with closing(_scratch(path)) as file:
        for table in TABLES:
            made, *indexes = definition(table)
            file.execute(made)
            marks = ", ".join("?" * len(table.columns))
            file.executemany(f'INSERT INTO "{table.name}" VALUES ({marks})', rows_of(connection, table, now))
            for index in indexes:
                file.execute(index)
        content = content_of(file.execute)
        file.execute(ABOUT)
        said = {"as_of": now.isoformat(), "content_sha256": content.sha256}
        file.executemany(f"INSERT INTO {ABOUT_TABLE} VALUES (?, ?)", said.items())
        file.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        file.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        file.commit()
        file.execute("VACUUM")
    return RegistryFile(path, content)


def unpack_file(published: PublishedSnapshot, read: Callable[[str], bytes], path: Path) -> None:
    """Write a snapshot that was published to `path` again. `read` gives a target's bytes."""
    unpacking = zlib.decompressobj()
    with path.open("wb") as file:
        for piece in published.pieces:
            file.write(unpacking.decompress(read(piece)))
        file.write(unpacking.flush())


def add_changes(path: Path, changes: PublishedChanges, target: bytes) -> None:
    """Make changes that were published in the file at `path`."""
    with closing(_scratch(path)) as file:
        form = forms_of(file.execute)[changes.table]
        for line in gzip.decompress(target).splitlines():
            file.execute(*statement_of(form, change_of(line)))
        file.commit()


def content_at(path: Path) -> Content:
    """Return what the file at `path` holds. Raises sqlite3.Error or ValueError for what is no registry."""
    with closing(sqlite3.connect(path)) as file:
        return content_of(file.execute)


def differences(before: Path, after: Path) -> Iterator[tuple[PublishedTable, list[str]]]:
    """Give each table that differs between two files, and the lines that make the second of the first."""
    with closing(sqlite3.connect(after)) as file:
        file.execute("ATTACH ? AS before", [str(before)])
        for table in TABLES:
            if lines := [*_deleted(file, table), *_put(file, table)]:
                yield table, lines


def _deleted(file: sqlite3.Connection, table: PublishedTable) -> Iterator[str]:
    key = listed(column.name for column in table.key_columns)
    gone = f'SELECT {key} FROM before."{table.name}" EXCEPT SELECT {key} FROM main."{table.name}"'
    for row in file.execute(gone):
        yield line_of(table, row, is_put=False)


def _put(file: sqlite3.Connection, table: PublishedTable) -> Iterator[str]:
    new = f'SELECT * FROM main."{table.name}" EXCEPT SELECT * FROM before."{table.name}"'
    for row in file.execute(new):
        yield line_of(table, row, is_put=True)


def _scratch(path: Path) -> sqlite3.Connection:
    """Return a writer that trusts the power: what it writes is made again at any time."""
    file = sqlite3.connect(path)
    for pragma in ("page_size = 4096", "journal_mode = OFF", "synchronous = OFF"):
        file.execute(f"PRAGMA {pragma}")
    return file
