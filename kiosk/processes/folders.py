"""The folders of one `kiosk run`: a runtime folder of its own, and a state folder that a demonstration wipes."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.errors import StoreError

DEMO_FOLDER = "demo"
"""Within the state folder: what a demonstration leaves for `kiosk journal`, until the next one."""
_LOCK = ".lock"
_RUN_PREFIX = "run-"


@contextmanager
def own_runtime(parent: Path) -> Iterator[Path]:
    """Make a folder in `parent` for sockets and the live picture, and take it away with all in it.

    Folders that a killed run left behind are taken away too. Raises StoreError.
    """
    for left in parent.glob(f"{_RUN_PREFIX}*"):
        _remove_if_left(left)
    try:
        folder = Path(tempfile.mkdtemp(prefix=_RUN_PREFIX, dir=parent))
    except OSError as fault:
        raise _unusable(parent, fault, "KIOSK_PLACES__RUNTIME") from fault
    lock = _locked(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)


@contextmanager
def demo_state(parent: Path) -> Iterator[Path]:
    """Give an empty folder in `parent` for a demonstration's databases; it stays until the next one begins.

    Where another demonstration is running there, a folder of its own for temporary files, which stays
    too: somebody may want to look at its pictures. Raises StoreError.
    """
    folder = parent / DEMO_FOLDER
    try:
        folder.mkdir(mode=0o750, exist_ok=True)
        lock = _locked(folder)
    except OSError as fault:
        raise _unusable(folder, fault, "KIOSK_PLACES__STATE") from fault
    if lock is None:
        yield Path(tempfile.mkdtemp(prefix="kiosk-demo-"))
        return
    try:
        _empty(folder)
        yield folder
    finally:
        os.close(lock)


def picture_folder(folder: Path) -> Path:
    """Return the folder for screenshots, made if missing, as an absolute path. Raises StoreError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise _unusable(folder, fault, "--screenshots") from fault
    return folder.absolute()


def _locked(folder: Path) -> int | None:
    """Return an open lock on `folder`, held until it is closed; None where somebody else holds it."""
    lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock


def _remove_if_left(folder: Path) -> None:
    try:
        lock = _locked(folder)
    except OSError:  # somebody else's
        return
    if lock is not None:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _empty(folder: Path) -> None:
    for one in folder.iterdir():
        if one.is_dir() and not one.is_symlink():
            shutil.rmtree(one)
        elif one.name != _LOCK:
            one.unlink()


def _unusable(folder: Path, fault: OSError, variable: str) -> StoreError:
    return StoreError(
        "STO-01",
        f"the folder {str(folder)!r} cannot be used: {fault.strerror}.",
        f"Run as the kiosk's user, or set {variable} to a folder that this user may write.",
    )
