"""What units fetch for offline use: signed by roles, open to all."""

from __future__ import annotations

from tests.central.people.table import Row, public

ROWS: tuple[Row, ...] = (
    public("GET", "/v1/tuf/metadata/{name}", "/v1/tuf/metadata/timestamp.json"),
    public("GET", "/v1/tuf/targets/{name:path}", "/v1/tuf/targets/trust/0.list.json"),
    public("GET", "/v1/snapshot"),
)
