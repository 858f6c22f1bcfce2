"""Questions that read much end in time: a person waits for them, and others wait for the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Final

from fastapi import HTTPException
from psycopg.errors import QueryCanceled
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

MAX_QUERY_MS: Final = 5000


@contextmanager
def bounded(connection: Connection, advice: str) -> Iterator[None]:
    """Bound the time of each question within. Raises a 413 where one takes longer, with `advice` what to ask for.

    SQLite, which serves demonstrations, is not bounded.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL statement_timeout = {MAX_QUERY_MS}"))
    try:
        yield
    except DBAPIError as fault:
        if not isinstance(fault.orig, QueryCanceled):
            raise
        detail = f"This question takes too long: {advice}."
        raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail) from fault
