"""The outbox of this unit with what it keeps in `sync.db`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import apsw

from kiosk.clock import Clock
from kiosk.errors import StoreError
from kiosk.journal.store import FILE_NAME as JOURNAL_FILE
from kiosk.messages.local import Message
from kiosk.sync.cursor import Cursor
from kiosk.sync.heads import Heads
from kiosk.sync.identity import Identity
from kiosk.sync.kept import FILE_NAME, UNUSABLE, in_memory, open_kept
from kiosk.sync.outbox import Outbox, UploadCentre

_log = logging.getLogger(__name__)


class KeptJournal:
    """The unit's journal on its way to `centre`; `send` reaches the screen. Close it."""

    def __init__(
        self, state: Path, centre: UploadCentre, identity: Identity, clock: Clock, send: Callable[[Message], None]
    ) -> None:
        """Open what is kept in the folder `state`.

        Where that cannot be written, what is sent from then on is sent again after a restart.
        """
        path, now = state / FILE_NAME, clock.now

        def tables(connection: apsw.Connection) -> tuple[Cursor, Heads]:
            return Cursor(connection), Heads(connection, identity.key, identity.device_id, now)

        try:
            self._connection = open_kept(path, now())
            cursor, self._heads = tables(self._connection)
        except (apsw.Error, OSError, StoreError) as fault:
            _log.error("%s: how far the journal was sent cannot be kept: %s", UNUSABLE, fault)
            self._connection = in_memory(path)
            cursor, self._heads = tables(self._connection)
        self.outbox = Outbox(state / JOURNAL_FILE, cursor, centre, send, monotonic, self._heads)

    @property
    def fault(self) -> str:
        """JRN-08 where the journal lacks a row that this unit has signed; "" where all is well."""
        return self._heads.fault

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
