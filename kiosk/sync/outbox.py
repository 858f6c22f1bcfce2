"""The outbox: rows of the journal that the centre does not hold yet, sent in runs until it says that it does.

At least once, in order. The journal is only read; the screen, who writes it, is told what is confirmed.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from kiosk.errors import MessageError
from kiosk.journal.chain import End, Row
from kiosk.journal.event import Inspected, from_json
from kiosk.journal.pruned import Confirmed, Start
from kiosk.journal.store import JournalReader
from kiosk.messages.http import Versions
from kiosk.messages.journal_head import JournalHead
from kiosk.messages.journal_runs import MAX_RUN_ROWS, JournalRun, RunReceipt
from kiosk.messages.local import JournalConfirmed
from kiosk.sync.centre import CentreFaultError, Fault
from kiosk.sync.cursor import Cursor, Mark, RowRefused
from kiosk.sync.heads import Heads
from kiosk.sync.packing import next_of, packed, run_of
from kiosk.sync.rhythm import Every, Rhythm

WAIT_S = 4 * 3600.0
"""Fewer rows than a run holds wait this long for others: an event of 600 has half the bytes of one of 60."""
LOOK_EVERY_S = 60.0
MIN_ROWS = 20
"""Of a run, however slow the road is."""

_log = logging.getLogger(__name__)


class UploadCentre(Protocol):
    """The centre, as far as it is asked here."""

    async def upload(self, body: bytes) -> RunReceipt:
        """Hand over a run, packed. Raises CentreFaultError."""
        ...


@dataclass(frozen=True, slots=True)
class _Batch:
    """What goes next, and what the centre holds already."""

    journal: str
    rows: tuple[Row, ...]
    broken: tuple[Row, ...]
    held: Confirmed | None
    head: JournalHead | None

    @property
    def last(self) -> Row | None:
        """The last row that is settled by this batch."""
        every = (*self.rows, *self.broken)
        return every[-1] if every else None


class Outbox:
    """An errand: sends what is in the journal at `journal_path`; `clock` is monotonic, in seconds.

    `tell` gets what the centre holds, at each turn: the screen may have been away. `heads` signs the
    journal's end, None in a unit that has no key.
    """

    def __init__(
        self,
        journal_path: Path,
        cursor: Cursor,
        centre: UploadCentre,
        tell: Callable[[JournalConfirmed], None],
        clock: Callable[[], float],
        heads: Heads | None = None,
        wait_s: float = WAIT_S,
    ) -> None:
        self.name = "journal"
        self.rhythm: Rhythm = Every(LOOK_EVERY_S)
        self._path = journal_path
        self._cursor = cursor
        self._centre = centre
        self._tell = tell
        self._clock = clock
        self._heads = heads
        self._wait_s = wait_s
        self._rows = MAX_RUN_ROWS
        self._pending_since_s = -math.inf
        """What waits at the start was written before: it has waited long enough."""
        self._pending = 0
        self._end = 0
        self._last_read_at: datetime | None = None
        self.uploaded = 0
        """How many rows the centre took of this process."""

    @property
    def pending(self) -> int:
        """How many rows the centre did not hold when it was last looked."""
        return self._pending

    @property
    def last_read_at(self) -> datetime | None:
        """When the camera read a label last, as of when it was last looked; None where that is not known."""
        return self._last_read_at

    def is_wanted(self, newest: Versions) -> bool:  # noqa: ARG002 - an errand's form
        """Return False: the centre has nothing for it."""
        return False

    async def run(self) -> None:
        """Send what is due. Raises CentreFaultError and StoreError: nothing is lost, try again later."""
        batch = await asyncio.to_thread(self._read)
        self._say(None if batch is None else batch.held)
        while batch is not None and batch.last is not None:
            await self._send(batch, batch.last)
            batch = await asyncio.to_thread(self._read)

    async def _send(self, batch: _Batch, last: Row) -> None:
        refused = [RowRefused(row.sequence, "it is not as it was written") for row in batch.broken]
        if batch.rows:
            refused = [*await self._uploaded(run_of(batch.journal, batch.rows, batch.head)), *refused]
        self._say(await asyncio.to_thread(self._settle, Mark(batch.journal, last.sequence, last.digest), refused))
        self._rows = min(self._rows * 2, MAX_RUN_ROWS)
        self._pending -= len(batch.rows) + len(batch.broken)
        if not self._has_waited():
            self._pending_since_s = math.inf  # a full run went; what is left waits for others anew

    async def _uploaded(self, run: JournalRun) -> list[RowRefused]:
        try:
            receipt = await self._centre.upload(await asyncio.to_thread(packed, run))
        except CentreFaultError as fault:
            if fault.fault is Fault.TOO_LATE:  # a slow road: fewer at once get through
                self._rows = max(self._rows // 2, MIN_ROWS)
            raise
        if (receipt.first, receipt.last) != (run.first, run.last):
            raise CentreFaultError(Fault.NOT_UNDERSTOOD, "the centre confirms other rows than were sent")
        self.uploaded += run.last - run.first + 1
        return [RowRefused(run.first + row.position, f"{row.field}: {row.reason}") for row in receipt.refused]

    def _say(self, held: Confirmed | None) -> None:
        if held is not None:
            self._tell(JournalConfirmed(journal=held.name, sequence=held.sequence, digest=held.digest))

    def _is_due(self) -> bool:
        if not self._pending:
            self._pending_since_s = math.inf
            return False
        if self._pending_since_s == math.inf:
            self._pending_since_s = self._clock()
        return self._pending >= self._rows or self._has_waited()

    def _has_waited(self) -> bool:
        return self._clock() - self._pending_since_s >= self._wait_s

    # In a thread: files.

    def _read(self) -> _Batch | None:
        if not self._path.exists():
            return None
        reader = JournalReader(self._path)
        try:
            start = reader.start()
            if start is None:
                return None
            mark, end = self._mark(reader, start), reader.end()
            self._look_at(reader, end)
            head = None if self._heads is None else self._heads.sign(reader, start, end)
            self._pending = max(0, end.sequence - mark.sequence)
            following = next_of(reader.after(mark.sequence, self._rows) if self._is_due() else ())
        finally:
            reader.close()
        return _Batch(start.name, following.run, following.broken, self._cursor.held(start.name), head)

    def _look_at(self, reader: JournalReader, end: End) -> None:
        """Take note of when a label was read last, where the last row is a new one; what was typed is not read."""
        if end.sequence == self._end:
            return
        for row in reader.after(end.sequence - 1, 1):
            with suppress(MessageError):
                event = from_json(row.text)
                if isinstance(event, Inspected) and event.shown.frames:
                    self._last_read_at = event.at
        self._end = end.sequence

    def _mark(self, reader: JournalReader, start: Start) -> Mark:
        """Return where to go on; at the beginning again where this file is not the one that was sent."""
        mark = self._cursor.mark(start.name)
        if mark.sequence <= start.sequence:
            return Mark(start.name, start.sequence, start.digest)
        if [row.digest for row in reader.after(mark.sequence - 1, 1)] == [mark.digest]:
            return mark
        _log.error("row %d of the journal is not the one that was sent: all of it is sent again", mark.sequence)
        self._cursor.forget(start.name)
        return Mark(start.name, start.sequence, start.digest)

    def _settle(self, mark: Mark, refused: Sequence[RowRefused]) -> Confirmed | None:
        for row in refused:
            _log.error("row %d of the journal was refused by the centre: %s", row.sequence, row.why)
        self._cursor.settle(mark, refused)
        return self._cursor.held(mark.journal)
