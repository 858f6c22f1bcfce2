"""What is missing of many kiosks' journals, a page at a time: where supervisors of a market had better look."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, select, tuple_

from kiosk.central.journal.gaps import missing_rows, whole_journals
from kiosk.central.journal.tables import journal_heads
from kiosk.central.people.reach import within_reach
from kiosk.central.people.rights import Caller, Right
from kiosk.central.registry.belonging import ties_of_market

MAX_JOURNALS = 50
"""Each is read from its first row to its last."""

_HEADS = journal_heads.c
_TIES = ties_of_market(_HEADS.market_id)


class MissingSpan(BaseModel):
    """Rows, both numbers included, that no upload brought."""

    model_config = ConfigDict(frozen=True)

    journal: str
    first: int
    last: int


class JournalSeen(BaseModel):
    """One journal: the market where its kiosk stood last, its highest row, and its first 200 gaps."""

    model_config = ConfigDict(frozen=True)

    kiosk_id: str
    market_id: str
    journal: str
    sequence: int
    gaps: tuple[MissingSpan, ...]


class GapsPage(BaseModel):
    """Journals in the order of their kiosks' ids. `next` is the cursor of the page behind; "" at the end."""

    model_config = ConfigDict(frozen=True)

    journals: tuple[JournalSeen, ...]
    next: str


class GapsAsked(BaseModel):
    """All journals of a market, or of all markets of the caller, `limit` a page."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    market: Annotated[str, Query(max_length=64)] = ""
    cursor: Annotated[str, Query(max_length=81, pattern=r"^([^\x00]+/[0-9a-f]+)?$")] = ""
    limit: Annotated[int, Query(ge=1, le=MAX_JOURNALS)] = 20


def gaps_page(connection: Connection, caller: Caller, asked: GapsAsked) -> GapsPage:
    """Return one page of the journals that `caller` may see."""
    query = select(_HEADS.kiosk_id, _HEADS.market_id, _HEADS.journal, _HEADS.sequence)
    query = query.where(within_reach(caller, Right.SEE_JOURNAL, _TIES))
    if asked.market:
        query = query.where(_HEADS.market_id == asked.market)
    if asked.cursor:
        kiosk_id, _, journal = asked.cursor.rpartition("/")
        query = query.where(tuple_(_HEADS.kiosk_id, _HEADS.journal) > (kiosk_id, journal))
    rows = connection.execute(query.order_by(_HEADS.kiosk_id, _HEADS.journal).limit(asked.limit + 1)).mappings().all()
    shown = rows[: asked.limit]
    whole = whole_journals(connection, {row["kiosk_id"] for row in shown})
    seen = tuple(
        JournalSeen(
            **row,
            gaps=()
            if (row["kiosk_id"], row["journal"]) in whole
            else spans_of(connection, row["kiosk_id"], row["journal"]),
        )
        for row in shown
    )
    return GapsPage(journals=seen, next=f"{seen[-1].kiosk_id}/{seen[-1].journal}" if len(rows) > asked.limit else "")


def spans_of(connection: Connection, kiosk_id: str, journal: str = "") -> tuple[MissingSpan, ...]:
    """Return the first gaps of the kiosk's journals, or of one of them."""
    found = missing_rows(connection, kiosk_id, journal)
    return tuple(MissingSpan(journal=gap.journal, first=gap.first, last=gap.last) for gap in found)
