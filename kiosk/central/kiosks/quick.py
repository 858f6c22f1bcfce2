"""The signature that our own units make, verified without parsing what has one form anyway.

A kiosk's look-up is the busiest request of the centre, and the library spends more on structured
fields than the signature costs. What stands here only ever says "it holds": every other form, and
every signature that does not hold, goes to the library, which has the last word.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk.messages.signing import LABEL, TAG, TARGET, covered

_INPUT = re.compile(rf'{LABEL}=(\(([ "@a-z-]+)\);created=([0-9]{{1,10}});keyid="([0-9a-z-]{{1,36}})";tag="{TAG}")')
_SIGNATURE = re.compile(rf"{LABEL}=:([A-Za-z0-9+/]{{86}}==):")
_HOST = re.compile(r"[a-z0-9.-]+(?::[0-9]{4,5})?")
"""A host that is its own normal form: lower case, and no port that a scheme would imply."""
_TARGET = re.compile(r"(/[!$&'()*+,;=:@/A-Za-z0-9._~%-]*)(?:\?([!$&'()*+,;=:@/?A-Za-z0-9._~%-]+))?")
_VALUE = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class Held:
    """Who signed, and when by their own account (Unix seconds)."""

    key_id: str
    created: int


def quickly_verified(
    method: str,
    target: str,
    headers: Mapping[str, str],
    body: bytes,
    find_key: Callable[[str], Ed25519PublicKey | None],
) -> Held | None:
    """Return who signed, where the request has our units' own form and the signature holds; None else.

    `target` is path and query as sent, `headers` the fields that a signature can be about.
    """
    given = _INPUT.fullmatch(headers.get("signature-input", ""))
    signature = _SIGNATURE.fullmatch(headers.get("signature", ""))
    if given is None or signature is None:
        return None
    names = covered(headers)
    values = _values(method, target, headers, names)
    is_ours = given[2] == " ".join(f'"{name}"' for name in names)
    if values is None or not is_ours or not _is_body_of(headers, body):
        return None
    key = find_key(given[4])
    if key is None:
        return None
    lines = [f'"{name}": {value}' for name, value in zip(names, values, strict=True)]
    try:
        key.verify(b64decode(signature[1]), "\n".join([*lines, f'"@signature-params": {given[1]}']).encode())
    except InvalidSignature:
        return None
    return Held(given[4], int(given[3]))


def _values(method: str, target: str, headers: Mapping[str, str], names: tuple[str, ...]) -> list[str] | None:
    """Return the values of `names` in order; None where one would have to be normalised first."""
    host = headers.get("host", "")
    parts = _TARGET.fullmatch(target)
    fields = [headers[name] for name in names[len(TARGET) :]]
    if parts is None or not _HOST.fullmatch(host) or not all(_VALUE.fullmatch(value) for value in fields):
        return None
    return [method, host, parts[1], f"?{parts[2] or ''}", *fields]


def _is_body_of(headers: Mapping[str, str], body: bytes) -> bool:
    digest = headers.get("content-digest")
    if not body:
        return digest is None
    return digest == f"sha-256=:{b64encode(sha256(body).digest()).decode()}:"
