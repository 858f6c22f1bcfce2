"""Scans counted anew from the rows that stand: for a migration, and for who does not trust the counts."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, text

from kiosk.central.journal.count_tables import BUCKETS, COUNTED, READ_MS

_HOUR = {
    "sqlite": "substr(at, 1, 13) || ':00:00.000000+00:00'",
    "postgresql": "date_trunc('hour', at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'",
}


def recount_scans(connection: Connection) -> None:
    """Count all rows of the journals anew, in the caller's transaction.

    It holds the intake up until that ends: some minutes for ten million rows. What is older than counts are kept
    (retention.py) is pruned again.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE journal IN SHARE ROW EXCLUSIVE MODE"))
    names = [table.name for table in COUNTED]
    connection.execute(_PRUNED_ANEW, {"names": names})
    for table in COUNTED:
        grain = tuple(table.primary_key.columns.keys())
        connection.execute(text(f"DELETE FROM {table.name}"))  # noqa: S608  # a table of ours
        connection.execute(text(_recount(table.name, grain, _HOUR[connection.dialect.name])))


_PRUNED_ANEW = text("DELETE FROM retention WHERE name IN :names").bindparams(bindparam("names", expanding=True))


def _recount(table: str, grain: tuple[str, ...], hour: str) -> str:
    lower = (-1, *READ_MS)
    upper = (*READ_MS, 2**31)
    sums = ", ".join(
        f"coalesce(sum(CASE WHEN read_ms > {low} AND read_ms <= {high} THEN 1 ELSE 0 END), 0)"
        for low, high in zip(lower, upper, strict=True)
    )
    columns = ", ".join((*grain, "scans", *BUCKETS, "last_at"))
    keys = ", ".join(hour if key == "at" else key for key in grain)
    places = ", ".join(str(place) for place in range(1, len(grain) + 1))
    return (
        f"INSERT INTO {table} ({columns}) SELECT {keys}, count(*), {sums}, max(at) FROM journal AS rows"  # noqa: S608
        " WHERE kind = 'inspected' AND NOT EXISTS (SELECT 1 FROM journal AS late WHERE late.kiosk_id = rows.kiosk_id"
        f" AND late.journal = rows.journal AND late.replaces = rows.sequence) GROUP BY {places}"
    )
