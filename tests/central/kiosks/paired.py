"""A paired kiosk of the small registry, and requests that it signs."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, insert
from starlette.testclient import TestClient

from kiosk.central.kiosks.tables import kiosks
from kiosk.central.registry.folded import folded_columns
from kiosk.messages.signing import TIME_HEADER
from kiosk.sync.signing import RequestSigner

NOW = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
NOTICE = {
    "kind": "ordinary",
    "market_id": "M1",
    "text": "Chợ nghỉ sớm",
    "text_en": "The market closes early",
    "starts_at": NOW.isoformat(),
    "ends_at": (NOW + timedelta(hours=2)).isoformat(),
}
KIOSK_ID = "01936aaa-0000-7000-8000-00000000000{}"
BASE = "http://testserver"


@dataclass(frozen=True)
class Unit:
    """A unit with its key. `headers` signs one request for the test client."""

    id: str
    key: Ed25519PrivateKey

    def headers(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        made_at: datetime = NOW,
        **fields: str,
    ) -> dict[str, str]:
        """Return all fields of a signed request; `fields` by their names with `_` for `-`."""
        given = {name.replace("_", "-"): value for name, value in fields.items()}
        return {**given, **RequestSigner(self.id, self.key).sign(method, BASE + path, given, body, made_at)}

    def get(self, client: TestClient, path: str, **fields: str) -> Any:
        """Return the answer to a signed GET."""
        return client.get(path, headers=self.headers("GET", path, b"", NOW, **fields))

    def post(self, client: TestClient, path: str, body: bytes) -> Any:
        """Return the answer to a signed POST of JSON."""
        signed = self.headers("POST", path, body)
        return client.post(path, content=body, headers={**signed, "content-type": "application/json"})

    def as_other(self, kiosk_id: str) -> Unit:
        """Return the same key under another name."""
        return replace(self, id=kiosk_id)


def public_text(key: Ed25519PrivateKey) -> str:
    """Return a public key as the centre keeps it."""
    return base64.urlsafe_b64encode(key.public_key().public_bytes_raw()).rstrip(b"=").decode()


def pair(engine: Engine, market_id: str = "M1", number: int = 1, **changed: object) -> Unit:
    """Store a kiosk in `market_id` and return its unit; `changed` replaces columns."""
    key = Ed25519PrivateKey.generate()
    row: dict[str, object] = {
        "id": KIOSK_ID.format(number),
        "name": f"Trạm {number}",
        "market_id": market_id,
        "area": "Nhà A",
        "position": "Cửa 1",
        "public_key": public_text(key),
        "hardware": {},
        "certificate": "",
        "expires_at": NOW + timedelta(days=60),
        "denied_at": None,
        "denied_because": "",
        "paired_at": NOW - timedelta(days=30),
    } | changed
    with engine.begin() as connection:
        connection.execute(insert(kiosks), {**row, **folded_columns(kiosks, row)})
    return Unit(str(row["id"]), key)


def error_of(answer: Any) -> str:
    """Return `error` of a refusal's challenge, and see that it bears the centre's time."""
    assert answer.status_code == 401, answer.text
    headers = answer.headers
    assert headers[TIME_HEADER] == str(int(NOW.timestamp()))
    return str(headers["www-authenticate"]).partition('error="')[2].rstrip('"')
