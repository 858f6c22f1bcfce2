"""What was damaged on this unit and has been put aside: whoever watches over it hears of that for a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from kiosk.journal import quarantine, store
from kiosk.lookup import registry_file
from kiosk.sync import identity, kept, lists

TOLD_FOR: Final = timedelta(days=1)
_NUMBERS: Final = (
    (registry_file.DAMAGED_NAME, "SNP-06"),
    (quarantine.prefix(kept.FILE_NAME), kept.UNUSABLE),
    (quarantine.prefix(store.FILE_NAME), "JRN-04"),
    (lists.DAMAGED_FILE, "SCR-06"),
    (f"{identity.FOLDER}/{identity.DAMAGED_PAPERS}", identity.UNREADABLE),
    (f"{identity.FOLDER}/{identity.DAMAGED_KEY}", identity.UNREADABLE),
)
"""How the names of files that were put aside begin, and the number of what happened to each."""


def lately_damaged(state: Path, now: datetime) -> tuple[str, ...]:
    """Return the numbers of what was put aside in `state` within a day of `now`.

    When it was put aside is when its name last changed: the file itself may be much older.
    """
    recent = (number for begins, number in _NUMBERS if any(_is_recent(path, now) for path in state.glob(f"{begins}*")))
    return tuple(dict.fromkeys(recent))


def _is_recent(path: Path, now: datetime) -> bool:
    try:
        renamed_at = datetime.fromtimestamp(path.stat().st_ctime, UTC)
    except OSError:
        return False
    return abs(now - renamed_at) < TOLD_FOR
