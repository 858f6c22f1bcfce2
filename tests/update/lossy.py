"""A disk that forgets what was not flushed, for a process that is about to be killed.

with lossy(folder) as cut:   what the process does below `folder` is watched
    …
    cut()                    what a power cut would take is taken, and the process is killed
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

_fsync, _replace, _sync = os.fsync, os.replace, os.sync


class Disk:
    """Knows of each file below `folder` which state of it was flushed, and which renames were."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._flushed: dict[int, tuple[int, int]] = {}
        self._undo: list[tuple[Path, Callable[[], object]]] = []
        self.sync()

    def sync(self) -> None:
        """All is flushed, as by os.sync."""
        self._flushed = {at.stat().st_ino: _state(at) for at in self._files()}
        self._undo.clear()

    def fsync(self, descriptor: int) -> None:
        """One file, or the names in one folder, are flushed."""
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        if path.is_dir():
            self._undo = [(folder, undo) for folder, undo in self._undo if folder != path]
        else:
            self._flushed[path.stat().st_ino] = _state(path)

    def replace(self, source: str | Path, target: str | Path) -> None:
        """Rename; until the folder is flushed it may never have been."""
        there, here = Path(target), Path(source)
        if there.is_symlink():
            link = there.readlink()
            self._undo.append((there.parent, lambda: _link_again(there, link)))
        elif there.exists():
            content, inode = there.read_bytes(), there.stat().st_ino
            was_flushed = self._flushed.get(inode) == _state(there)
            self._undo.append((there.parent, lambda: self._rewrite(there, content if was_flushed else b"")))
        else:
            self._undo.append((there.parent, lambda: there.unlink(missing_ok=True)))
        _replace(here, there)

    def cut(self) -> None:
        """Lose what was not flushed, and end."""
        for path in self._files():
            if self._flushed.get(path.stat().st_ino) != _state(path):
                os.truncate(path, 0)
        for _, undo in reversed(self._undo):
            undo()
        os.kill(os.getpid(), signal.SIGKILL)

    def _rewrite(self, path: Path, content: bytes) -> None:
        path.unlink(missing_ok=True)
        path.write_bytes(content)

    def _files(self) -> Iterator[Path]:
        for folder, _, names in os.walk(self._folder):
            yield from (at for at in (Path(folder) / name for name in names) if at.is_file() and not at.is_symlink())


def _link_again(path: Path, target: Path) -> None:
    path.unlink()
    path.symlink_to(target)


def _state(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_mtime_ns, found.st_size


@contextmanager
def lossy(folder: Path) -> Iterator[Callable[[], None]]:
    """Watch what is done below `folder`, and give what takes a power cut."""
    disk = Disk(folder)
    with (
        patch.object(os, "fsync", disk.fsync),
        patch.object(os, "replace", disk.replace),
        patch.object(os, "sync", disk.sync),
    ):
        yield disk.cut
