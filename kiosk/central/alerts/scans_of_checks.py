"""Which rows of the journals show what a check was answered: a look-up and its row bear the same check id."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

from sqlalchemy import Connection, select

from kiosk.central.journal.tables import journal
from kiosk.journal.event import uuid7

AROUND: Final = timedelta(minutes=5)
"""A row is judged within seconds of its check; clocks differ."""
MOST: Final = 100


class Shows(Protocol):
    """One thing that shows an alert."""

    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def ref(self) -> str: ...  # noqa: D102
    @property
    def at(self) -> datetime: ...  # noqa: D102
    @property
    def market_id(self) -> str: ...  # noqa: D102


def scans_of_evidence(connection: Connection, gtin: str, shown: Sequence[Shows]) -> dict[str, str]:
    """Return the id of the scan behind each scan or check of `shown`, by its `ref`. Rows may come later than checks."""
    found = {one.ref: one.ref for one in shown if one.kind == "scan"}
    for one in [each for each in shown if each.kind == "check"][:MOST]:
        low, high = (uuid7(max(0, int(at.timestamp() * 1000)), bytes(10)) for at in (one.at - AROUND, one.at + AROUND))
        query = select(journal.c.id).where(
            journal.c.market_id == one.market_id,
            journal.c.id.between(low, high),
            journal.c.gtin == gtin,
            journal.c.event.contains(f'"check_id":"{one.ref}"', autoescape=True),
        )
        scan_id = connection.execute(query.order_by(journal.c.id.desc()).limit(1)).scalar()
        if scan_id is not None:
            found[one.ref] = scan_id
    return found
