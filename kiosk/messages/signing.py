"""What a kiosk signs of each request (RFC 9421), and how the centre refuses a signature. Both sides use this file."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import timedelta
from enum import StrEnum

TARGET = ("@method", "@authority", "@path", "@query")
"""Covered by every signature: what is asked, of whom."""

FIELDS = ("check-id", "clock-trusted", "content-digest")
"""Header fields with a meaning of their own: covered wherever a request bears them."""

TAG = "kiosk"
"""Says what the signature is for: one that the same key made for something else is none."""
LABEL = "kiosk"

WINDOW = timedelta(minutes=5)
"""A signature holds this long before and after it was made: whoever records a request can send it again for so long."""

TIME_HEADER = "Centre-Time"
"""The centre's time as Unix seconds: in each refusal, for a unit whose clock is wrong, and where there is no body."""

ENROLMENT_KEY_ID = "enrolment"
"""Key id of a unit that has no name yet: its public key stands in the body."""


class SignatureFault(StrEnum):
    """Why a signed request is refused: `error` of the WWW-Authenticate header."""

    INVALID = "invalid"
    """No signature, one of another form, of another key, or over another request."""
    CLOCK = "clock"
    """It is right, but was made too early or too late: sign again at the centre's time."""
    EXPIRED = "expired"
    """The certificate has ended: the unit must be paired again."""
    DENIED = "denied"
    """The kiosk is on the deny list."""


REFUSAL_NUMBERS: Mapping[SignatureFault, str] = {
    SignatureFault.DENIED: "NET-21",
    SignatureFault.EXPIRED: "NET-22",
    SignatureFault.INVALID: "NET-23",
}
"""The refusals of a unit itself, by the error number of docs/technician.md that its screen and its log say."""


def covered(field_names: Container[str]) -> tuple[str, ...]:
    """Return what the signature of a request covers that bears the header fields `field_names` (lower case)."""
    return (*TARGET, *(name for name in FIELDS if name in field_names))
