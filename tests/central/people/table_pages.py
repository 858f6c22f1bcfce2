"""Pages for people with a phone."""

from __future__ import annotations

from tests.central.people.table import Row, public
from tests.central.registry_folder import GTIN

ROWS: tuple[Row, ...] = (
    public("GET", "/"),
    public("GET", "/code", f"/code?gtin={GTIN}"),
    public("GET", "/favicon.svg"),
)
