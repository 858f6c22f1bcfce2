"""The disk as the registry is written to it: few steps, each of which a test can cut the power at."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from kiosk.durable import settle

_CHUNK_BYTES = 1_000_000


class Disk:
    """The real disk. `vfs` names the SQLite VFS that its files are opened by; None: the system's own."""

    vfs: str | None = None

    def exists(self, path: Path) -> bool:
        """Return whether there is a file."""
        return path.is_file()

    def stamp(self, path: Path) -> tuple[int, int, int] | None:
        """Return what differs between a file and the one that took its name; None where there is none."""
        try:
            found = os.stat(path)  # noqa: PTH116  # asked with every look-up
        except OSError:
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns

    def read(self, path: Path) -> Iterable[bytes]:
        """Give the bytes of a file. Raises OSError."""
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                yield chunk

    def write(self, path: Path, chunks: Iterable[bytes]) -> None:
        """Write a whole file; nothing of it is durable yet. Raises OSError."""
        with path.open("wb") as file:
            file.writelines(chunks)

    def sync(self, path: Path) -> None:
        """Make the bytes of a file durable. Raises OSError."""
        with path.open("rb") as file:
            os.fsync(file.fileno())

    def rename(self, path: Path, target: Path) -> None:
        """Give a file the name `target`, and let go of what had it, in one step. Raises OSError."""
        path.replace(target)

    def remove(self, path: Path) -> None:
        """Delete a file; one that is not there is no fault. Raises OSError."""
        path.unlink(missing_ok=True)

    def sync_folder(self, folder: Path) -> None:
        """Make the names in a folder durable. Raises OSError."""
        settle(folder)


DISK: Final = Disk()
