"""Which kiosk stands at the door: a request is the kiosk's whose key has signed it."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from fastapi import Depends, Request
from fastapi.openapi.models import HTTPBase
from fastapi.security.base import SecurityBase
from sqlalchemy import Connection, bindparam, text
from starlette.exceptions import HTTPException

from kiosk.central.database import Instant
from kiosk.central.kiosks.signature import SignatureFaultError, as_signed, verify_signature
from kiosk.central.people.door import service_of
from kiosk.messages.signing import TIME_HEADER, SignatureFault

SCHEME_NAME = "KioskSignature"
"""Of the signature, as a security scheme of the OpenAPI document."""

_SCHEME = (
    "A signature of the request (RFC 9421) by the Ed25519 key that the kiosk was paired with. Its `keyid` is the "
    "kiosk's id, `tag` and label are `kiosk`. It covers `@method`, `@authority`, `@path` and `@query`, and of "
    "Check-Id, Clock-Trusted and Content-Digest (RFC 9530; with every body) those that the request bears. It holds for "
    "five minutes around `created`; a refusal names the centre's time in Centre-Time."
)
_PUBLIC_KEY_CHARACTERS = 43

_FIND = text(
    "SELECT id, name, market_id, public_key, expires_at, denied_at, seen_at FROM kiosks WHERE id = :id"
).columns(expires_at=Instant(), denied_at=Instant(), seen_at=Instant())
_SEEN = text("UPDATE kiosks SET seen_at = :now WHERE id = :id").bindparams(bindparam("now", type_=Instant()))
SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is kept when a kiosk was there last: look-ups are many, and read only, as far as can be."""


@dataclass(frozen=True, slots=True)
class PairedKiosk:
    """A kiosk of the city that has shown who it is."""

    id: str
    name: str
    market_id: str


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the centre keeps of a kiosk to know it again."""

    kiosk: PairedKiosk
    public_key: str
    expires_at: datetime
    denied_at: datetime | None
    seen_at: datetime | None


def find_credentials(connection: Connection, kiosk_id: str) -> Credentials | None:
    """Return what is kept of a kiosk; None where there is none of that id."""
    row = connection.execute(_FIND, {"id": kiosk_id}).first()
    if row is None:
        return None
    return Credentials(
        PairedKiosk(row.id, row.name, row.market_id), row.public_key, row.expires_at, row.denied_at, row.seen_at
    )


def kiosk_of_request(connection: Connection, request: Request, body: bytes, now: datetime) -> PairedKiosk:
    """Return the kiosk that signed `request` with its `body`, at the cost of one statement, once a minute of two.

    Whatever it asks, it lives: that is noted in the caller's transaction. Raises a 401 that says what is wrong,
    with the centre's time to sign again at. Ask the primary: a stolen unit is refused at once, not when a
    replica knows.
    """
    found: list[Credentials] = []

    def find_key(key_id: str) -> Ed25519PublicKey | None:
        credentials = find_credentials(connection, key_id)
        if credentials is None:
            return None
        found.append(credentials)
        return public_key_of(credentials.public_key)

    try:
        verify_signature(as_signed(request), body, find_key, now)
        kiosk = _admitted(found[0], now)
    except SignatureFaultError as fault:
        raise refusal(fault, now) from fault
    seen_at = found[0].seen_at
    if seen_at is None or not timedelta() <= now - seen_at < SEEN_EVERY:
        connection.execute(_SEEN, {"now": now, "id": kiosk.id})
    return kiosk


def _admitted(credentials: Credentials, now: datetime) -> PairedKiosk:
    if credentials.denied_at is not None:
        raise SignatureFaultError(SignatureFault.DENIED, "This kiosk is on the deny list.")
    if credentials.expires_at <= now:
        raise SignatureFaultError(
            SignatureFault.EXPIRED,
            f"The kiosk's certificate ended at {credentials.expires_at.isoformat()}: pair it again.",
        )
    return credentials.kiosk


def refusal(fault: SignatureFaultError, now: datetime) -> HTTPException:
    """Return the 401 for a fault: its kind as `error`, and the centre's time."""
    headers = {
        "WWW-Authenticate": f'Signature realm="kiosk", error="{fault.fault}"',
        TIME_HEADER: str(int(now.timestamp())),
    }
    return HTTPException(HTTPStatus.UNAUTHORIZED, fault.what, headers)


class _KioskSignature(SecurityBase):
    """Says in the OpenAPI document that an operation is signed by a kiosk. It verifies nothing: `signed_kiosk` does."""

    def __init__(self) -> None:
        self.model = HTTPBase(scheme="signature", description=_SCHEME)
        self.scheme_name = SCHEME_NAME

    async def __call__(self) -> None:
        """Let every request pass."""


kiosk_signature = _KioskSignature()
"""A dependency of the routes that are signed: whoever verifies by hand declares it beside."""


async def body_of(request: Request) -> bytes:
    """Return the body, which a route may read again."""
    return await request.body()


def signed_kiosk(
    request: Request,
    body: Annotated[bytes, Depends(body_of)],
    _declared: Annotated[None, Depends(kiosk_signature)],
) -> PairedKiosk:
    """Return the kiosk that signed the request. Raises a 401 where none did that is admitted."""
    service = service_of(request)
    with service.primary.begin() as connection:
        return kiosk_of_request(connection, request, body, service.now())


SomeKiosk = Annotated[PairedKiosk, Depends(signed_kiosk)]
"""A route's parameter: the kiosk that signed the request."""


def public_key_of(written: str) -> Ed25519PublicKey | None:
    """Return the key of 43 characters of base64url; None for anything else."""
    if len(written) != _PUBLIC_KEY_CHARACTERS:
        return None
    try:
        return Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(written + "="))
    except (ValueError, binascii.Error):
        return None
