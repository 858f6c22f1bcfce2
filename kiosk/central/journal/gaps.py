"""What is missing of a kiosk's journals: rows whose numbers no upload brought."""

from __future__ import annotations

from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, text

from kiosk.central.journal.tables import journal, journal_heads

MAX_GAPS = 200

_MISSING = (
    "SELECT journal, first, last FROM ("
    "SELECT journal, 1 AS first, min(sequence) - 1 AS last FROM journal WHERE {where} GROUP BY journal"
    " UNION ALL SELECT journal, sequence + 1, following - 1 FROM ("
    "SELECT journal, sequence, lead(sequence) OVER (PARTITION BY journal ORDER BY sequence) AS following"
    " FROM journal WHERE {where}) AS pairs) AS gaps"
    " WHERE last >= first ORDER BY journal, first LIMIT :limit"
)
_GAPS = text(_MISSING.format(where="kiosk_id = :kiosk_id"))
_GAPS_OF_JOURNAL = text(_MISSING.format(where="kiosk_id = :kiosk_id AND journal = :journal"))
_HEADS = text(
    "SELECT journal, market_id, sequence, digest FROM journal_heads WHERE kiosk_id = :kiosk_id ORDER BY journal"
)


@dataclass(frozen=True, slots=True)
class MissingRows:
    """Numbers of one journal, both included, that nobody brought."""

    journal: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Head:
    """The highest row that was seen of a journal, and the market where its kiosk stood then."""

    journal: str
    market_id: str
    sequence: int
    digest: str


def missing_rows(connection: Connection, kiosk_id: str, journal: str = "") -> Sequence[MissingRows]:
    """Return the first `MAX_GAPS` gaps of the kiosk's journals, or of one of them, in order.

    Rows behind the highest one that was seen cannot show here.
    """
    asked = {"kiosk_id": kiosk_id, "limit": MAX_GAPS}
    query, values = (_GAPS_OF_JOURNAL, asked | {"journal": journal}) if journal else (_GAPS, asked)
    found = connection.execute(query, values)
    return [MissingRows(row.journal, row.first, row.last) for row in found]


def whole_journals(connection: Connection, kiosk_ids: Collection[str]) -> Set[tuple[str, str]]:
    """Return kiosk and journal of those that have every row from the first to the highest that came.

    Counting tells it sooner than looking for gaps.
    """
    head, row = journal_heads.c, journal.c
    came = (
        select(func.count(row.sequence.distinct()))
        .where(row.kiosk_id == head.kiosk_id, row.journal == head.journal)
        .scalar_subquery()
    )
    query = select(head.kiosk_id, head.journal).where(head.kiosk_id.in_(kiosk_ids), head.sequence == came)
    return {(found.kiosk_id, found.journal) for found in connection.execute(query)}


def heads(connection: Connection, kiosk_id: str) -> Sequence[Head]:
    """Return where each of the kiosk's journals ends; none where the centre has no row of it."""
    found = connection.execute(_HEADS, {"kiosk_id": kiosk_id})
    return [Head(row.journal, row.market_id, row.sequence, row.digest) for row in found]
