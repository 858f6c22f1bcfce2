"""Asking the one statement: what stands in the database for some items, as JSON texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter, itemgetter
from typing import cast

from sqlalchemy import Connection

from kiosk.central.database import Instant
from kiosk.central.driver import driver_rows
from kiosk.central.lookups.question import Question
from kiosk.central.lookups.statement import HISTORY_DAYS, SENT, statement
from kiosk.records.finding import Issue

_Row = tuple[int, str, str, bool, str]
_INSTANT = Instant()
_sent_of = attrgetter(*SENT)
_place = itemgetter(0)


@dataclass(frozen=True, slots=True)
class Known:
    """What stands in the database for one item."""

    document: str
    """The inside of a JSON object: the fields of a Finding but its source, its time and its issue."""
    issue: str
    is_missing: bool
    """Whether something that the code names was not found."""
    versions: str
    """The newest versions as they concern who asks: JSON."""

    @property
    def is_denial(self) -> bool:
        """Whether it says that something does not exist, or was never issued."""
        return self.is_missing or self.issue == Issue.NEVER_ISSUED


def read(connection: Connection, questions: Sequence[Question], now: datetime) -> list[Known]:
    """Return what is known of each question, in their order. All are of one kind, and as many as one of COUNTS.

    Raises DBAPIError where the database fails.
    """
    way, is_public = questions[0].kind
    query = statement(connection.dialect.name, way, len(questions), is_public=is_public)
    since = _INSTANT.process_bind_param(now - timedelta(days=HISTORY_DAYS), connection.dialect)
    values: list[object] = [since]
    for question in questions:
        values += _sent_of(question)
    rows = cast("Sequence[_Row]", driver_rows(connection, query, values))
    return [
        Known(document, issue, bool(is_missing), versions)
        for _, document, issue, is_missing, versions in sorted(rows, key=_place)
    ]
