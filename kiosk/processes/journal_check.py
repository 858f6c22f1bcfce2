"""The check of this unit's journal: its chain, and the row that its key has signed."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from kiosk.errors import StoreError
from kiosk.journal import report
from kiosk.journal.chain import End
from kiosk.journal.head import is_signed_by
from kiosk.journal.store import FILE_NAME, JournalReader
from kiosk.sync.heads import read_head
from kiosk.sync.identity import read_identity
from kiosk.sync.kept import FILE_NAME as SYNC_FILE


def check_journal(path: Path, state: Path) -> tuple[bool, str]:
    """Return whether the journal at `path` is whole, and one line that says so or names the first broken link.

    `state` is the folder of a unit: what is signed there counts for its own journal. Who may not read the
    unit's identity is told that this was left out. Raises StoreError JRN-01, JRN-03, JRN-04, STO-30, STO-20.
    """
    with closing(JournalReader(path)) as reader:
        start = reader.start()
        try:
            identity = read_identity(state) if path == state / FILE_NAME else None
        except StoreError as fault:
            if not isinstance(fault.__cause__, PermissionError):
                raise
            is_whole, said = report.check(reader.rows(), start)
            return is_whole, f"{said}; which row is signed is for the kiosk's user to read" if is_whole else said
        head = None if identity is None or start is None else read_head(state / SYNC_FILE, start.name)
        if head is None or identity is None:
            return report.check(reader.rows(), start)
        if not is_signed_by(head, identity.key.public_key(), identity.device_id):
            return False, "the signed head of the journal was not signed by this unit's key"
        return report.check(reader.rows(), start, End(head.sequence, head.digest))
