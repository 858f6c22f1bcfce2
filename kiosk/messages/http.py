"""What a kiosk and the centre say to each other over HTTP. Both sides use these classes."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from kiosk.messages.instant import BoundedInstant, SoundFinding

CHECK_ID_HEADER = "Check-Id"
MARKET_HEADER = "Market-Id"
"""The market that a demonstration pretends to stand in. A paired kiosk names none: its signature says who it is."""
CLOCK_HEADER = "Clock-Trusted"
"""`?0` where the kiosk's clock is not trusted (RFC 8941 boolean): such a check enters no rule."""

VERSIONS_PATH = "/v1/versions"
"""Followed by the kiosk's id: what an idle one asks."""


class Versions(BaseModel):
    """Newest versions at the centre; stands in every answer."""

    model_config = ConfigDict(frozen=True)

    trust: int
    settings: int = 0
    notices: int = 0
    registry: int = 0
    """Counts publications of the registry that no unit leaves for its daily exchange: recalls, and the like."""
    orders: int = 0
    """Of what was ordered of the asking unit; 0 where nothing ever was, and in answers to questions about a label."""
    announcements: int = 0
    """Of what the stalls of the asking unit's market announce; 0 where nothing ever was, and as with `orders`."""
    trust_digest: str = ""
    """`kiosk.trust.digest.digest_of` the trust list; "" from a centre that has none, or does not say."""


class RecordAnswer(BaseModel):
    """Answer of GET /v1/records/{digital link path}. 200 also where nothing is known."""

    model_config = ConfigDict(frozen=True)

    finding: SoundFinding
    answered_at: BoundedInstant
    versions: Versions


class Ready(BaseModel):
    """Answer of GET /readyz: what an idle kiosk asks to know that the centre answers."""

    model_config = ConfigDict(frozen=True)

    answered_at: BoundedInstant
    versions: Versions


class FieldError(BaseModel):
    """One thing that is wrong with what was sent: `field` names it from where it stands, as "body.gtin"."""

    model_config = ConfigDict(frozen=True)

    field: str
    detail: str


class Problem(BaseModel):
    """An error as RFC 9457 problem details (application/problem+json)."""

    model_config = ConfigDict(frozen=True)

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    number: str | None = None
    """Names the error for programs, such as "SEAL-12", where it has a number: `detail` may be worded anew."""
    errors: tuple[FieldError, ...] | None = None
    """All that is wrong with what was sent, a field each, where fields are (the extension of RFC 9457, section 3)."""
