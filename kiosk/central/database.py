"""Where the central service keeps what it knows: SQLite without a URL, PostgreSQL by its URL.

Tables stand in the folder of their feature and share the `metadata` of this file. Columns that
hold a record's field have the field's name.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import StaticPool
from sqlalchemy.types import TypeDecorator, TypeEngine

from kiosk.errors import SettingsError

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Document = JSON().with_variant(JSONB(), "postgresql")
"""A JSON value: lists of short texts, and whole EPCIS events."""

_DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
"""Schemes that a URL may have, and the driver that serves each."""


class Instant(TypeDecorator[datetime]):
    """An aware datetime. SQLite holds it as ISO 8601 text in UTC, which sorts by time."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime] | TypeEngine[str]:
        """Return text on SQLite, a time with zone elsewhere."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(32))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | str | None:
        """Return what the driver stores. Naive times are refused: nobody knows when they are."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without zone: {value!r}")
        utc = value.astimezone(UTC)
        return utc.isoformat(timespec="microseconds") if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # same for all
        """Return an aware datetime in UTC."""
        if value is None:
            return None
        return datetime.fromisoformat(value) if isinstance(value, str) else value.astimezone(UTC)


class _Cursor(Protocol):
    def execute(self, statement: str) -> object: ...

    def close(self) -> object: ...


class _DriverConnection(Protocol):
    def cursor(self) -> _Cursor: ...


def sqlite_url(path: Path) -> str:
    """Return the URL of the SQLite file at `path`."""
    return f"sqlite:///{path}"


def open_database(url: str) -> Engine:
    """Return an engine for `url`; nothing is connected yet.

    `sqlite://` alone is a database in memory, shared by all who use the engine. Raises
    SettingsError for a URL of another kind of database.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as fault:
        raise _wrong_url(url) from fault
    driver = _DRIVERS.get(parsed.get_backend_name())
    if driver is None:
        raise _wrong_url(url)
    parsed = parsed.set(drivername=driver)
    if driver != "sqlite":
        return create_engine(parsed, pool_pre_ping=True, pool_size=10)
    if parsed.database in {None, "", ":memory:"}:
        engine = create_engine(parsed, poolclass=StaticPool, connect_args={"check_same_thread": False})
    else:
        engine = create_engine(parsed, connect_args={"timeout": 5.0})
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def insert_of(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return an INSERT that can say what to do where a row stands already; both databases know it, alike."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


def _prepare_sqlite(connection: _DriverConnection, _record: object) -> None:
    """Readers beside one writer, references that hold, nothing acknowledged lost to a power cut."""
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _wrong_url(url: str) -> SettingsError:
    scheme = url.partition(":")[0][:20]
    return SettingsError(
        "SET-20",
        f"KIOSK_CENTRAL__DATABASE_URL begins with {scheme!r}, which is no database that is served.",
        "Give postgresql://USER@HOST/NAME, sqlite:////PATH/FILE.db, or nothing at all for SQLite.",
    )
