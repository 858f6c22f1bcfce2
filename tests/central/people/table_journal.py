"""Routes of the journals."""

from __future__ import annotations

from kiosk.central.people.rights import Right
from tests.central.people.table import Row, kiosk_only, people

ROWS: tuple[Row, ...] = (
    kiosk_only("POST", "/v1/journal", json={"journal": "0123456789abcdef", "rows": []}),
    kiosk_only(
        "POST",
        "/v1/journal/runs",
        json={"journal": "0" * 16, "first": 2, "previous": "1" * 64, "digest": "2" * 64, "events": ["{}"]},
    ),
    people("GET", "/registry/journal", Right.SEE_JOURNAL),
    people("GET", "/registry/journal/gaps", Right.SEE_JOURNAL, "/registry/journal/gaps?kiosk=nowhere"),
    people("GET", "/registry/journal/gaps/all", Right.SEE_JOURNAL, "/registry/journal/gaps/all?market=nowhere"),
)
