"""A centre with the small registry."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from kiosk.central import migrations
from kiosk.central.database import open_database, sqlite_url
from kiosk.central.registry.load import load_registry
from tests.central.registry_folder import write_registry

NOW = datetime.fromisoformat("2026-11-23T09:00:00+07:00")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_registry(tmp_path / "sample")


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(sqlite_url(tmp_path / "central.db"))
    with engine.begin() as connection:
        migrations.upgrade(connection)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(empty: Engine, folder: Path) -> Engine:
    with empty.begin() as connection:
        load_registry(connection, folder)
    return empty


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        yield connection
