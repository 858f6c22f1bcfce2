"""What real code does to its disk, recorded: an SQLite VFS over the system's own, which passes all on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Generic, TypeVar

import apsw

from bench.powercut.machine import Made, Removed, Renamed, Step, Sync, SyncNames, Truncate, Write

SYSTEM = "unix"
_FLUSHES_NAMES = apsw.SQLITE_OPEN_MAIN_JOURNAL | apsw.SQLITE_OPEN_WAL
"""When SQLite made one of these, it flushes the folder with the first flush of the file."""
_numbers = count(1)

Promise = TypeVar("Promise")


@dataclass(slots=True)
class Recording(Generic[Promise]):
    """Steps in their order, and what was promised to whom before which step. Names are those within `folder`."""

    folder: Path
    files: dict[str, int]
    """Number of each file by its name now."""
    steps: list[Step] = field(default_factory=list)
    promises: list[tuple[int, Promise]] = field(default_factory=list)

    def promise(self, promise: Promise) -> None:
        """Take note that somebody now relies on `promise`."""
        self.promises.append((len(self.steps), promise))

    def number(self, name: str) -> int:
        """Return the number of the file `name`, which is made if there is none."""
        if name not in self.files:
            self.made(name)
        return self.files[name]

    def made(self, name: str) -> int:
        """Take note of a new file; return its number."""
        self.files[name] = next(_numbers)
        self.steps.append(Made(name, self.files[name]))
        return self.files[name]

    def removed(self, name: str) -> None:
        """Take note that a file is gone."""
        if self.files.pop(name, None) is not None:
            self.steps.append(Removed(name))

    def renamed(self, name: str, target: str) -> None:
        """Take note of a new name."""
        self.files[target] = self.files.pop(name)
        self.steps.append(Renamed(name, target))

    def flushed_names(self) -> None:
        """Take note that the folder was flushed."""
        self.steps.append(SyncNames())


@contextmanager
def recorded(recording: Recording[Promise]) -> Iterator[None]:
    """Let SQLite open every file by way of `recording`."""
    vfs = _Vfs(recording)
    apsw.set_default_vfs(vfs.name)
    try:
        yield
    finally:
        apsw.set_default_vfs(SYSTEM)
        vfs.unregister()


class _Vfs(apsw.VFS):
    def __init__(self, recording: Recording[Promise]) -> None:
        self.name = f"recording-{next(_numbers)}"
        self._recording = recording
        super().__init__(self.name, base=SYSTEM)

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802 - SQLite's
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        if path is None or Path(path).parent != self._recording.folder:
            return apsw.VFSFile(SYSTEM, name, flags)
        return _File(self._recording, Path(path).name, name, flags)

    def xDelete(self, name: str, syncdir: bool) -> None:  # noqa: FBT001, N802 - SQLite's
        super().xDelete(name, syncdir)
        self._recording.removed(Path(name).name)
        if syncdir:
            self._recording.flushed_names()


class _File(apsw.VFSFile):
    def __init__(
        self, recording: Recording[Promise], name: str, opened: str | apsw.URIFilename | None, flags: list[int]
    ) -> None:
        is_new = name not in recording.files and bool(flags[0] & apsw.SQLITE_OPEN_CREATE)
        super().__init__(SYSTEM, opened, flags)
        self._recording = recording
        self._number = recording.number(name)
        self._flushes_names = is_new and bool(flags[0] & _FLUSHES_NAMES)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - SQLite's
        self._recording.steps.append(Write(self._number, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802 - SQLite's
        self._recording.steps.append(Truncate(self._number, newsize))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802 - SQLite's
        self._recording.steps.append(Sync(self._number, has_names=self._flushes_names))
        self._flushes_names = False
        super().xSync(flags)
