"""The signed lists that a process starts with: a broken file never stops a unit that had a good one."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Sequence
from pathlib import Path

from kiosk.durable import write_whole
from kiosk.errors import ListError
from kiosk.trust.lists import Lists
from kiosk.trust.read import lists_from_json

_log = logging.getLogger(__name__)


def read_lists(path: Path) -> Lists:
    """Return the lists of a file; nobody confirmed them yet. Raises ListError."""
    try:
        return lists_from_json(path.read_text("utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as fault:
        raise ListError(
            "SCR-06", f"the lists {str(path)!r} cannot be read: {fault}.", "Install this release again."
        ) from fault


def good_lists(newest: Path, kept: Path, release: Path) -> Lists:
    """Return the lists of `newest`; where it is broken those of `kept`, the last good ones; else the release's.

    What was good in `newest` is kept, whole or not at all. Raises ListError where none of the three is good.
    """
    faults: list[ListError] = []
    for path in (newest, kept, release):
        try:
            lists = read_lists(path)
        except ListError as fault:
            faults.append(fault)
            continue
        _tell(faults, path)
        if path == newest:
            _keep(newest, kept)
        return lists
    raise faults[0]


def placed_lists(newest: Path, kept: Path) -> Lists | None:
    """Return the lists that were put into place while a process runs, and keep them as the last good ones.

    None where they are broken, which the log says: those that the process has are better.
    """
    try:
        lists = read_lists(newest)
    except ListError as fault:
        _log.error("%s Going on with the lists that are in use.", fault)
        return None
    _keep(newest, kept)
    return lists


def _tell(faults: Sequence[ListError], used: Path) -> None:
    for fault in faults:
        _log.error("%s Going on with %s.", fault, used)


def _keep(newest: Path, kept: Path) -> None:
    """Copy what is good beside it; a disk that takes nothing is no reason to stop."""
    with contextlib.suppress(OSError):
        text = newest.read_bytes()
        if kept.exists() and kept.read_bytes() == text:
            return
        write_whole(kept, text)
