"""A centre with the small registry, over SQLite and over PostgreSQL: every test here runs on both.

`make test` runs each on one of them, by turns, and `make test-long` on the other. Mark a test, or a module, with
`one_database` where the database makes no difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zlib import crc32

import pytest
from fastapi import FastAPI
from sqlalchemy import Connection, Engine, insert
from starlette.testclient import TestClient

from kiosk.central.people.rights import Grant, Role
from kiosk.central.people.tables import grants, users
from kiosk.central.people.tokens import issue_token
from kiosk.central.service import Service
from tests.central import postgres
from tests.central.databases import Kind, Postgresql, Spares, Sqlite
from tests.central.registry_folder import write_registry

NOW = datetime.fromisoformat("2026-11-23T09:00:00+07:00")

DATABASES = ("sqlite", "postgresql")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test that uses a database on both kinds, one of them among the long ones, or on one where it says so."""
    if "database_url" not in metafunc.fixturenames:
        return
    is_one_enough = metafunc.definition.get_closest_marker("one_database") is not None
    if is_one_enough:
        metafunc.parametrize("database_kind", DATABASES[:1], scope="session")
        return
    turn = crc32(metafunc.definition.nodeid.encode()) % 2
    other = pytest.param(DATABASES[1 - turn], marks=pytest.mark.long)
    metafunc.parametrize("database_kind", [DATABASES[turn], other], scope="session")


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """The PostgreSQL server of this run, started by the first test that needs it."""
    with postgres.running() as server:
        server.migrated_template()
        yield server


@pytest.fixture(scope="session")
def spares(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spares]:
    """The databases of this run, and what is made over them once."""
    kinds: dict[str, Kind] = {
        "sqlite": Sqlite(tmp_path_factory.mktemp("databases")),
        "postgresql": Postgresql(lambda: request.getfixturevalue("server")),
    }
    opened = Spares(kinds, lambda: NOW)
    yield opened
    opened.close()


@pytest.fixture
def database_url(database_kind: str, spares: Spares) -> Iterator[str]:
    """The URL of a migrated database that is empty, and this test's alone."""
    with spares.database(database_kind) as url:
        yield url


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_registry(tmp_path / "sample")


@pytest.fixture
def empty(database_url: str, spares: Spares) -> Engine:
    return spares.engine(database_url)


@pytest.fixture
def engine(empty: Engine, database_url: str, spares: Spares, folder: Path) -> Engine:
    spares.load(database_url, folder)
    return empty


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        yield connection


@pytest.fixture
def service(engine: Engine, database_url: str, spares: Spares) -> Service:
    """The service over the small registry, at the samples' time."""
    assert engine is spares.engine(database_url)
    return spares.service(database_url)


@pytest.fixture
def app(service: Service, spares: Spares) -> FastAPI:
    """The application over `service`; the same for all tests with an equal one."""
    return spares.app(service)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A client without a token, which follows no redirect; entered, it makes no thread a request."""
    with TestClient(app, follow_redirects=False) as client:
        yield client


class People:
    """Makes users with a role, and the header that their token is sent in."""

    def __init__(self, engine: Engine, first: int = 1) -> None:
        self._engine = engine
        self._made = first - 1

    def add(self, role: Role, **limits: str) -> dict[str, str]:
        """Return the headers of a new user with one grant."""
        self._made += 1
        user_id = f"user-{role}-{self._made}"
        grant = Grant(role, **limits)
        with self._engine.begin() as connection:
            connection.execute(
                insert(users), {"id": user_id, "name": f"{role} {self._made}", "is_active": True, "created_at": NOW}
            )
            connection.execute(
                insert(grants),
                {
                    "id": f"grant-{self._made}",
                    "user_id": user_id,
                    "role": grant.role.value,
                    "establishment_id": grant.establishment_id,
                    "market_id": grant.market_id,
                    "unit_id": grant.unit_id,
                    "department": grant.department,
                },
            )
            token = issue_token(connection, user_id, "test", NOW)
        return {"Authorization": f"Bearer {token.text}"}


@pytest.fixture
def people(engine: Engine) -> People:
    return People(engine)
