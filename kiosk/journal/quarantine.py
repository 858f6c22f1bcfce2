"""A damaged journal is moved aside whole: a power cut on the way loses nothing, and the next opening goes on.

SQLite deletes a log (`-wal`) that stands alone: the log goes first, and a note that was written
before says under which name the three files are to stand together.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from kiosk.durable import settle
from kiosk.moment import Moment

PARTS = ("-wal", "-shm", "")
"""In the order they are moved."""
NOTE = ".moving"


@dataclass(frozen=True, slots=True)
class Quarantine:
    """`former` is the name that the damaged file gets, beside the new one."""

    former: str
    reason: str


def begin(path: Path, reason: str, now: Moment) -> Quarantine:
    """Note durably that the journal at `path` is to be moved aside, and return its new name. Raises OSError."""
    quarantine = Quarantine(_unused_name(path, now), reason)
    with _note(path).open("w", encoding="utf-8") as file:
        json.dump({"former": quarantine.former, "reason": reason}, file)
        file.flush()
        os.fsync(file.fileno())
    settle(path.parent)
    return quarantine


def begun(path: Path) -> Quarantine | None:
    """Return what was begun and not ended; None where nothing was, or nothing was moved yet. Raises OSError."""
    try:
        note = json.loads(_note(path).read_bytes())
        quarantine = Quarantine(str(note["former"]), str(note["reason"]))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None  # a note that was cut short: no file moves before it is whole
    is_ours = quarantine.former.startswith(prefix(path.name)) and Path(quarantine.former).name == quarantine.former
    return quarantine if is_ours else None


def move(path: Path, quarantine: Quarantine) -> None:
    """Move what is still at its place, each step durable before the next. Raises OSError."""
    former = path.with_name(quarantine.former)
    if former.exists():  # moved already: what stands at `path` is new
        return
    for part in PARTS:
        with suppress(FileNotFoundError):
            path.with_name(path.name + part).rename(former.with_name(former.name + part))
        settle(path.parent)


def end(path: Path) -> None:
    """Forget the note: the new journal says what became of the former. Raises OSError."""
    _note(path).unlink(missing_ok=True)
    settle(path.parent)


def prefix(name: str) -> str:
    """Return how the names begin under which files that were called `name` stand aside."""
    return f"{name}.damaged-"


def _note(path: Path) -> Path:
    return path.with_name(path.name + NOTE)


def _unused_name(path: Path, now: Moment) -> str:
    name = f"{prefix(path.name)}{now.at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    names = (name, *(f"{name}-{number}" for number in range(2, 1000)))
    return next(one for one in names if not any(path.with_name(one + part).exists() for part in PARTS))
