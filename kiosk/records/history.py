"""Earlier checks of the same item, here and elsewhere, and what the centre flagged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SAME_CHECK = timedelta(seconds=120)
"""Repeats of a serial at one place within this time are the same check."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check of one serial at one kiosk (repeats within SAME_CHECK are the same check)."""

    check_id: str
    at: datetime
    market_id: str
    market_name: str = ""
    is_clock_trusted: bool = True


class FlagKind(StrEnum):
    """What the centre says of a serial."""

    WITHDRAWN = "withdrawn"
    COPIED = "copied"
    COPY_SUSPECTED = "copy_suspected"
    REUSED = "reused"


@dataclass(frozen=True, slots=True)
class Flag:
    """A flagged serial. `since` is when the flag was raised."""

    kind: FlagKind
    since: datetime


@dataclass(frozen=True, slots=True)
class History:
    """Earlier checks, newest last, without the present one.

    `was_asked` is true where the centre answered for this very check; otherwise `checks` are
    this unit's own and `flags` those of its last synchronisation.
    """

    checks: tuple[Check, ...] = ()
    flags: tuple[Flag, ...] = ()
    was_asked: bool = False
