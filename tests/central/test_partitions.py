"""Partitions by month: made when needed, once, with what the default one held."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, text

from kiosk.central.partitions import MONTHS_BACK, Month, make_default_partition, make_partitions, partition_names
from tests.central.conftest import NOW

DECEMBER = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture
def rows(empty: Engine) -> Engine:
    """A small table cut by month, with its default partition."""
    with empty.begin() as connection:
        cut = "PARTITION BY RANGE (at)" if connection.dialect.name == "postgresql" else ""
        connection.execute(text(f"CREATE TABLE rows (id text, at timestamptz, PRIMARY KEY (id, at)) {cut}"))
        make_default_partition(connection, "rows")
    return empty


def months_of(connection: Connection) -> set[str]:
    return {name for name in partition_names(connection) if name.startswith("rows_2")} - {"rows_default"}


def tables_of(connection: Connection) -> set[str]:
    return {name for name in months_of(connection) if not name.endswith("_pkey")}


def is_cut(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def test_month_holds_its_first_instant_and_not_the_next_months() -> None:
    november = Month.of(DECEMBER - timedelta(microseconds=1))
    assert november.partition_of("rows") == "rows_2026_11"
    assert Month.of(DECEMBER) == november.next
    assert november.next.first == DECEMBER
    assert Month.of(datetime(2026, 1, 1, tzinfo=UTC)).first == datetime(2026, 1, 1, tzinfo=UTC)


def test_partition_is_made_once_for_each_month_that_has_rows(rows: Engine) -> None:
    with rows.begin() as connection:
        for _ in range(2):
            make_partitions(connection, "rows", [NOW, NOW, DECEMBER], NOW)
        assert tables_of(connection) == ({"rows_2026_11", "rows_2026_12"} if is_cut(connection) else set())


def test_time_that_only_a_wrong_clock_says_makes_none(rows: Engine) -> None:
    with rows.begin() as connection:
        make_partitions(connection, "rows", [NOW + timedelta(days=70), datetime(1970, 1, 2, tzinfo=UTC)], NOW)
        assert tables_of(connection) == set()
        make_partitions(connection, "rows", [NOW - timedelta(days=30 * MONTHS_BACK)], NOW)
        assert len(tables_of(connection)) == is_cut(connection)


def test_rows_that_came_too_early_move_into_their_month(rows: Engine) -> None:
    with rows.begin() as connection:
        for number, at in enumerate((DECEMBER - timedelta(days=1), DECEMBER, DECEMBER + timedelta(days=30, hours=23))):
            connection.execute(
                text("INSERT INTO rows (id, at) VALUES (:id, :at)"), {"id": str(number), "at": at.isoformat()}
            )
        make_partitions(connection, "rows", [DECEMBER], NOW)
        assert connection.execute(text("SELECT count(*) FROM rows")).scalar_one() == 3
        if is_cut(connection):
            assert connection.execute(text("SELECT count(*) FROM rows_2026_12")).scalar_one() == 2
            assert connection.execute(text("SELECT count(*) FROM rows_default")).scalar_one() == 1
