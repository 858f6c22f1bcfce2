"""What the screen writes down: each verdict that was painted. A journal that fails stops no shopper."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

from kiosk.clock import Clock
from kiosk.errors import StoreError
from kiosk.journal.event import Gap, Shown, Stand, inspected
from kiosk.journal.pruned import Confirmed
from kiosk.journal.room import NUMBER, PRUNED_AT_ONCE, Room, fullness
from kiosk.journal.store import Journal
from kiosk.messages.local import JournalConfirmed
from kiosk.screen.check import Check
from kiosk.screen.views import Language

KEPT = timedelta(days=30)
"""So long a row can be looked at and judged again at the kiosk, although the centre holds it."""
_log = logging.getLogger(__name__)
_NS_IN_MS = 1e6


class ScreenJournal:
    """The journal as the screen uses it. Where it cannot be written, `fault` is its error number."""

    def __init__(self, path: Path, stand: Stand, clock: Clock, full: Callable[[], float] | None = None) -> None:
        """Open the journal; never raises. `full` gives which part of its disk is in use."""
        self._path = path
        self._stand = stand
        self._clock = clock
        self._journal: Journal | None = None
        self._last: tuple[str, int] | None = None
        """Check and sequence of the last row."""
        self._room = Room(full or (lambda: fullness(path.parent)))
        self._unwritten = 0
        """Rows that failed since the last one that was written."""
        self._held: Confirmed | None = None
        """What the centre holds, as was last heard."""
        self.fault = ""
        self.count = 0
        self._open()

    def write(self, check: Check, language: Language, painted_ns: int) -> None:
        """Write what the shopper was shown at the monotonic instant `painted_ns`; never raises."""
        self.count += 1
        shown = Shown(
            language=language.value,
            text_key=f"headline.{check.inspection.verdict.headline}",
            frames=check.scanned.frames,
            decode_ms=check.scanned.decode_ms,
            frame_to_paint_ms=(painted_ns - check.scanned.frame_ns) / _NS_IN_MS,
        )
        if self._journal is None:
            self._open()
        if self._journal is None:
            self._unwritten += 1
            return
        event = inspected(check.check_id, check.inspection, check.lists, self._stand, shown, check.judged)
        if self._last is not None and self._last[0] == check.check_id:
            event = replace(event, replaces=self._last[1])
        try:
            if not self._room.allows(self._journal, self._held, self._clock.now()):
                self.fault = NUMBER
                return
            self._say_unwritten(self._journal)
            self._last = check.check_id, self._journal.append(event)
        except StoreError as fault:
            self._unwritten += 1
            self._failed(fault)
        else:
            self.fault = ""

    def stands(self, unit: str, market_id: str) -> None:
        """Write from now on as the kiosk that the board named and placed so."""
        self._stand = replace(self._stand, unit=unit, market_id=market_id)

    def confirmed(self, message: JournalConfirmed) -> None:
        """Take off some old rows that the centre holds; never raises. Call it while nobody waits."""
        now, is_short = self._clock.now(), self._room.is_short
        self._held = Confirmed(message.journal, message.sequence, message.digest)
        if self._journal is None or not (now.is_trusted or is_short):
            return
        try:
            self._journal.prune(self._held, None if is_short else now.at - KEPT, PRUNED_AT_ONCE, now)
        except StoreError as fault:
            self._failed(fault)

    def close(self) -> None:
        """Let go of the file."""
        if self._journal is not None:
            self._journal.close()

    def _say_unwritten(self, journal: Journal) -> None:
        """Write in one row how many are missing here. Raises StoreError; they are still to be told then."""
        if not self._unwritten:
            return
        now = self._clock.now()
        reason = f"rows that could not be written: {self._unwritten} ({self.fault or 'unknown'})"
        journal.append(Gap(now.at.astimezone(UTC), now.is_trusted, now.floor.astimezone(UTC), reason, ""))
        self._unwritten = 0

    def _open(self) -> None:
        try:
            self._journal = Journal.open(self._path, self._clock.now())
        except StoreError as fault:
            self._failed(fault)

    def _failed(self, fault: StoreError) -> None:
        if fault.number != self.fault:
            _log.error("%s", fault)
        self.fault = fault.number
