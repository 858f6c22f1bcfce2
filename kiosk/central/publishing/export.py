"""What units may ask for, as files in a folder: a stick for a market without a network."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from kiosk.central.publishing.publication import verify
from kiosk.central.publishing.store import metadata_file, named_files, target_file
from kiosk.durable import write_whole

METADATA_FOLDER, TARGETS_FOLDER = "metadata", "targets"


def export_files(connection: Connection, folder: Path) -> int:
    """Write `metadata/` and `targets/` below `folder`, named as they are served, and return how many files.

    The timestamp is written last and everything before it is on the disk by then: a stick that was pulled
    too early holds no timestamp, and is refused. Raises KioskError PUB-03 where nothing was published.
    """
    verify(connection)
    metadata, targets = named_files(connection)
    last_of_all = [name for name in metadata if not name[0].isdigit()]
    for name in targets:
        _write(folder / TARGETS_FOLDER / name, target_file(connection, name))
    for name in [*(name for name in metadata if name not in last_of_all), *last_of_all]:
        _write(folder / METADATA_FOLDER / name, metadata_file(connection, name))
    return len(metadata) + len(targets)


def _write(path: Path, content: bytes | None) -> None:
    if content is None:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content)
