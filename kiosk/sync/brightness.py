"""How bright the display is to be: a number that sync hands over to what may write to a display.

Sync learns it from the centre and has no right to the display; kiosk-brightness.service has the right and no network.
It trusts nothing that stands in the file.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import Final

from kiosk.durable import write_whole

FILE: Final = "brightness"
"""In the state folder: percent, in figures."""
LEAST, FULL = 10, 100
"""Never dark: a black screen looks broken. Full is what holds where nobody chose any more."""
_NUMBER = re.compile(rb"[1-9][0-9]{1,2}\n?")
_MAX_BYTES = 4


def hand_over(state: Path, percent: int | None) -> None:
    """Let it be so bright; None leaves a display alone that never was anything else. Raises OSError."""
    before = wanted(state)
    if percent is None and before is None:
        return
    if (now := FULL if percent is None else percent) != before:
        write_whole(state / FILE, b"%d\n" % now)


def wanted(state: Path) -> int | None:
    """Return the percent that are to be shown; None where there is no file of ours with a number from 10 to 100."""
    try:
        descriptor = os.open(state / FILE, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        content = os.read(descriptor, _MAX_BYTES + 1) if stat.S_ISREG(os.fstat(descriptor).st_mode) else b""
    finally:
        os.close(descriptor)
    percent = int(content) if _NUMBER.fullmatch(content) else 0
    return percent if LEAST <= percent <= FULL else None
