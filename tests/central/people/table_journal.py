"""Routes of the journals."""

from __future__ import annotations

from tests.central.people.table import Row, kiosk_only

ROWS: tuple[Row, ...] = (kiosk_only("POST", "/v1/journal", json={"journal": "0123456789abcdef", "rows": []}),)
