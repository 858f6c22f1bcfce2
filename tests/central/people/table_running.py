"""Routes of health, of the interface's description, and of records."""

from __future__ import annotations

from tests.central.people.table import Row, public
from tests.central.registry_folder import GTIN

ROWS: tuple[Row, ...] = (
    public("GET", "/healthz"),
    public("GET", "/readyz"),
    public("GET", "/metrics"),
    public("GET", "/openapi.json"),
    public("GET", "/v1/records/{path:path}", f"/v1/records/01/{GTIN}"),
    public("GET", "/v1/records", "/v1/records?plu=4089"),
)
