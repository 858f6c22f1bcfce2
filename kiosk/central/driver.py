"""A statement on a hot path, asked by the driver itself: what SQLAlchemy does for it costs more than it does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import psycopg
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

MARKS: Final = {"sqlite": "?", "postgresql": "$"}
"""What stands before the number of a parameter, from 1, in the language of each driver."""

Row = tuple[object, ...]


def driver_rows(connection: Connection, query: str, values: Sequence[object]) -> Sequence[Row]:
    """Return the rows of `query` in the transaction of `connection`; `values` are its parameters by number.

    Raises DBAPIError where the database fails.
    """
    if connection.dialect.name == "sqlite":
        return [tuple(row) for row in connection.exec_driver_sql(query, tuple(values))]
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    try:
        # Raw: psycopg would read each `%s` of a text this long anew every time.
        return psycopg.RawCursor(driver).execute(query, values).fetchall()
    except psycopg.Error as fault:
        raise OperationalError(query, None, fault) from fault
