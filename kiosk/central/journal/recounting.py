"""Scans counted anew from the rows that stand: for a migration, and for who does not trust the counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, bindparam, text

from kiosk.central.journal.count_tables import BUCKETS, BY_DAY, COUNTED, HOURS, READ_MS, usage_goods

_UTC_HOUR = {
    "sqlite": "substr(at, 1, 13) || ':00:00.000000+00:00'",
    "postgresql": "date_trunc('hour', at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'",
}
_HANOI_DAY = {
    "sqlite": "date(at, '+7 hours')",
    "postgresql": "CAST(at AT TIME ZONE 'UTC' + interval '7 hours' AS date)",
}
_HANOI_HOUR = {
    "sqlite": "CAST(strftime('%H', at, '+7 hours') AS integer)",
    "postgresql": "CAST(extract(hour FROM at AT TIME ZONE 'UTC' + interval '7 hours') AS integer)",
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
    for name in names:
        connection.execute(text(f"DELETE FROM {name}"))  # noqa: S608  # a table of ours
    count_by_hour(connection, usage_goods.name, usage_goods.primary_key.columns.keys())
    for table in BY_DAY:
        _count_by_day(connection, table.name, table.primary_key.columns.keys())


_PRUNED_ANEW = text("DELETE FROM retention WHERE name IN :names").bindparams(bindparam("names", expanding=True))


def count_by_hour(connection: Connection, name: str, grain: Sequence[str]) -> None:
    """Fill an empty table that counts by `grain`, which has the hour `at`, from all rows of the journals."""
    hour = _UTC_HOUR[connection.dialect.name]
    keys = [hour if key == "at" else key for key in grain]
    _count(connection, name, grain, keys, {})


def _count_by_day(connection: Connection, name: str, grain: Sequence[str]) -> None:
    dialect = connection.dialect.name
    keys = [_HANOI_DAY[dialect] if key == "day" else key for key in grain]
    of_hour = "sum(CASE WHEN {} = {} THEN 1 ELSE 0 END)"
    hours = {column: of_hour.format(_HANOI_HOUR[dialect], hour) for hour, column in enumerate(HOURS)}
    _count(connection, name, grain, keys, hours)


def _count(
    connection: Connection, name: str, grain: Sequence[str], keys: Sequence[str], hours: Mapping[str, str]
) -> None:
    lower = (-1, *READ_MS)
    upper = (*READ_MS, 2**31)
    sums = [
        f"coalesce(sum(CASE WHEN read_ms > {low} AND read_ms <= {high} THEN 1 ELSE 0 END), 0)"
        for low, high in zip(lower, upper, strict=True)
    ]
    columns = ", ".join((*grain, "scans", *BUCKETS, *hours, "last_at"))
    values = ", ".join((*keys, "count(*)", *sums, *hours.values(), "max(at)"))
    places = ", ".join(str(place) for place in range(1, len(grain) + 1))
    statement = (
        f"INSERT INTO {name} ({columns}) SELECT {values} FROM journal AS rows"  # noqa: S608  # constants of our tables
        " WHERE kind = 'inspected' AND NOT EXISTS (SELECT 1 FROM journal AS late WHERE late.kiosk_id = rows.kiosk_id"
        f" AND late.journal = rows.journal AND late.replaces = rows.sequence) GROUP BY {places}"
    )
    connection.exec_driver_sql(statement)
