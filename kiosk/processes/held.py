"""A technician's line to this unit's own screen, held as long as a command runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from kiosk.messages.local import Maintained, Message, Part
from kiosk.processes.link import SOCKET_NAME, Link

TURN_S = 0.3
"""The screen takes a voice of more than 1.5 s ago for lost."""


class HeldLine:
    """Says `greeting` to the screen, if there is one, again whenever it comes back, until `close`."""

    def __init__(
        self,
        runtime: Path,
        greeting: Callable[[], Sequence[Message]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`runtime` is the folder of the screen's socket; `clock` is monotonic, in seconds."""
        self._clock = clock
        self._link = Link(runtime / SOCKET_NAME, Part.TECHNICIAN, greeting, clock)

    def sleep(self, seconds: float) -> None:
        """Wait for `seconds`, and keep the line meanwhile."""
        end_s = self._clock() + seconds
        while (left_s := end_s - self._clock()) > 0:
            self._link.turn(min(left_s, TURN_S))

    def close(self) -> None:
        """Let go of the screen: it goes back to what it does."""
        self._link.close()


def maintain(runtime: Path, seconds: float) -> None:
    """Have the screen say for so long that somebody works at this unit. An interruption ends it early."""
    line = HeldLine(runtime, lambda: (Maintained(),))
    try:
        line.sleep(seconds)
    finally:
        line.close()
