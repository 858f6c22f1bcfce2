"""The outbox of this unit with what it keeps in `sync.db`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import apsw

from kiosk.clock import Clock
from kiosk.journal.store import FILE_NAME as JOURNAL_FILE
from kiosk.messages.local import Message
from kiosk.sync.cursor import Cursor
from kiosk.sync.heads import Heads
from kiosk.sync.identity import Identity
from kiosk.sync.kept import FILE_NAME, UNUSABLE, open_kept
from kiosk.sync.outbox import Outbox, UploadCentre

_log = logging.getLogger(__name__)


class KeptJournal:
    """The unit's journal on its way to `centre`; `send` reaches the screen. Close it."""

    def __init__(
        self, state: Path, centre: UploadCentre, identity: Identity, clock: Clock, send: Callable[[Message], None]
    ) -> None:
        """Open what is kept in the folder `state`; where that cannot be, all is sent again after a restart."""
        self._connection = _opened(state / FILE_NAME, clock)
        self._heads = Heads(self._connection, identity.key, identity.device_id, clock.now)
        self.outbox = Outbox(state / JOURNAL_FILE, Cursor(self._connection), centre, send, monotonic, self._heads)

    @property
    def fault(self) -> str:
        """JRN-08 where the journal lacks a row that this unit has signed; "" where all is well."""
        return self._heads.fault

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def _opened(path: Path, clock: Clock) -> apsw.Connection:
    try:
        return open_kept(path, clock.now())
    except (apsw.Error, OSError) as fault:
        _log.error("%s: how far the journal was sent cannot be kept: %s", UNUSABLE, fault)
        return apsw.Connection(":memory:")
