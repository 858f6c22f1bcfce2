"""Rows of a journal that follow each other, as they are uploaded. Both sides use these classes.

A run leaves out what can be computed: ids, links and all digests but two. What is left compresses
to half of the same rows sent one by one.
"""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from kiosk.messages.http import Versions
from kiosk.messages.journal import Digest, JournalName, RefusedRow
from kiosk.messages.journal_head import JournalHead

RUNS_PATH: Final = "/v1/journal/runs"
MAX_RUN_ROWS: Final = 600
MAX_RUN_CHARS: Final = 3_500_000
"""Of all events of a run: JSON escapes at most every one, and MAX_UPLOAD_BYTES holds them still."""
CODING: Final = "zstd"
"""Content-Encoding of a run (RFC 8878)."""
MAX_WINDOW_BYTES: Final = 8_388_608
"""What a reader must remember of what it has unpacked: RFC 8878 advises to support no more."""

Sequence = Annotated[int, Field(ge=1, lt=2**53)]


class JournalRun(BaseModel):
    """Body of POST /v1/journal/runs: the rows from `first` on, without a hole."""

    model_config = ConfigDict(frozen=True)

    journal: JournalName
    first: Sequence
    """Sequence of the first event."""
    previous: Digest
    """Of the row before the first."""
    digest: Digest
    """Of the last row: the events must lead to it."""
    events: tuple[str, ...] = Field(min_length=1, max_length=MAX_RUN_ROWS)
    """Canonical JSON, letter by letter."""
    head: JournalHead | None = None
    """The end of the journal, whose rows may come later; none from a unit that could not sign it."""

    @property
    def last(self) -> int:
        """Sequence of the last event."""
        return self.first + len(self.events) - 1


class RunReceipt(BaseModel):
    """Answer of POST /v1/journal/runs. `refused` counts from 0; every other row of the run stands, durable."""

    model_config = ConfigDict(frozen=True)

    first: Sequence
    last: Sequence
    refused: tuple[RefusedRow, ...]
    versions: Versions
