"""Verifying what a kiosk signed (RFC 9421), at the centre's own time, against the key that its id names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    algorithms,
)
from http_sf.compat import InnerList
from starlette.requests import Request

from kiosk.central.kiosks.quick import Held, quickly_verified
from kiosk.messages.signing import FIELDS, TAG, WINDOW, SignatureFault, covered

FindKey = Callable[[str], Ed25519PublicKey | None]
"""Gives the public key of a key id; None where there is none."""

_NEEDED = ("host", "signature", "signature-input", *FIELDS)
"""The header fields that a signature can be about; the others are left out, each costs time."""


class SignatureFaultError(Exception):
    """A request is not signed as it must be. `what` says why, in a sentence for whoever wrote the client."""

    def __init__(self, fault: SignatureFault, what: str) -> None:
        super().__init__(what)
        self.fault = fault
        self.what = what


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A request as the library wants to see it: encoded address, and the fields that count."""

    method: str
    scheme: str
    target: str
    headers: Mapping[str, str]

    @property
    def url(self) -> str:
        """The whole address."""
        return f"{self.scheme}://{self.headers.get('host', '')}{self.target}"


def as_signed(request: Request) -> SignedRequest:
    """Return `request` as it was sent. A field that was sent twice is one value, joined by a comma."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in request.scope["headers"]:
        name = raw_name.decode("latin-1")
        if name in _NEEDED:
            value = raw_value.decode("latin-1")
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
    scope = request.scope
    path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1").partition("?")[0]
    query = scope["query_string"].decode("latin-1")
    return SignedRequest(scope["method"], scope["scheme"], f"{path}?{query}" if query else path, headers)


def verify_signature(request: SignedRequest, body: bytes, find_key: FindKey, now: datetime) -> str:
    """Return the key id of the one signature that `request` bears for us. Raises SignatureFaultError."""
    held = quickly_verified(request.method, request.target, request.headers, body, find_key)
    if held is None:
        held = verified_by_library(request, body, find_key, now)
    # Looked at last: only who holds the key is told that nothing but its clock is wrong.
    made_at = datetime.fromtimestamp(held.created, UTC)
    if abs(now - made_at) > WINDOW:
        what = f"The signature was made at {made_at:%Y-%m-%dT%H:%M:%SZ}: sign again at the time of this answer."
        raise SignatureFaultError(SignatureFault.CLOCK, what)
    return held.key_id


def verified_by_library(request: SignedRequest, body: bytes, find_key: FindKey, now: datetime) -> Held:
    """Return who signed, whatever form of RFC 9421 the request has. Raises SignatureFaultError."""
    verifier = _Verifier(signature_algorithm=algorithms.ED25519, key_resolver=_Keys(find_key))
    verifier.now = now
    try:
        (result,) = verifier.verify(
            request, max_age=WINDOW, expect_tag=TAG, require_components=covered(request.headers), body=body
        )
    except HTTPMessageSignaturesException as fault:
        raise SignatureFaultError(SignatureFault.INVALID, f"The signature does not hold: {fault}.") from fault
    except ValueError as fault:
        raise SignatureFaultError(SignatureFault.INVALID, "Give one signature with tag=kiosk.") from fault
    return Held(str(result.parameters["keyid"]), int(result.parameters["created"]))


class _Keys(HTTPSignatureKeyResolver):
    """Public keys from wherever the caller finds them."""

    def __init__(self, find_key: FindKey) -> None:
        self._find_key = find_key

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey | None:
        """Return the key of `key_id`; None where there is none."""
        return self._find_key(key_id)


class _Verifier(HTTPMessageVerifier):
    """The library's verifier without its clock: `created` must be there, and is judged by who calls."""

    now: datetime

    def validate_created_and_expires(self, sig_input: InnerList, max_age: timedelta | None = None) -> None:  # noqa: ARG002  # the library's form
        """Demand a time that can be one; `expires` before now ends the signature early."""
        created = _time_of(sig_input.params.get("created"))
        if "expires" in sig_input.params and _time_of(sig_input.params["expires"]) < self.now:
            raise InvalidSignature(f"it expired, made at {created.isoformat()}")


def _time_of(value: object) -> datetime:
    try:
        return datetime.fromtimestamp(value, UTC)  # type: ignore[arg-type]  # what is no number is refused below
    except (TypeError, ValueError, OverflowError, OSError) as fault:
        raise InvalidSignature(f"{value!r} is no time") from fault
