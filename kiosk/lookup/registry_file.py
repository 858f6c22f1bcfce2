"""The registry of this unit as files: the one in use, the one before, one that is being made, one that was damaged.

The file in use is never written to: a new one takes its name. Whoever reads it needs no lock.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import apsw
from pydantic import AwareDatetime, BaseModel, ConfigDict

from kiosk.lookup.disk import DISK, Disk
from kiosk.records.content import Content, content_of
from kiosk.records.stored import Stored
from kiosk.records.tables import ABOUT_TABLE, APPLICATION_ID, APPLIED_TABLE, is_readable

FILE_NAME = "registry.db"
PREVIOUS_NAME = "registry.previous.db"
NEW_NAME = "registry.new.db"
DAMAGED_NAME = "registry.damaged.db"
CONFIRMED_NAME = "registry.confirmed.json"
"""Until when the centre confirmed that nothing has changed: no reason to write the whole file again."""

FAULTS = (apsw.Error, OSError, ValueError)
"""What a file that is missing, damaged or another's gives."""
DAMAGES = (apsw.CorruptError, apsw.NotADBError, apsw.FormatError, apsw.SQLError, ValueError)
"""What a file gives that no second try will read."""

_OTHER_THINGS = "SELECT count(*) FROM sqlite_schema WHERE type NOT IN ('table', 'index') OR sql LIKE '%VIRTUAL%'"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stand:
    """What a file says of itself: when the centre confirmed it, what it holds, which changes stand in it."""

    as_of: datetime
    content_sha256: str
    schema_version: int
    applied: frozenset[str]


class Confirmed(BaseModel):
    """That the centre said, at `as_of`, that this content is its newest."""

    model_config = ConfigDict(frozen=True)

    as_of: AwareDatetime
    content_sha256: str


def open_file(path: Path, disk: Disk = DISK) -> apsw.Connection:
    """Return a reader of the registry at `path`. Raises FAULTS where it is none, or one of a future form."""
    uri = f"{path.absolute().as_uri()}?immutable=1"
    connection = apsw.Connection(uri, flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI, vfs=disk.vfs)
    try:
        harden(connection)
        if connection.pragma("application_id") != APPLICATION_ID:
            raise ValueError("it is no registry")
        if not is_readable(version := int(str(connection.pragma("user_version")))):
            raise ValueError(f"it has form {version}, which this release does not read")
    except BaseException:
        connection.close()
        raise
    return connection


def harden(connection: apsw.Connection) -> None:
    """Take nothing for granted of a file that another machine made. Raises FAULTS."""
    connection.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
    connection.config(apsw.SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
    connection.pragma("cell_size_check", True)
    if connection.execute(_OTHER_THINGS).get != 0:
        raise ValueError("it holds more than tables")


def stand_of(connection: apsw.Connection) -> Stand:
    """Return what the file says of itself. Raises FAULTS."""
    said = {str(name): str(value) for name, value in asked(connection, f"SELECT name, value FROM {ABOUT_TABLE}")}  # noqa: S608  # a constant
    has_applied = connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = ?", (APPLIED_TABLE,)).get
    applied = asked(connection, f"SELECT target FROM {APPLIED_TABLE}") if has_applied else ()  # noqa: S608  # a constant
    if missing := {"as_of", "content_sha256"} - said.keys():
        raise ValueError(f"it does not say its {min(missing)}")
    as_of = datetime.fromisoformat(said["as_of"])
    if as_of.tzinfo is None:
        raise ValueError("it says no zone of its time")
    version = int(str(connection.pragma("user_version")))
    return Stand(as_of, said["content_sha256"], version, frozenset(str(target) for (target,) in applied))


def asked(connection: apsw.Connection, sql: str) -> Iterable[Sequence[Stored]]:
    """Give the rows of a question without values. Raises apsw.Error."""
    for row in connection.execute(sql):
        yield tuple(value if isinstance(value, str | int | float | None) else _refused() for value in row)


def checked_content(connection: apsw.Connection) -> Content:
    """Return what the file holds, after a look at how its pages fit together. Raises FAULTS."""
    if (found := connection.pragma("quick_check", 1)) != "ok":
        raise ValueError(f"its pages do not fit together: {found}")
    return content_of(lambda sql: asked(connection, sql))


def confirm(state_dir: Path, confirmed: Confirmed, disk: Disk = DISK) -> None:
    """Keep that the centre confirmed what is in use, by `disk`, at whose steps tests cut the power. Raises OSError."""
    path = state_dir / CONFIRMED_NAME
    fresh = path.with_suffix(".new")
    disk.write(fresh, (confirmed.model_dump_json().encode(),))
    disk.sync(fresh)
    disk.rename(fresh, path)
    disk.sync_folder(state_dir)


def _confirmed(state_dir: Path, stand: Stand, disk: Disk) -> Stand:
    """Return the stand with the time at which the centre last confirmed this content; a broken note says nothing."""
    path = state_dir / CONFIRMED_NAME
    try:
        said = Confirmed.model_validate_json(b"".join(disk.read(path)) if disk.exists(path) else b"")
    except (OSError, ValueError):
        return stand
    is_of_this = said.content_sha256 == stand.content_sha256 and said.as_of > stand.as_of
    return replace(stand, as_of=said.as_of) if is_of_this else stand


def current_stand(
    state_dir: Path, disk: Disk = DISK, names: Sequence[str] = (FILE_NAME, PREVIOUS_NAME)
) -> tuple[Path, Stand] | None:
    """Return the file in use and what it says: the first of `names` that can be read; None where none can."""
    for name in names:
        path = state_dir / name
        if not disk.exists(path):
            continue
        try:
            with closing(open_file(path, disk)) as connection:
                return path, _confirmed(state_dir, stand_of(connection), disk)
        except FAULTS as fault:
            _log.error("the registry %s cannot be read (%s)", path, fault)
    return None


def put_in_use(state_dir: Path, disk: Disk = DISK) -> None:
    """Let the new file, which is whole, take the place of the one in use, which is kept. Raises OSError.

    Between the two names the one before is read by its second name.
    """
    new, used, previous = (state_dir / name for name in (NEW_NAME, FILE_NAME, PREVIOUS_NAME))
    disk.sync(new)
    if disk.exists(used):
        disk.rename(used, previous)
    disk.rename(new, used)
    disk.sync_folder(state_dir)


def quarantine(state_dir: Path, disk: Disk = DISK) -> None:
    """Put the file in use aside as damaged, and the one before in its place. Raises OSError."""
    used, previous, damaged = (state_dir / name for name in (FILE_NAME, PREVIOUS_NAME, DAMAGED_NAME))
    disk.rename(used, damaged)
    if disk.exists(previous):
        disk.rename(previous, used)
    disk.sync_folder(state_dir)


def _refused() -> Stored:
    raise ValueError("it holds bytes where it may not")
