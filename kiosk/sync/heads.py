"""The unit's own signed heads: a row that its key has signed and that is gone, or another, shows.

Signed while sync runs, with or without a network; kept in `sync.db`, and sent with each upload.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import apsw
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from kiosk.journal.beside import open_beside
from kiosk.journal.chain import End
from kiosk.journal.head import signed_head
from kiosk.journal.pruned import Start
from kiosk.journal.store import JournalReader
from kiosk.messages.journal_head import JournalHead
from kiosk.moment import Moment
from kiosk.sync.kept import using

_TABLE = "CREATE TABLE IF NOT EXISTS journal_heads (journal TEXT PRIMARY KEY, head TEXT NOT NULL) STRICT"

CUT_OFF = "JRN-08"

_log = logging.getLogger(__name__)


class Heads:
    """Signs by `key` as `device_id`, at `now`; keeps the highest head of each journal in `sync.db`."""

    def __init__(
        self, connection: apsw.Connection, key: Ed25519PrivateKey, device_id: str, now: Callable[[], Moment]
    ) -> None:
        """Use `connection` to `sync.db`. Raises StoreError STO-30, as all do."""
        self._connection = connection
        self._key = key
        self._device_id = device_id
        self._now = now
        self.fault = ""
        """JRN-08 where the journal lacked a row that was signed, when last it was signed; "" where all is well."""
        with using():
            connection.execute(_TABLE)

    def sign(self, reader: JournalReader, start: Start, end: End) -> JournalHead:
        """Return the signed head of the journal that `reader` reads, which begins at `start` and ends at `end`.

        It is kept where the journal still holds the row that was signed before; else that one stays, as
        the proof that rows were taken away.
        """
        kept = self.kept(start.name)
        if kept is not None and (kept.sequence, kept.digest) == (end.sequence, end.digest):
            return kept
        now = self._now()
        at = max(now.at, now.floor)
        head = signed_head(self._key, self._device_id, start.name, end.sequence, end.digest, at)
        if kept is None or _holds(reader, start, kept):
            self._keep(head)
            self.fault = ""
        else:
            self.fault = CUT_OFF
            _log.error("JRN-08: the journal no longer holds row %d, which this unit has signed", kept.sequence)
        return head

    def kept(self, journal: str) -> JournalHead | None:
        """Return the highest head of `journal` that was signed; None where there is none."""
        return _kept(self._connection, journal)

    def _keep(self, head: JournalHead) -> None:
        with using():
            self._connection.execute(
                "INSERT OR REPLACE INTO journal_heads VALUES (?, ?)", (head.journal, head.model_dump_json())
            )


def read_head(path: Path, journal: str) -> JournalHead | None:
    """Return the highest head of `journal` in the `sync.db` at `path`, beside its writer; None where there is none.

    Raises StoreError STO-30 where the file cannot be read.
    """
    if not path.exists():
        return None
    with using():
        connection = open_beside(path)
    try:
        with using():
            has_heads = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'journal_heads'").get
        return _kept(connection, journal) if has_heads else None
    finally:
        connection.close()


def _kept(connection: apsw.Connection, journal: str) -> JournalHead | None:
    with using():
        found = connection.execute("SELECT head FROM journal_heads WHERE journal = ?", (journal,)).fetchone()
    try:
        return None if found is None else JournalHead.model_validate_json(found[0])
    except ValidationError:
        _log.error("the signed head of the journal cannot be read, and is signed anew")
        return None


def _holds(reader: JournalReader, start: Start, kept: JournalHead) -> bool:
    if kept.sequence <= start.sequence:
        return kept.sequence < start.sequence or kept.digest == start.digest
    return [row.digest for row in reader.after(kept.sequence - 1, 1)] == [kept.digest]
