"""One database of each kind for all tests, emptied after each: a copy a test costs forty times as much.

Where a test changed the tables, or holds rows that do not let go, the next one gets a new database.
The application over a database is made once, too: its routes take half a second.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

import psycopg
from fastapi import FastAPI
from psycopg import sql
from sqlalchemy import Engine

from kiosk.central import migrations
from kiosk.central.app import create_app
from kiosk.central.database import open_database, sqlite_url
from kiosk.central.registry.load import load_registry
from kiosk.central.service import Service, service_over
from tests.central import postgres


class Kind(Protocol):
    """One kind of database: makes new ones, and empties one that stands."""

    def make(self) -> str:
        """Return the URL of a new, migrated, empty database."""
        ...

    def form(self, url: str) -> object:
        """Return what changes when a table is made, dropped or altered."""
        ...

    def empty(self, url: str) -> None:
        """Delete every row. Raises OperationalError where somebody holds one."""
        ...

    def keep(self, url: str) -> object:
        """Keep a copy of every row that stands."""
        ...

    def put_back(self, url: str, kept: object) -> None:
        """Put into an empty database the rows that were kept of it, or of one like it."""
        ...


@dataclass
class Sqlite:
    """Files in a folder, copies of one that was migrated."""

    folder: Path
    made: int = 0
    template: bytes = b""

    def make(self) -> str:
        """Return the URL of a new file."""
        self.made += 1
        path = self.folder / f"central-{self.made}.db"
        if not self.template:
            engine = open_database(sqlite_url(path))
            with engine.begin() as connection:
                migrations.upgrade(connection)
            engine.dispose()
            self.template = path.read_bytes()
        path.write_bytes(self.template)
        return sqlite_url(path)

    def form(self, url: str) -> object:
        """Return the number of changes to the schema."""
        with closing(sqlite3.connect(_path_of(url))) as connection:
            return connection.execute("PRAGMA schema_version").fetchone()

    def empty(self, url: str) -> None:
        """Delete every row."""
        with _written(url) as connection:
            for (table,) in connection.execute(_SQLITE_TABLES).fetchall():
                connection.execute(f'DELETE FROM "{table}"')

    def keep(self, url: str) -> object:
        """Return the rows of each table that has any."""
        with closing(sqlite3.connect(_path_of(url))) as connection:
            tables = [table for (table,) in connection.execute(_SQLITE_TABLES)]
            found = {table: connection.execute(f'SELECT * FROM "{table}"').fetchall() for table in tables}
        return {table: rows for table, rows in found.items() if rows}

    def put_back(self, url: str, kept: object) -> None:
        """Insert the rows of each table."""
        assert isinstance(kept, dict)
        with _written(url) as connection:
            for table, rows in kept.items():
                connection.executemany(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(rows[0]))})', rows)


@dataclass
class Postgresql:
    """Databases of one server, copies of one that was migrated. `start` gives the server, started when it is needed."""

    start: Callable[[], postgres.Server]

    def make(self) -> str:
        """Return the URL of a new database."""
        server = self.start()
        name = f"spare_{next(server.numbers)}"
        server.execute(f"CREATE DATABASE {name} TEMPLATE template_migrated")
        return server.url(name)

    def form(self, url: str) -> object:
        """Return which tables and indexes there are, with their columns; partitions are rows' own affair."""
        with psycopg.connect(url) as connection:
            return connection.execute(_POSTGRESQL_FORM).fetchone()

    def empty(self, url: str) -> None:
        """Delete every row, in the tables' partitions too."""
        with psycopg.connect(url) as connection:
            connection.execute("SET session_replication_role = replica; SET lock_timeout = '1s'")
            tables = [sql.Identifier(table) for (table,) in connection.execute(_POSTGRESQL_TABLES).fetchall()]
            connection.execute(sql.SQL("; ").join([sql.SQL("DELETE FROM {}").format(table) for table in tables]))

    def keep(self, url: str) -> object:
        """Copy each table that has rows into a schema beside; return what puts them back."""
        with psycopg.connect(url) as connection:
            schema = sql.Identifier(f"kept_{next(self.start().numbers)}")
            connection.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
            back = []
            for (name,) in connection.execute(_POSTGRESQL_TABLES).fetchall():
                table = sql.Identifier(name)
                if connection.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(table)).fetchone():
                    connection.execute(sql.SQL("CREATE TABLE {0}.{1} AS TABLE {1}").format(schema, table))
                    back.append(sql.SQL("INSERT INTO {1} SELECT * FROM {0}.{1}").format(schema, table))
            return sql.SQL("; ").join([sql.SQL("SET LOCAL session_replication_role = replica"), *back])

    def put_back(self, url: str, kept: object) -> None:
        """Copy the rows back, all in one go."""
        assert isinstance(kept, sql.Composed)
        with psycopg.connect(url) as connection:
            connection.execute(kept)


