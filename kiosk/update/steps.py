"""The steps of an update, in their order. Before each one a power cut is harmless: a test ends the process there.

`at` is told each step before it is done; on a unit nobody listens.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum


class Step(StrEnum):
    """What is done next."""

    JOIN = "join"
    """The pieces of one package become one file."""
    CLEAR = "clear"
    """What an update that was cut off left of this release goes."""
    UNPACK = "unpack"
    COMPILE = "compile"
    FLUSH = "flush"
    """All of it reaches the disk."""
    COMPLETE = "complete"
    """The release is marked as whole."""
    COUNT = "count"
    """That it is tried is noted."""
    SWITCH = "switch"
    RESTART = "restart"
    JUDGE = "judge"
    KEEP = "keep"
    """What was judged well becomes the proven one."""
    FORGET = "forget"
    """Its tries are forgotten."""
    CONDEMN = "condemn"
    """What was judged unwell is noted as such."""
    PUT_OFF = "put_off"
    """What could not be judged is noted, to be tried again another day."""
    GO_BACK = "go_back"
    RESTART_FORMER = "restart_former"
    DROP = "drop"
    """Releases and packages that nobody needs go."""
    POINT = "point"
    """A new link stands beside the old one, which it replaces by one rename."""


At = Callable[[Step], None]


def on(step: Step) -> None:
    """Go on."""
