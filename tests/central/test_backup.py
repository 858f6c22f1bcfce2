"""A backup by pg_dump, restored by pg_restore into a new database, answers as the first did."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, inspect, select, table
from starlette.testclient import TestClient

from kiosk.central import migrations
from kiosk.central.app import create_app
from kiosk.central.database import open_database
from kiosk.central.people.rights import Role
from kiosk.central.registry.load import load_registry
from kiosk.central.service import service_over
from tests.central import postgres
from tests.central.conftest import NOW, People
from tests.central.registry_folder import GTIN, LOT, SERIAL, write_registry

ITEM = f"/v1/records/01/{GTIN}/10/{LOT}/21/{SERIAL}"


def counts(engine: Engine) -> dict[str, int]:
    """Return the rows of every table, partitions among them."""
    with engine.connect() as connection:
        names = inspect(connection).get_table_names()
        return {name: connection.execute(select(func.count()).select_from(table(name))).scalar_one() for name in names}


def answers(engine: Engine, who: dict[str, str]) -> list[object]:
    """Return what the service over `engine` says of an item, of the caller, and of the audit."""
    client = TestClient(create_app(service_over(engine, lambda: NOW)))
    asked = [client.get(ITEM), client.get("/people/me", headers=who), client.get("/people/changes", headers=who)]
    assert [answer.status_code for answer in asked] == [200, 200, 200]
    return [answer.json() for answer in asked]


def run(tool: str, server: postgres.Server, *arguments: str | Path) -> None:
    command = [postgres.binaries() / tool, "-h", str(server.folder), "-U", postgres.USER, *arguments]
    said = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"})
    assert said.returncode == 0, said.stderr


@pytest.fixture
def filled(server: postgres.Server, tmp_path: Path) -> tuple[str, Engine, dict[str, str]]:
    """A database with the small registry, an administrator and a change; its name and the administrator's token."""
    name = "backed_up"
    server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    server.execute(f"CREATE DATABASE {name} TEMPLATE template_migrated STRATEGY file_copy")
    engine = open_database(server.url(name))
    with engine.begin() as connection:
        load_registry(connection, write_registry(tmp_path / "sample"))
    who = People(engine).add(Role.ADMINISTRATOR)
    client = TestClient(create_app(service_over(engine, lambda: NOW)))
    assert client.post("/people/users", headers=who, json={"name": "one", "grants": []}).status_code == 201
    return name, engine, who


def test_restored_backup_answers_as_the_first_did(
    server: postgres.Server, filled: tuple[str, Engine, dict[str, str]], tmp_path: Path
) -> None:
    name, engine, who = filled
    before, rows = answers(engine, who), counts(engine)
    file = tmp_path / "kiosk.dump"
    run("pg_dump", server, "--format=custom", f"--file={file}", name)
    server.execute("DROP DATABASE IF EXISTS restored WITH (FORCE)")
    run("createdb", server, "--template=template0", "restored")
    run("pg_restore", server, "--exit-on-error", "--dbname=restored", file)
    restored = open_database(server.url("restored"))
    with restored.begin() as connection:
        assert migrations.is_newest(connection)
        migrations.upgrade(connection)
    assert counts(restored) == rows
    assert rows["lots"] > 0
    assert answers(restored, who) == before
    restored.dispose()
    engine.dispose()