_SQLITE_TABLES = (
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('alembic_version', 'sqlite_sequence')"
)
_POSTGRESQL_FORM = (
    "SELECT md5(string_agg(format('%s %s %s %s', oid, relname, relfilenode, relnatts), ',' ORDER BY oid)) FROM pg_class"
    " WHERE relnamespace = 'public'::regnamespace AND NOT relispartition"
)
_POSTGRESQL_TABLES = (
    "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition"
    " AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'"
)


Content = frozenset[tuple[str, bytes]]
"""The files of a folder, by their names in it."""


@dataclass
class Spares:
    """The databases of this run: one of a kind, and what was made over it."""

    kinds: dict[str, Kind]
    now: Callable[[], datetime]
    kept: dict[tuple[str, Content], object] = field(default_factory=dict)
    spare: dict[str, tuple[str, object]] = field(default_factory=dict)
    engines: dict[str, Engine] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    apps: dict[Service, FastAPI] = field(default_factory=dict)

    @contextlib.contextmanager
    def database(self, name: str) -> Iterator[str]:
        """Yield the URL of an empty database of the kind `name`; emptied after."""
        kind = self.kinds[name]
        url, form = self.spare.pop(name) if name in self.spare else _with_form(kind)
        yield url
        if url in self.engines:
            self.engines[url].dispose()  # a connection may keep what it made for itself, such as a temporary table
        with contextlib.suppress(psycopg.OperationalError, sqlite3.OperationalError):
            if kind.form(url) == form:
                kind.empty(url)
                self.spare[name] = (url, form)

    def engine(self, url: str) -> Engine:
        """Return the engine on a database; the same for all tests that get this database."""
        if url not in self.engines:
            self.engines[url] = open_database(url)
        return self.engines[url]

    def load(self, url: str, folder: Path) -> None:
        """Load a registry folder into an empty database; rows of the same content are put back, not read again."""
        content = frozenset(
            (str(path.relative_to(folder)), path.read_bytes()) for path in folder.rglob("*") if path.is_file()
        )
        kind = self.kinds["sqlite" if url.startswith("sqlite:") else "postgresql"]
        if (url, content) in self.kept:
            kind.put_back(url, self.kept[url, content])
            return
        with self.engine(url).begin() as connection:
            load_registry(connection, folder)
        self.kept[url, content] = kind.keep(url)

    def service(self, url: str) -> Service:
        """Return the service over a database: a demonstration, as its registry is invented."""
        if url not in self.services:
            self.services[url] = replace(service_over(self.engine(url), self.now), is_demonstration=True)
        return self.services[url]

    def app(self, service: Service) -> FastAPI:
        """Return the application over `service`; made once for services that are equal."""
        if service not in self.apps:
            self.apps[service] = create_app(service)
        return self.apps[service]

    def close(self) -> None:
        """Close every engine."""
        for engine in self.engines.values():
            engine.dispose()


def _with_form(kind: Kind) -> tuple[str, object]:
    url = kind.make()
    return url, kind.form(url)


@contextlib.contextmanager
def _written(url: str) -> Iterator[sqlite3.Connection]:
    """Write a file that nobody needs after a power cut, in one transaction."""
    with closing(sqlite3.connect(_path_of(url), timeout=1)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        with connection:
            yield connection


def _path_of(url: str) -> str:
    return url.removeprefix("sqlite:///")
