"""The beginning of the journal, which goes when the centre holds it: what is left still proves to be whole.

Before rows are taken off, the digest of the last of them is kept, and the journal's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import apsw

from kiosk.journal.chain import START, text_of
from kiosk.journal.upload import NAME_DIGITS, journal_name

_NAME = re.compile(f"[0-9a-f]{{{NAME_DIGITS}}}", re.ASCII)
_TABLE = """
CREATE TABLE IF NOT EXISTS pruned (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    name TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    digest TEXT NOT NULL
) STRICT
"""
"""Made with the first pruning. A release that does not know it appends all the same."""


@dataclass(frozen=True, slots=True)
class Start:
    """Where the rows that are kept begin: behind row `sequence`, of this digest, of the journal `name`."""

    name: str
    sequence: int
    digest: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The centre holds every row of the journal `name` up to `sequence`, whose digest is this."""

    name: str
    sequence: int
    digest: str


def start_of(connection: apsw.Connection) -> Start | None:
    """Return where the journal begins; None where it has no row yet. Raises apsw.Error: CorruptError without a name."""
    if connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'pruned'").get:
        kept = connection.execute("SELECT CAST(name AS BLOB), sequence, CAST(digest AS BLOB) FROM pruned").fetchone()
        if kept is not None:
            return _named(Start(text_of(kept[0]), int(kept[1]), text_of(kept[2])))
    first = connection.execute(
        "SELECT sequence, CAST(previous AS BLOB), CAST(digest AS BLOB) FROM rows ORDER BY sequence LIMIT 1"
    ).fetchone()
    if first is None:
        return None
    # A journal whose first row somebody took away has a name all the same, and shows at the centre that rows miss.
    return _named(Start(journal_name(text_of(first[2] if first[0] == 1 else first[1])), 0, START))


def _named(start: Start) -> Start:
    if _NAME.fullmatch(start.name) is None:
        raise apsw.CorruptError("its name is none: where its rows begin was overwritten")
    return start


def prune(connection: apsw.Connection, confirmed: Confirmed, before: datetime | None, limit: int) -> int:
    """Take off the oldest rows that are confirmed, up to `limit`; return how many. In the caller's transaction.

    `before` (aware) spares rows whose event is not earlier. The last row stays, and so does what does
    not follow the rows before it: a break is not pruned away. Raises apsw.Error.
    """
    start = start_of(connection)
    if start is None or start.name != confirmed.name or not _is_of_this_chain(connection, confirmed):
        return 0
    last = _last_to_go(start, _oldest(connection, confirmed.sequence, limit), before)
    if last.sequence == start.sequence:
        return 0
    connection.execute(_TABLE)
    connection.execute("INSERT OR REPLACE INTO pruned VALUES (1, ?, ?, ?)", (last.name, last.sequence, last.digest))
    connection.execute("DELETE FROM rows WHERE sequence <= ?", (last.sequence,))
    return last.sequence - start.sequence


@dataclass(frozen=True, slots=True)
class _Old:
    sequence: int
    previous: str
    digest: str
    at_s: float | None


def _oldest(connection: apsw.Connection, through: int, limit: int) -> Iterable[_Old]:
    found = connection.execute(
        "SELECT sequence, CAST(previous AS BLOB), CAST(digest AS BLOB),"
        " CASE WHEN json_valid(event) THEN unixepoch(json_extract(event, '$.at'), 'subsec') END"
        " FROM rows WHERE sequence <= ?1 AND sequence < (SELECT max(sequence) FROM rows) ORDER BY sequence LIMIT ?2",
        (through, limit),
    )
    for sequence, previous, digest, at_s in found:
        yield _Old(sequence, text_of(previous), text_of(digest), at_s)


def _last_to_go(start: Start, rows: Iterable[_Old], before: datetime | None) -> Start:
    last = start
    for row in rows:
        is_next = row.sequence == last.sequence + 1 and row.previous == last.digest
        is_old = before is None or (row.at_s is not None and row.at_s < before.timestamp())
        if not (is_next and is_old):
            break
        last = Start(start.name, row.sequence, row.digest)
    return last


def _is_of_this_chain(connection: apsw.Connection, confirmed: Confirmed) -> bool:
    """Return whether what was confirmed stands here: a file that was put back from a copy may go on otherwise."""
    query = "SELECT CAST(digest AS BLOB) FROM rows WHERE sequence = ?"
    found = connection.execute(query, (confirmed.sequence,)).fetchone()
    return found is not None and text_of(found[0]) == confirmed.digest
