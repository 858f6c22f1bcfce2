"""Rows of the journal as they travel: which can go together, and compressed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import zstandard
from pydantic_core import to_json

from kiosk.journal.chain import Row, digest_of
from kiosk.messages.journal_head import JournalHead
from kiosk.messages.journal_runs import MAX_RUN_CHARS, MAX_RUN_ROWS, JournalRun

LEVEL = 9
"""Half the bytes of gzip for a third of its time; higher levels save 8 % for ten times the time."""
HASH_LOG, CHAIN_LOG = 18, 17
"""Smaller tables than the level's own: 1.8 MB to work with in place of 11, and no more bytes."""
MIN_MATCH, SEARCH_LOG = 6, 6
"""Events are alike in long stretches: looked for longer, and only those, they pack to 3 % less in less time."""


@dataclass(frozen=True, slots=True)
class Next:
    """What comes next of a journal: rows to send, then rows that cannot be. One of both may be empty."""

    run: tuple[Row, ...]
    broken: tuple[Row, ...]
    """Not whole in themselves, behind the run: the centre would refuse them."""


def next_of(rows: Sequence[Row]) -> Next:
    """Return the longest beginning of `rows` (in order) that can go as one run, and the broken rows behind it.

    Rows that do not follow each other (one was taken out, or edited) end a run.
    """
    run: list[Row] = []
    chars = 0
    for row in rows[:MAX_RUN_ROWS]:
        follows = not run or (row.sequence == run[-1].sequence + 1 and row.previous == run[-1].digest)
        chars += len(row.text)
        if not is_whole(row) or not follows or (run and chars > MAX_RUN_CHARS):
            break
        run.append(row)
    broken: list[Row] = []
    for row in rows[len(run) :]:
        if is_whole(row):
            break
        broken.append(row)
    return Next(tuple(run), tuple(broken))


def is_whole(row: Row) -> bool:
    """Return whether `row` is as a kiosk writes it: ASCII, with the digest of what it says."""
    return row.text.isascii() and row.digest == digest_of(row.previous, row.sequence, row.text)


def run_of(journal: str, rows: Sequence[Row], head: JournalHead | None = None) -> JournalRun:
    """Return the run of `rows`, which follow each other, with the signed end of the journal."""
    return JournalRun(
        journal=journal,
        first=rows[0].sequence,
        previous=rows[0].previous,
        digest=rows[-1].digest,
        events=tuple(row.text for row in rows),
        head=head,
    )


def packed(run: JournalRun) -> bytes:
    """Return `run` as a body that is compressed by zstd; its frame says how much it holds."""
    body = to_json(run)
    parameters = zstandard.ZstdCompressionParameters.from_level(
        LEVEL,
        source_size=len(body),
        hash_log=HASH_LOG,
        chain_log=CHAIN_LOG,
        min_match=MIN_MATCH,
        search_log=SEARCH_LOG,
    )
    return zstandard.ZstdCompressor(compression_params=parameters).compress(body)
