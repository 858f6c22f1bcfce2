"""Pairing a unit with the centre, in the shape of RFC 8628 (device authorization grant), for both sides."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from enum import StrEnum
from hashlib import sha256
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from kiosk.messages.http import Problem
from kiosk.messages.instant import BoundedInstant
from kiosk.messages.unit_settings import KioskSettings

PATH = "/v1/enrolments"
TOKEN_PATH = "/v1/enrolments/token"  # noqa: S105  # a path
RENEWAL_PATH = "/v1/enrolments/renew"

USER_CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""No vowel and no Y, so that no word is made by chance; all are read alike by everybody (RFC 8628, section 6.1)."""
USER_CODE_LENGTH = 8
FINGERPRINT_BYTES = 16

PublicKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$")]
"""32 bytes of Ed25519 as base64url without padding."""
ShortText = Annotated[str, Field(max_length=80, pattern=r"^[^\x00-\x1f\x7f]*$")]


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True)


class Hardware(_Message):
    """What machine asks to be paired; nothing about people."""

    machine: ShortText = ""
    serial: ShortText = ""
    memory_mb: int | None = Field(default=None, ge=0, le=10_000_000)
    system: ShortText = ""
    release: ShortText = ""
    """The release of the kiosk's own software."""


class EnrolmentRequest(_Message):
    """Body of POST /v1/enrolments, signed by the key that it brings."""

    public_key: PublicKey
    hardware: Hardware = Hardware()


class EnrolmentOffer(_Message):
    """Its answer: what the unit shows, and by which it asks again (RFC 8628, section 3.2)."""

    device_code: str
    """A secret between this unit and the centre."""
    user_code: str
    fingerprint: str
    interval: int
    """Seconds between two questions, at least."""
    expires_in: int
    """Seconds that the letters hold."""
    answered_at: BoundedInstant


class TokenRequest(_Message):
    """Body of POST /v1/enrolments/token: whether somebody has typed the letters."""

    device_code: str = Field(min_length=1, max_length=100)


class CentreFacts(_Message):
    """Whom the unit now belongs to."""

    release: str
    authority: str
    """The certificate (PEM) of who signs the certificates of kiosks."""


class Enrolled(_Message):
    """The end of a pairing, and of each renewal: who the unit is, and until when."""

    device_id: str
    certificate: str
    """X.509, PEM."""
    expires_at: BoundedInstant
    name: str
    market_id: str
    market_name: str
    area: str
    position: str
    settings_version: int
    settings: KioskSettings
    centre: CentreFacts
    answered_at: BoundedInstant


class RenewalRequest(_Message):
    """Body of POST /v1/enrolments/renew, signed with the key in force; a new key takes its place."""

    public_key: PublicKey | None = None


class EnrolmentFault(StrEnum):
    """Why there is no certificate (yet): RFC 8628, section 3.5."""

    PENDING = "authorization_pending"
    SLOW_DOWN = "slow_down"
    EXPIRED = "expired_token"
    DENIED = "access_denied"
    UNKNOWN = "invalid_grant"


class EnrolmentProblem(Problem):
    """A problem with the error's name of RFC 8628."""

    error: EnrolmentFault
    interval: int = 0
    """Seconds between two questions from now on, where it is about to go on."""


def key_text(public_key: bytes) -> str:
    """Return a public key's 32 bytes as messages bear it."""
    return urlsafe_b64encode(public_key).rstrip(b"=").decode()


def fingerprint_of(public_key: bytes) -> str:
    """Return what people compare: 128 bits of the key's SHA-256 as eight groups of four hexadecimal digits."""
    digits = sha256(public_key).digest()[:FINGERPRINT_BYTES].hex().upper()
    return in_fours(digits)


def in_fours(digits: str) -> str:
    """Return hexadecimal digits as people read them aloud: capitals, four at a time."""
    return " ".join(digits[start : start + 4].upper() for start in range(0, len(digits), 4))


def shown_code(user_code: str) -> str:
    """Return the letters as they are shown: in two halves."""
    half = USER_CODE_LENGTH // 2
    return f"{user_code[:half]}-{user_code[half:]}"


def typed_code(text: str) -> str:
    """Return the letters that somebody typed, as they are kept: upper case, nothing between them."""
    return "".join(text.split()).replace("-", "").replace("–", "").upper()
