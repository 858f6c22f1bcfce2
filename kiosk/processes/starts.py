"""How often each part of this unit was started since the machine was: a file a part in the runtime folder.

The folder is emptied when the machine starts. Each part writes its own file, the one with the network reads them all.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from kiosk.messages.local import Part

READ_BY_GROUP = 0o640
MAX_DIGITS = 6


def note_start(runtime_dir: Path, part: Part) -> None:
    """Count a start of `part`. Never raises: what cannot be counted keeps nobody from working."""
    path = _path(runtime_dir, part)
    with suppress(OSError):
        path.write_text(str(starts_of(runtime_dir, part) + 1), "ascii")
        path.chmod(READ_BY_GROUP)


def starts_of(runtime_dir: Path, part: Part) -> int:
    """Return how often `part` was started; 0 where nobody can tell."""
    try:
        text = _path(runtime_dir, part).read_text("ascii")
    except (OSError, ValueError):
        return 0
    return int(text) if text.isdecimal() and len(text) <= MAX_DIGITS else 0


def restarts_of(runtime_dir: Path) -> dict[Part, int]:
    """Return how often each part was started again; parts that never were are not named."""
    again = {part: starts_of(runtime_dir, part) - 1 for part in Part}
    return {part: number for part, number in again.items() if number > 0}


def _path(runtime_dir: Path, part: Part) -> Path:
    return runtime_dir / f"starts-{part.value}"
