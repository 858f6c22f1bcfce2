"""Test keys of the samples, and seals made with them.

TEST KEYS. Their seeds stand here for anyone to read: a seal made with them proves nothing, and an
enrolled unit calls every one of them practice (key ids of 0xFF000 and more).
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.samples.establishments import ESTABLISHMENT
from bench.samples.products import PRODUCTS
from kiosk.codes.code import Elements
from kiosk.trust.signing import seal_text

HOST = "trace.example"
WORKED_EXAMPLE_SEED = bytes(range(32))
"""The key of the worked example in docs/specs/seal.md."""


@dataclass(frozen=True, slots=True)
class TestKey:
    """A test key: who seals with it, and its row in the trust list."""

    kid: int
    establishment_id: str
    seed: bytes
    status: str = "active"
    status_since: str | None = None

    @property
    def private(self) -> Ed25519PrivateKey:
        """The private key."""
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def _key(kid: int, establishment: str, status: str = "active", since: str | None = None) -> TestKey:
    return TestKey(kid, establishment, hashlib.sha256(f"sample test key {kid:#x}".encode()).digest(), status, since)


RAU = TestKey(0xFFA17, "htx-rau-mau", WORKED_EXAMPLE_SEED)
RAU_OLD = _key(0xFFA16, "htx-rau-mau", "retired", "2026-06-30T17:00:00Z")
QUA_STOLEN = _key(0xFFA24, "trang-trai-qua-mau", "compromised", "2026-10-31T17:00:00Z")
KEYS = (
    RAU,
    RAU_OLD,
    QUA_STOLEN,
    _key(0xFFA21, "htx-song-hong-mau"),
    _key(0xFFA22, "htx-huu-co-mau"),
    _key(0xFFA23, "htx-buoi-mau"),
    _key(0xFFA25, "trang-trai-qua-mau"),
    _key(0xFFA26, "cong-ty-mau-a"),
    _key(0xFFA27, "giet-mo-mau"),
    _key(0xFFA28, "trang-trai-ga-mau"),
    _key(0xFFA29, "htx-thuy-san-mau"),
    _key(0xFFA2A, "cong-ty-mau-b"),
    _key(0xFFA2B, "htx-che-mau"),
    _key(0xFFA2C, "htx-gao-mau"),
    _key(0xFFA2F, "cua-hang-mau"),
)


def key_of(establishment_id: str) -> TestKey:
    """Return the key with which the establishment seals today."""
    return next(key for key in KEYS if key.establishment_id == establishment_id and key.status == "active")


def seal(elements: Elements, key: TestKey) -> str:
    """Return the 90 characters of a seal over `elements`."""
    return seal_text(elements, key.kid, key.private)


def trust_row(key: TestKey) -> dict[str, object]:
    """Return the row of `key` in the trust list."""
    establishment = ESTABLISHMENT[key.establishment_id]
    public = key.private.public_key().public_bytes_raw()
    return {
        "kid": key.kid,
        "alg": "Ed25519",
        "public": base64.b64encode(public).decode(),
        "issuer": establishment.name,
        "gln": establishment.gln,
        "gtins": [product.gtin for product in PRODUCTS if product.establishment_id == establishment.id],
        "gtin_prefixes": [],
        "glns": [establishment.gln],
        "not_before": "2026-01-01",
        "not_after": "2027-01-01",
        "status": key.status,
        "status_since": key.status_since,
    }
