"""What changed in the registry since it was last published: a target a table and day of Hanoi."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from kiosk.central.publishing.snapshot import Target
from kiosk.messages.published import PublishedChanges, PublishedIndex


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
    """What to publish: all changes since the snapshot for the next index, and the targets that are new among them.

    A target of the same table and day that stood in the index before is replaced. Without `targets`
    nothing has changed, and only the times of the index are new.
    """

    changes: tuple[PublishedChanges, ...]
    targets: tuple[Target, ...]
    content_sha256: str
    as_of: datetime


def build_changes(connection: Connection, since: Since, now: datetime) -> BuiltChanges:
    """Return what changed in the registry between what `since` says and `now`. Reads only."""
    raise NotImplementedError


def is_snapshot_due(index: PublishedIndex, now: datetime) -> bool:
    """Return whether a new unit had better begin with a new snapshot: once a day of Hanoi."""
    raise NotImplementedError


@dataclass(frozen=True, slots=True)
class BuiltIndex:
    """What to publish of the registry: the index, and the targets that it names and that are not published yet."""

    index: PublishedIndex
    targets: tuple[Target, ...]


def build_index(connection: Connection, since: Since | None, folder: Path, now: datetime) -> BuiltIndex:
    """Return all that is to be published of the registry at `now`, with a new snapshot where one is due.

    This is what a publisher calls; `since` None: nothing was published yet. Changes of the last 30 days stay in
    the index beside a newer snapshot, so that units which have an older one go on without it.
    """
    raise NotImplementedError
