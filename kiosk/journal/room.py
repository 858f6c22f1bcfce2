"""When the disk is nearly full, the journal stops before it is the one that fills it: with a row that says so.

Rows that the centre holds go first, and their room in the file is used again. What nobody else holds
stays; new rows are left out, counted, until there is room.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from datetime import UTC
from pathlib import Path

from kiosk.journal.event import Gap
from kiosk.journal.pruned import Confirmed
from kiosk.journal.store import Journal
from kiosk.moment import Moment

STOPS_AT = 0.95
GOES_ON_AT = 0.94
"""A little lower, so that a disk that hovers there is not filled with rows about gaps."""
SPARE_PAGES = 16
"""Of the file: a row takes three at most, most take one or two."""
PRUNED_AT_ONCE = 100
"""Rows that one pruning takes off: it must not be seen on the screen."""
NUMBER = "JRN-07"

_log = logging.getLogger(__name__)


def fullness(folder: Path) -> float:
    """Return which part of the disk of `folder` is in use for those who are not root, as `df` has it; 0 if unknown."""
    try:
        disk = os.statvfs(folder)
    except OSError:
        return 0.0
    used = disk.f_blocks - disk.f_bfree
    return used / (used + disk.f_bavail) if used + disk.f_bavail else 0.0


class Room:
    """Says before each row whether there is room for it; `full` gives the part of the disk that is in use."""

    def __init__(self, full: Callable[[], float]) -> None:
        self._full = full
        self._left_out = 0

    @property
    def is_short(self) -> bool:
        """Whether the disk is nearly full: what the centre holds need not stay."""
        return self._full() >= STOPS_AT

    def allows(self, journal: Journal, held: Confirmed | None, now: Moment) -> bool:
        """Return whether a row may be written now. Writes the rows that say so where that changes.

        `held` is what the centre holds of this journal. Raises StoreError as `Journal.append` does.
        """
        has_stopped = journal.has_stopped()
        full = self._full()
        has_room = full < (GOES_ON_AT if has_stopped else STOPS_AT) or _makes_room(journal, held, now)
        if has_stopped and has_room:
            journal.append(_gap(now, f"the disk has room again; rows left out, at least: {self._left_out}"))
            _log.info("the journal goes on: %d rows were left out", self._left_out)
            self._left_out = 0
        elif not has_stopped and not has_room:
            journal.append(_gap(now, f"the disk is {full:.0%} full: from here on rows are left out", is_open=True))
            _log.error("%s: the disk is %.0f %% full: the journal takes no more rows", NUMBER, full * 100)
        if not has_room:
            self._left_out += 1
        return has_room


def _makes_room(journal: Journal, held: Confirmed | None, now: Moment) -> bool:
    if held is not None and journal.spare_pages() < SPARE_PAGES:
        journal.prune(held, None, PRUNED_AT_ONCE, now)
    return journal.spare_pages() >= SPARE_PAGES


def _gap(now: Moment, reason: str, *, is_open: bool = False) -> Gap:
    return Gap(now.at.astimezone(UTC), now.is_trusted, now.floor.astimezone(UTC), reason, "", is_open=is_open)
