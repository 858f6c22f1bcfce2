"""Tables that are cut by month on PostgreSQL: old months are moved or dropped whole, indexes stay small.

A table takes part by `postgresql_partition_by="RANGE (at)"` with `at` in its primary key. What
falls in no month that has a partition stands in the table's default partition, and moves when
the month gets its own. On SQLite a table is one table, and everything here does nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, bindparam, text

MONTHS_BACK = 24
"""Further back, and further ahead than next month, only a clock that is wrong says: no partition is made for it."""

_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('partitions'))")
_MISSING = text(
    "SELECT name FROM unnest(CAST(:names AS text[])) AS name LEFT JOIN pg_class ON relname = name"
    " AND pg_table_is_visible(oid) WHERE oid IS NULL"
)
"""Read from the table itself: to_regclass may answer from before the lock was waited for."""
_IS_PARTITION = text("SELECT relname FROM pg_class WHERE relispartition AND relkind IN ('r', 'i')")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month in UTC, by which rows are told apart."""

    number: int
    """Months since the year 0."""

    @classmethod
    def of(cls, at: datetime) -> Month:
        """Return the month that holds the instant `at`."""
        utc = at.astimezone(UTC)
        return cls(utc.year * 12 + utc.month - 1)

    @property
    def first(self) -> datetime:
        """Its first instant."""
        return datetime(self.number // 12, self.number % 12 + 1, 1, tzinfo=UTC)

    @property
    def next(self) -> Month:
        """The month after it."""
        return Month(self.number + 1)

    def partition_of(self, table: str) -> str:
        """Return the name of its partition of `table`, such as journal_2026_11."""
        return f"{table}_{self.first:%Y_%m}"


def make_default_partition(connection: Connection, table: str) -> None:
    """Give a new partitioned `table` the partition for all that has no month of its own. For migrations."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"CREATE TABLE {table}_default PARTITION OF {table} DEFAULT"))


def make_partitions(connection: Connection, table: str, instants: Iterable[datetime], now: datetime) -> None:
    """Make the partitions of `table` for rows of `instants` where they are missing, in the caller's transaction.

    Call it before rows are written in the same transaction. Several processes may call it at once.
    """
    if connection.dialect.name != "postgresql":
        return
    this_month = Month.of(now).number
    months = {Month.of(at) for at in instants}
    wanted = {month.partition_of(table): month for month in months if -MONTHS_BACK <= month.number - this_month <= 1}
    if not wanted or not (missing := _missing(connection, wanted)):
        return
    connection.execute(_LOCK)
    for name in missing & _missing(connection, wanted):  # another process may have made it while this one waited
        _make(connection, table, name, wanted[name])


def partition_names(connection: Connection) -> frozenset[str]:
    """Return the names of all partitions and of their indexes: what no table of the code stands for."""
    if connection.dialect.name != "postgresql":
        return frozenset()
    return frozenset(connection.execute(_IS_PARTITION).scalars())


def _missing(connection: Connection, names: Iterable[str]) -> set[str]:
    return set(connection.execute(_MISSING, {"names": list(names)}).scalars())


def _make(connection: Connection, table: str, name: str, month: Month) -> None:
    """Make one partition with the rows of its month that stood in the default one."""
    bounds = {"first": month.first, "after": month.next.first}
    columns = connection.execute(_COLUMNS, {"table": table}).scalar_one()
    connection.execute(text(f"CREATE TABLE {name} (LIKE {table} INCLUDING ALL)"))
    connection.execute(text(_MOVE.format(table=table, name=name, columns=columns)), bounds)
    span = f"FROM ('{month.first.isoformat()}') TO ('{month.next.first.isoformat()}')"
    connection.execute(text(f"ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES {span}"))


_COLUMNS = text(
    "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute"
    " WHERE attrelid = CAST(:table AS regclass) AND attnum > 0 AND NOT attisdropped"
).bindparams(bindparam("table"))
_MOVE = (
    "WITH moved AS (DELETE FROM {table}_default WHERE at >= :first AND at < :after RETURNING {columns})"
    " INSERT INTO {name} ({columns}) SELECT {columns} FROM moved"
)
