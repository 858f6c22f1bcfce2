"""Trust lists that were in force before: a verdict of last week is judged again by the list of last week.

Rows of the journal name the version that they were judged by, and are kept for thirty days.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from kiosk.durable import write_whole

FOLDER: Final = "lists.former"
KEPT: Final = timedelta(days=31)
"""Counted from when another took its place, by what the city signed: this unit's clock may be years off."""
MOST: Final = 64
MOST_BYTES: Final = 16_000_000
"""Of all together. A list of a city with a thousand keys has some 400 kB."""

_log = logging.getLogger(__name__)


def keep_former(state: Path, version: int, content: bytes, replaced_at: datetime) -> None:
    """Keep the lists of `version`, whose place another takes; `replaced_at` is when the city signed that other.

    A disk that takes nothing is no reason to go on with an old list: that is said in the log alone.
    """
    folder = state / FOLDER
    try:
        folder.mkdir(exist_ok=True)
        path = folder / f"lists-{version}.json"
        write_whole(path, content)
        os.utime(path, (replaced_at.timestamp(), replaced_at.timestamp()))
        _drop(folder, replaced_at - KEPT)
    except OSError as fault:
        _log.warning("trust list %d cannot be kept for replays: %s", version, fault)


def former_lists(state: Path) -> Sequence[Path]:
    """Return the files of the lists that are kept, what was replaced last coming first."""
    return sorted((state / FOLDER).glob("lists-*.json"), key=_replaced_s, reverse=True)


def _drop(folder: Path, before: datetime) -> None:
    """Remove what was replaced `before`, and the oldest of what is too much. Raises OSError."""
    whole_bytes = 0
    for number, path in enumerate(former_lists(folder.parent)):
        whole_bytes += path.stat().st_size
        if number >= MOST or whole_bytes > MOST_BYTES or _replaced_s(path) < before.timestamp():
            path.unlink()


def _replaced_s(path: Path) -> float:
    return path.stat().st_mtime
