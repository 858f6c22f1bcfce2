"""Files that stand whole after a power cut, or not at all.

Beside this one way stand two others: the registry's files go through `kiosk.lookup.disk`, whose steps a test cuts the
power at, and a new secret never takes the place of another (`kiosk.central.seals.secrets_file`).
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, content: bytes, *, mode: int | None = None, suffix: str = "new") -> None:
    """Put `content` in the place of the file at `path`, which is whole at any time; durable on return. Raises OSError.

    `mode`: its permissions; None: those of any new file. It is written beside `path`, as `path.suffix`: two processes
    that write one file need two.
    """
    beside = path.with_name(f"{path.name}.{suffix}")
    try:
        with open(beside, "wb", opener=_opened) as file:
            if mode is not None:
                os.fchmod(file.fileno(), mode)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise
    settle(path.parent)


def settle(path: Path) -> None:
    """Let what was written to a file, or to the names of a folder, reach the disk. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _opened(path: str, flags: int) -> int:
    """Open without following a link that somebody left there."""
    return os.open(path, flags | os.O_NOFOLLOW, 0o666)
