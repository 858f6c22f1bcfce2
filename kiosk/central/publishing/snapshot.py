"""The registry as one SQLite file, compressed and cut into pieces: what a new unit begins with."""

from __future__ import annotations

import hashlib
import tempfile
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from kiosk.central.publishing.registry_file import RegistryFile, make_file
from kiosk.messages.published import MAX_PIECE_BYTES, PublishedSnapshot
from kiosk.records.tables import SCHEMA_VERSION

COMPRESSION = 9
"""It is made once a day, and fetched over bad lines."""


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

    A publisher calls `build_index` (changes.py), which makes one where it is due.
    """
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        return packed(make_file(connection, Path(scratch) / "registry.db", now), now)


def packed(file: RegistryFile, now: datetime) -> BuiltSnapshot:
    """Return the file as pieces to publish, as of `now`."""
    content = file.path.read_bytes()
    compressed = zlib.compress(content, COMPRESSION)
    snapshot_id = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    pieces = tuple(
        Target(
            f"registry/snapshot-{snapshot_id.lower()}/{start // MAX_PIECE_BYTES:02d}.piece",
            compressed[start : start + MAX_PIECE_BYTES],
        )
        for start in range(0, len(compressed), MAX_PIECE_BYTES)
    )
    published = PublishedSnapshot(
        id=snapshot_id,
        schema_version=SCHEMA_VERSION,
        as_of=now,
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content_sha256=file.content.sha256,
        counts=dict(file.content.counts),
        pieces=tuple(piece.name for piece in pieces),
    )
    return BuiltSnapshot(published, pieces)
