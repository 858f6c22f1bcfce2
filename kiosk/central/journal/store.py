"""Rows of a journal stored: one statement a batch, once, whatever is sent again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, TextClause, bindparam, text

from kiosk.central.database import Instant
from kiosk.central.journal.read import ReadRow
from kiosk.central.journal.tables import journal
from kiosk.central.partitions import make_partitions

_SENT = ("id", "at", "sequence", "previous", "digest", "kind", "level", "headline", "gtin", "event")
"""Columns that differ from row to row; the others are the upload's."""
_TYPES = {"at": "timestamptz", "sequence": "bigint"}

_FROM = {
    "postgresql": (
        ", ".join(_SENT),
        "jsonb_to_recordset(CAST(:rows AS jsonb)) AS sent("
        + ", ".join(f"{name} {_TYPES.get(name, 'text')}" for name in _SENT)
        + ")",
    ),
    "sqlite": (", ".join(f"json_extract(value, '$.{name}')" for name in _SENT), "json_each(:rows)"),
}
"""How each database reads the batch, which is one JSON text."""


def _insert(dialect: str) -> TextClause:
    columns, source = _FROM[dialect]
    return text(
        f"INSERT INTO journal ({', '.join(_SENT)}, kiosk_id, market_id, journal, received_at)"  # noqa: S608  # constants of this file
        f" SELECT {columns}, :kiosk_id, :market_id, :journal, :now FROM {source} WHERE true"
        " ON CONFLICT (id, at) DO NOTHING RETURNING id"
    ).bindparams(bindparam("now", type_=Instant()))


_INSERT = {dialect: _insert(dialect) for dialect in _FROM}
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


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose journal it is: kiosk and market of who signed the upload, and the journal's name."""

    kiosk_id: str
    market_id: str
    journal: str


def store_rows(connection: Connection, sender: Sender, rows: Sequence[ReadRow], now: datetime) -> frozenset[str]:
    """Store `rows` in the caller's transaction; return the ids that stand as this kiosk's when it is committed.

    What stands already is left as it is. An id that is missing in the answer is another kiosk's.
    """
    if not rows:
        return frozenset()
    # In one order everywhere, so that two uploads of the same rows wait for, and never against, each other.
    ordered = sorted({row.row.id: row for row in rows}.values(), key=lambda row: row.row.id)
    make_partitions(connection, journal.name, [row.at for row in ordered], now)
    of_all = {
        "kiosk_id": sender.kiosk_id,
        "market_id": sender.market_id,
        "journal": sender.journal,
        "now": now,
    }
    batch = json.dumps([_as_sent(row) for row in ordered])
    stored = set(connection.execute(_INSERT[connection.dialect.name], {**of_all, "rows": batch}).scalars())
    stored |= _standing(connection, sender, [row for row in ordered if row.row.id not in stored])
    mine = [row.row for row in ordered if row.row.id in stored]
    if mine:
        last = max(mine, key=lambda row: row.sequence)
        connection.execute(_HEAD, {**of_all, "sequence": last.sequence, "digest": last.digest})
    return frozenset(stored)


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


def _as_sent(read: ReadRow) -> dict[str, str | int]:
    row = read.row
    return {
        "id": row.id,
        "at": read.at.isoformat(timespec="microseconds"),
        "sequence": row.sequence,
        "previous": row.previous,
        "digest": row.digest,
        "kind": read.kind,
        "level": read.level,
        "headline": read.headline,
        "gtin": read.gtin,
        "event": row.event,
    }
