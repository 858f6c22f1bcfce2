"""Trust lists and their keys as JSON, exactly in the form that `kiosk.trust.read` reads (docs/specs/seal.md)."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import UTC, datetime

from kiosk.trust.lists import Key, TrustList

Document = dict[str, object]


def key_document(key: Key) -> Document:
    """Return one entry of a trust list."""
    return {
        "kid": key.kid,
        "alg": "Ed25519",
        "public": b64encode(key.public).decode("ascii"),
        "issuer": key.issuer,
        "gln": key.gln,
        "gtins": sorted(key.gtins),
        "gtin_prefixes": list(key.gtin_prefixes),
        "glns": sorted(key.glns),
        "not_before": key.not_before.isoformat(),
        "not_after": key.not_after.isoformat(),
        "status": key.status.value,
        "status_since": None if key.status_since is None else _instant(key.status_since),
    }


def trust_document(trust: TrustList) -> Document:
    """Return a whole trust list."""
    return {
        "version": trust.version,
        "issued": _instant(trust.issued),
        "hosts": list(trust.hosts),
        "keys": [key_document(key) for key in trust.keys],
    }


def as_json(document: Document) -> str:
    """Return `document` for people and programs: one field a line, names as they are written."""
    return json.dumps(document, indent=1, ensure_ascii=False)


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
