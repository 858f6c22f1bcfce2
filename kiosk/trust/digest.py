"""What tells two trust lists apart that bear the same number."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, date, datetime
from functools import lru_cache
from hashlib import sha256

from kiosk.trust.lists import TrustList


@lru_cache(maxsize=4)
def digest_of(trust: TrustList) -> str:
    """Return the SHA-256 of what `trust` says, in hexadecimal: equal for equal lists, however they were written."""
    text = json.dumps(asdict(trust), default=_plain, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return sha256(text.encode("ascii")).hexdigest()


def is_newest(trust: TrustList, version: int, digest: str) -> bool:
    """Whether `trust` is the list that the centre calls its newest. One without keys never is: it judges nothing."""
    return bool(trust.keys) and version == trust.version and digest == digest_of(trust)


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a trust list holds no {type(value).__name__}")
