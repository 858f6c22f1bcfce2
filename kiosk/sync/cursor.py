"""How far the centre holds this unit's journal. Kept durably; where it is lost, all is sent again and stands once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import apsw

from kiosk.journal.chain import START
from kiosk.journal.pruned import Confirmed
from kiosk.sync.kept import using

_TABLES = """
CREATE TABLE IF NOT EXISTS outbox (
    journal TEXT PRIMARY KEY,
    sequence INTEGER NOT NULL,
    digest TEXT NOT NULL,
    held_sequence INTEGER NOT NULL,
    held_digest TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS outbox_refused (
    journal TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (journal, sequence)
) STRICT;
"""


@dataclass(frozen=True, slots=True)
class Mark:
    """Rows of the journal `journal` up to `sequence` need not be sent again; that row has this digest."""

    journal: str
    sequence: int
    digest: str


@dataclass(frozen=True, slots=True)
class RowRefused:
    """A row that the centre would not take, and why."""

    sequence: int
    why: str


class Cursor:
    """The cursor in `sync.db`. Not for several threads at once."""

    def __init__(self, connection: apsw.Connection) -> None:
        """Use `connection`, as `kiosk.sync.kept.open_kept` gives it. Raises StoreError STO-30, as all do."""
        self._connection = connection
        with using():
            connection.execute(_TABLES)

    def mark(self, journal: str) -> Mark:
        """Return how far `journal` was sent; before its first row where nothing was. Raises StoreError STO-30."""
        with using():
            found = self._connection.execute(
                "SELECT sequence, digest FROM outbox WHERE journal = ?", (journal,)
            ).fetchone()
        return Mark(journal, 0, START) if found is None else Mark(journal, int(found[0]), str(found[1]))

    def held(self, journal: str) -> Confirmed | None:
        """Return up to where the centre holds every row of `journal`; None where it holds none."""
        with using():
            found = self._connection.execute(
                "SELECT held_sequence, held_digest FROM outbox WHERE journal = ? AND held_sequence > 0", (journal,)
            ).fetchone()
        return None if found is None else Confirmed(journal, int(found[0]), str(found[1]))

    def refused(self, journal: str) -> int:
        """Return how many rows of `journal` the centre would not take."""
        with using():
            found = self._connection.execute("SELECT count(*) FROM outbox_refused WHERE journal = ?", (journal,))
            return int(found.get)

    def settle(self, mark: Mark, refused: Sequence[RowRefused]) -> None:
        """Keep that rows up to `mark` are settled: held by the centre but for `refused`; durable on return.

        What the centre holds without a hole ends before the first row that it ever refused.
        """
        with using(), self._connection:
            self._connection.executemany(
                "INSERT OR REPLACE INTO outbox_refused VALUES (?, ?, ?)",
                [(mark.journal, row.sequence, row.why) for row in refused],
            )
            self._connection.execute(
                "INSERT INTO outbox VALUES (?1, ?2, ?3, 0, '') ON CONFLICT (journal)"
                " DO UPDATE SET sequence = ?2, digest = ?3",
                (mark.journal, mark.sequence, mark.digest),
            )
            if not self.refused(mark.journal):
                self._connection.execute(
                    "UPDATE outbox SET held_sequence = sequence, held_digest = digest WHERE journal = ?",
                    (mark.journal,),
                )

    def forget(self, journal: str) -> None:
        """Begin anew with `journal`: it is not the one that was sent."""
        with using(), self._connection:
            self._connection.execute("DELETE FROM outbox WHERE journal = ?", (journal,))
            self._connection.execute("DELETE FROM outbox_refused WHERE journal = ?", (journal,))
