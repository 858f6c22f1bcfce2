"""Rows of a journal stored: few statements a batch, once, whatever is sent again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from functools import cache
from operator import attrgetter

from sqlalchemy import Connection, bindparam, text

from kiosk.central.alerts.hints import note_for_alerts
from kiosk.central.database import Instant
from kiosk.central.driver import MARKS, driver_rows
from kiosk.central.journal.counting import count_scans
from kiosk.central.journal.read import ReadRow
from kiosk.central.journal.sender import Sender
from kiosk.central.journal.tables import journal
from kiosk.central.partitions import make_partitions
from kiosk.messages.journal import MAX_ROWS

_OF_UPLOAD = ("kiosk_id", "market_id", "journal", "received_at")
_OF_CHAIN = ("id", "at", "sequence", "previous", "digest", "event")
_OF_EVENT = (
    "kind",
    "level",
    "headline",
    "gtin",
    "lot",
    "establishment_id",
    "product_group",
    "read_ms",
    "replaces",
)
_OF_ROW = _OF_CHAIN + _OF_EVENT
_EVENT_OF = attrgetter(*_OF_EVENT)
_COUNTS = (MAX_ROWS, 20, 5, 1)
"""Numbers of rows that a statement is made for: few, so that each stays prepared."""
_INSTANT = Instant()


@cache
def _insert(dialect: str, count: int) -> str:
    """Return the statement that stores `count` rows: parameters are _OF_UPLOAD, then _OF_ROW of each, by number."""
    mark, shared, own = MARKS[dialect], len(_OF_UPLOAD), len(_OF_ROW)
    of_upload = ", ".join(f"{mark}{number}" for number in range(1, shared + 1))
    rows = ", ".join(
        f"({of_upload}, {', '.join(f'{mark}{shared + row * own + number}' for number in range(1, own + 1))})"
        for row in range(count)
    )
    return (
        f"INSERT INTO journal ({', '.join(_OF_UPLOAD + _OF_ROW)}) VALUES {rows}"  # noqa: S608  # constants of this file
        " ON CONFLICT (id, at) DO NOTHING RETURNING id"
    )


_HEAD = text(
    "INSERT INTO journal_heads (kiosk_id, journal, market_id, sequence, digest, received_at)"
    " VALUES (:kiosk_id, :journal, :market_id, :sequence, :digest, :now)"
    " ON CONFLICT (kiosk_id, journal) DO UPDATE SET market_id = excluded.market_id, sequence = excluded.sequence,"
    " digest = excluded.digest, received_at = excluded.received_at"
    " WHERE excluded.sequence > journal_heads.sequence"
).bindparams(bindparam("now", type_=Instant()))
_STANDING = text(
    "SELECT id FROM journal WHERE id IN :ids AND kiosk_id = :kiosk_id AND at BETWEEN :first AND :last"
).bindparams(
    bindparam("ids", expanding=True),
    bindparam("first", type_=Instant()),
    bindparam("last", type_=Instant()),
)


def store_rows(connection: Connection, sender: Sender, rows: Sequence[ReadRow], now: datetime) -> frozenset[str]:
    """Store `rows` in the caller's transaction; return the ids that stand as this kiosk's when it is committed.

    What stands already is left as it is. An id that is missing in the answer is another kiosk's.
    """
    if not rows:
        return frozenset()
    # In one order everywhere, so that two uploads of the same rows wait for, and never against, each other.
    ordered = sorted({row.row.id: row for row in rows}.values(), key=lambda row: row.row.id)
    make_partitions(connection, journal.name, [row.at for row in ordered], now)
    new = _stored(connection, sender, ordered, now)
    stored = new | _standing(connection, sender, [row for row in ordered if row.row.id not in new])
    mine = [row.row for row in ordered if row.row.id in stored]
    if mine:
        last = max(mine, key=lambda row: row.sequence)
        head = {"sequence": last.sequence, "digest": last.digest, "now": now}
        connection.execute(_HEAD, head | asdict(sender))
    fresh = [row for row in ordered if row.row.id in new]
    note_for_alerts(connection, sender, fresh)
    # Last: other kiosks of the market wait for its counts until this transaction ends.
    count_scans(connection, sender, fresh)
    return frozenset(stored)


def _stored(connection: Connection, sender: Sender, rows: Sequence[ReadRow], now: datetime) -> set[str]:
    """Store what does not stand yet; return its ids."""
    dialect = connection.dialect
    of_upload = [sender.kiosk_id, sender.market_id, sender.journal, _INSTANT.process_bind_param(now, dialect)]
    stored: set[str] = set()
    while rows:
        count = next(count for count in _COUNTS if count <= len(rows))
        values: list[object] = [*of_upload]
        for read in rows[:count]:
            row, at = read.row, _INSTANT.process_bind_param(read.at, dialect)
            values += (row.id, at, row.sequence, row.previous, row.digest, row.event, *_EVENT_OF(read))
        stored.update(str(id_) for (id_,) in driver_rows(connection, _insert(dialect.name, count), values))
        rows = rows[count:]
    return stored


def _standing(connection: Connection, sender: Sender, rows: Sequence[ReadRow]) -> set[str]:
    """Return the ids of `rows` that stand already as this kiosk's."""
    if not rows:
        return set()
    values = {
        "ids": [row.row.id for row in rows],
        "kiosk_id": sender.kiosk_id,
        "first": min(row.at for row in rows),
        "last": max(row.at for row in rows),
    }
    return set(connection.execute(_STANDING, values).scalars())
