"""What a kiosk and the centre say to each other over HTTP. Both sides use these classes."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict

from kiosk.records.finding import Finding

CHECK_ID_HEADER = "Check-Id"
MARKET_HEADER = "Market-Id"
"""The asking kiosk's market. Replaced by the device's signature once kiosks are paired."""
KIOSK_HEADER = "Kiosk-Id"
"""Which of the market's kiosks asks: `kiosk_id_of` its name. Absent: the market's only one."""
CLOCK_HEADER = "Clock-Trusted"
"""`?0` where the kiosk's clock is not trusted (RFC 8941 boolean): such a check enters no rule."""

MAX_KIOSK_ID = 64


def kiosk_id_of(name: str) -> str:
    """Return a kiosk's name as a header may bear it: percent-encoded, or the name's SHA-256 where that is too long."""
    written = quote(name.strip(), safe="")
    return written if len(written) <= MAX_KIOSK_ID else sha256(written.encode("ascii")).hexdigest()


class Versions(BaseModel):
    """Newest versions at the centre; stands in every answer."""

    model_config = ConfigDict(frozen=True)

    trust: int
    settings: int = 0
    notices: int = 0
    trust_digest: str = ""
    """`kiosk.trust.digest.digest_of` the trust list; "" from a centre that has none, or does not say."""


class RecordAnswer(BaseModel):
    """Answer of GET /v1/records/{digital link path}. 200 also where nothing is known."""

    model_config = ConfigDict(frozen=True)

    finding: Finding
    answered_at: datetime
    versions: Versions


class Ready(BaseModel):
    """Answer of GET /readyz: what an idle kiosk asks to know that the centre answers."""

    model_config = ConfigDict(frozen=True)

    answered_at: datetime
    versions: Versions


class Problem(BaseModel):
    """An error as RFC 9457 problem details (application/problem+json)."""

    model_config = ConfigDict(frozen=True)

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
