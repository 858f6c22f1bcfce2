"""By what a look-up finds a recall: its products, else its establishments, else any code at all."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert

from kiosk.central.registry import tables
from kiosk.records.registry import Recall


def write_scopes(connection: Connection, recalls: Iterable[Recall]) -> None:
    """Store the scopes of `recalls` in place of those that stood."""
    kept = list(recalls)
    scopes = tables.recall_scopes
    connection.execute(delete(scopes).where(scopes.c.recall_id.in_([recall.id for recall in kept])))
    rows = [
        {"recall_id": recall.id, "kind": kind, "value": value} for recall in kept for kind, value in _scopes(recall)
    ]
    if rows:
        connection.execute(insert(scopes), rows)


def _scopes(recall: Recall) -> list[tuple[str, str]]:
    if recall.gtins:
        return [("gtin", gtin) for gtin in dict.fromkeys(recall.gtins)]
    if recall.establishment_ids:
        return [("establishment", identifier) for identifier in dict.fromkeys(recall.establishment_ids)]
    return [("any", "")]
