"""The tables from one release to the next."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect

from kiosk.central import migrations
from kiosk.central.database import open_database, sqlite_url
from kiosk.central.partitions import partition_names
from kiosk.central.registry.load import load_registry
from kiosk.central.schema import metadata
from kiosk.errors import SettingsError
from kiosk.processes.central.database import open_migrated

KILLED_AT_ITS_END = """
import os, signal, sys
from kiosk.central import migrations
from kiosk.processes.central.database import open_migrated
whole = migrations.upgrade
migrations.upgrade = lambda connection: (whole(connection), os.kill(os.getpid(), signal.SIGKILL))
open_migrated(sys.argv[1])
"""


def test_migrations_make_the_tables_of_the_code(empty: Engine) -> None:
    with empty.connect() as connection:
        partitions = partition_names(connection)
        of_the_code = {"include_name": lambda name, *_: name not in partitions}
        assert compare_metadata(MigrationContext.configure(connection, opts=of_the_code), metadata) == []
        assert migrations.is_newest(connection)


def test_filled_database_goes_down_and_up_again(engine: Engine, folder: Path) -> None:
    with engine.begin() as connection:
        migrations.downgrade(connection, migrations.NOTHING)
    assert inspect(engine).get_table_names() == ["alembic_version"]
    with engine.begin() as connection:
        assert not migrations.is_newest(connection)
        migrations.upgrade(connection)
        load_registry(connection, folder)
        assert migrations.is_newest(connection)


def test_migrating_again_keeps_what_stands(engine: Engine) -> None:
    with engine.begin() as connection:
        migrations.upgrade(connection)
        assert connection.exec_driver_sql("SELECT count(*) FROM products").scalar_one() == 3


@pytest.mark.one_database
def test_process_killed_while_it_migrates_leaves_no_half_of_the_tables(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "central.db")
    ended = subprocess.run([sys.executable, "-c", KILLED_AT_ITS_END, url], check=False, timeout=50)
    assert ended.returncode == -signal.SIGKILL
    engine = open_database(url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()
    open_migrated(url).dispose()


@pytest.mark.one_database
def test_sqlite_holds_references_and_reads_beside_a_writer(empty: Engine) -> None:
    with empty.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", ""])
def test_url_of_no_served_database_is_refused_in_one_line(url: str) -> None:
    with pytest.raises(SettingsError, match="KIOSK_CENTRAL__DATABASE_URL"):
        open_database(url)


def test_postgresql_is_served_by_psycopg() -> None:
    assert open_database("postgresql://kiosk@localhost/kiosk").url.drivername == "postgresql+psycopg"
