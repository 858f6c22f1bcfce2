"""Orders: what the centre asks one unit to do once. Nothing else can be ordered than what stands here."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from kiosk.messages.instant import BoundedInstant

PATH = "/v1/orders"
"""GET gives those that stand; PATH/{id}/result takes what became of one."""
MAX_ORDERS = 20
MAX_FINDINGS = 80
MAX_BUNDLE_BYTES = 700_000
"""In base64 it fits into a request. What `kiosk doctor bundle` writes is usually a tenth of that."""
MAX_PICTURE_BYTES = 500_000
"""With base64 it fits into a message between the parts, and into a request."""

OrderId = Annotated[str, Field(pattern=r"^[0-9a-f-]{36}$")]
Text = Annotated[str, Field(max_length=400)]


class OrderKind(StrEnum):
    """What can be ordered."""

    RESTART = "restart"
    """Begin anew with all parts, once nobody is served."""
    EXAMINE = "examine"
    """Say what `kiosk doctor` says, as far as the part with the network can see it."""
    BUNDLE = "bundle"
    """Give the support file that `kiosk doctor bundle` writes, as far as the part with the network can see it."""
    PICTURE = "picture"
    """Give a picture of the unit's own screen, without the live view: never of what the camera sees."""


class Outcome(StrEnum):
    """What became of an order."""

    DONE = "done"
    FAILED = "failed"
    REFUSED = "refused"


class Why(StrEnum):
    """Why one was not done."""

    NONE = ""
    UNKNOWN = "unknown"
    """This release cannot do it."""
    NOT_ALLOWED = "not_allowed"
    """The settings that the unit has do not allow it."""
    LATE = "late"
    INTERRUPTED = "interrupted"
    """The part that did it ended meanwhile: it is not done again."""
    SCREEN_SILENT = "screen_silent"
    TOO_LARGE = "too_large"
    BROKEN = "broken"


class Order(BaseModel):
    """One of them. `kind` may be one that this release does not know: that is refused, not guessed."""

    model_config = ConfigDict(frozen=True)

    id: OrderId
    kind: Annotated[str, Field(max_length=32)]
    expires_at: BoundedInstant


class OrdersAnswer(BaseModel):
    """Answer of GET /v1/orders: what was ordered of the asking unit and stands, the oldest first."""

    model_config = ConfigDict(frozen=True)

    version: int
    orders: tuple[Order, ...] = Field(max_length=MAX_ORDERS)
    answered_at: BoundedInstant


class Finding(BaseModel):
    """A line of the doctor's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(max_length=80)]
    state: Annotated[str, Field(pattern=r"^(ok|warning|failed|absent)$")]
    finding: Text
    remedy: Text = ""


class OrderResult(BaseModel):
    """Body of POST /v1/orders/{id}/result: said once; said again, it changes nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_bytes="base64", val_json_bytes="base64")

    outcome: Outcome
    why: Why = Why.NONE
    findings: tuple[Finding, ...] = Field(default=(), max_length=MAX_FINDINGS)
    picture: bytes | None = Field(default=None, max_length=MAX_PICTURE_BYTES)
    """A PNG."""
    bundle: bytes | None = Field(default=None, max_length=MAX_BUNDLE_BYTES)
    """A tar.gz."""


class ResultAnswer(BaseModel):
    """Its answer."""

    model_config = ConfigDict(frozen=True)

    answered_at: BoundedInstant
