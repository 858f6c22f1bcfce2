"""Revision 5: events move into the tables by month, and back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, Engine, text

from kiosk.central import migrations
from kiosk.central.partitions import make_partitions
from tests.central.conftest import NOW


def count(connection: Connection, table: str) -> int:
    return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())


def test_events_and_what_shoppers_see_of_them_go_down_and_up_again(engine: Engine) -> None:
    with engine.begin() as connection:
        links = count(connection, "event_items")
        migrations.downgrade(connection, "0004")
        assert (count(connection, "events"), count(connection, "movements")) == (3, 3)
        migrations.upgrade(connection)
    with engine.begin() as connection:
        assert (count(connection, "events"), count(connection, "movements")) == (3, 3)
        assert count(connection, "event_ids") == 3
        assert count(connection, "event_items") == links > 3
        assert count(connection, "event_contexts") == 1


def test_ids_go_on_after_those_that_were_moved(engine: Engine) -> None:
    with engine.begin() as connection:
        migrations.downgrade(connection, "0004")
        migrations.upgrade(connection)
        insert = text("INSERT INTO event_ids (event_id, at, digest) VALUES ('x:1', :at, '') RETURNING number")
        assert connection.execute(insert, {"at": NOW.astimezone(UTC).isoformat()}).scalar_one() == 4


def months(connection: Connection) -> set[str]:
    query = "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
    query += " WHERE i.inhparent = 'events'::regclass"
    return set(connection.exec_driver_sql(query).scalars())


@pytest.fixture
def by_month(engine: Engine) -> Engine:
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite knows no partitions")
    with engine.begin() as connection:  # a test before may have left its month: the default one holds its rows again
        for name in months(connection) - {"events_default"}:
            connection.exec_driver_sql(f"ALTER TABLE events DETACH PARTITION {name}")
            connection.exec_driver_sql(f"INSERT INTO events SELECT * FROM {name}")
            connection.exec_driver_sql(f"DROP TABLE {name}")
    return engine


def test_month_gets_its_partition_and_what_the_default_held_of_it(by_month: Engine) -> None:
    with by_month.begin() as connection:
        assert months(connection) == {"events_default"}
        make_partitions(connection, "events", [NOW, NOW], NOW)
        assert months(connection) == {"events_default", "events_2026_11"}
        assert (count(connection, "events_2026_11"), count(connection, "events_default")) == (3, 0)
        make_partitions(connection, "events", [NOW], NOW)
        assert count(connection, "events") == 3


def test_odd_dates_make_no_partitions(by_month: Engine) -> None:
    odd = [datetime(year, 1, 1, tzinfo=UTC) for year in (1, 1990, 2020, 2031, 9998)]
    with by_month.begin() as connection:
        before = months(connection)
        make_partitions(connection, "events", odd, NOW)
        assert months(connection) == before
