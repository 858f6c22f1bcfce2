"""The intake of journals: for units alone."""

from __future__ import annotations

from tests.central.people.table import Row, kiosk_only

ROWS: tuple[Row, ...] = (kiosk_only("POST", "/v1/journal", json={"journal": "0" * 32, "rows": []}),)
"""Without rows: nothing is stored whoever comes."""
