"""The resolver: one route for each key that may begin a link, open to all the world."""

from __future__ import annotations

from kiosk.codes.ai_table import PRIMARY_KEYS
from tests.central.people.table import Row, public
from tests.central.registry_folder import GTIN

EXAMPLE = f"/01/{GTIN}"

ROWS: tuple[Row, ...] = (
    public("GET", "/.well-known/gs1resolver"),
    public("OPTIONS", "/.well-known/gs1resolver"),
    *(
        public(method, f"/{key}/{{path:path}}", EXAMPLE if key == "01" else f"/{key}/1")
        for key in PRIMARY_KEYS
        for method in ("GET", "OPTIONS")
    ),
)
