"""The state of a kiosk's journals: where each ends, what is missing, what does not fit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from kiosk.central.journal.gaps import MAX_GAPS, Head, heads, missing_rows
from kiosk.central.journal.heads import Raised, raised
from kiosk.central.journal.tables import journal


@dataclass(frozen=True, slots=True)
class JournalState:
    """One journal.

    `last_at`: when its last row was written; `missing`: how many rows no upload brought; `is_more`: there may be
    further ones.
    """

    journal: str
    last: int
    last_at: datetime | None
    missing: int
    is_more: bool
    alarms: tuple[Raised, ...]

    @property
    def level(self) -> str:
        """The mark of it."""
        return "stop" if self.alarms else "caution" if self.missing else "good"


def journals_of(connection: Connection, kiosk_id: str) -> list[JournalState]:
    """Return the state of each of a kiosk's journals."""
    gaps = missing_rows(connection, kiosk_id)
    alarms = raised(connection, kiosk_id)
    return [
        JournalState(
            journal=head.journal,
            last=head.sequence,
            last_at=_at_of(connection, kiosk_id, head),
            missing=sum(gap.last - gap.first + 1 for gap in gaps if gap.journal == head.journal),
            is_more=len(gaps) >= MAX_GAPS,
            alarms=tuple(each for each in alarms if each.journal == head.journal),
        )
        for head in heads(connection, kiosk_id)
    ]


def _at_of(connection: Connection, kiosk_id: str, head: Head) -> datetime | None:
    rows = journal.c
    this = (rows.kiosk_id == kiosk_id) & (rows.journal == head.journal) & (rows.sequence == head.sequence)
    return connection.execute(select(rows.at).where(this).limit(1)).scalar_one_or_none()
