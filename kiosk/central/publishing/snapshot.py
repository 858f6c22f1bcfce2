"""The registry as one SQLite file, compressed and cut into pieces: what a new unit begins with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from kiosk.messages.published import PublishedSnapshot


@dataclass(frozen=True, slots=True)
class Target:
    """Bytes to publish under a name."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class BuiltSnapshot:
    """What to publish of a snapshot: what the index says of it, and its pieces in their order."""

    published: PublishedSnapshot
    pieces: tuple[Target, ...]


def build_snapshot(connection: Connection, folder: Path, now: datetime) -> BuiltSnapshot:
    """Return the registry as it is at `now`. Reads only; `folder` takes the file while it is made.

    For thousands of units on bad lines it is made seldom: `is_snapshot_due` says when.
    """
    raise NotImplementedError
