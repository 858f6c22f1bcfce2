"""A key of our own, a list that trusts it, and links that it seals."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.codes.classify import classify
from kiosk.codes.code import Elements
from kiosk.codes.digital_link import link_text
from kiosk.codes.payload import Payload
from kiosk.trust.lists import Key, KeyStatus, TrustList
from kiosk.trust.seal import Seal, check_seal
from kiosk.trust.signing import seal_text

KID = 0xFFA17
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
GTIN = "09521234543213"
GLN = "9521234000013"
UNIT: Elements = (("01", GTIN), ("10", "L2611A"), ("21", "7K2M9Q"), ("17", "261130"))

KEY = Key(
    kid=KID,
    public=PRIVATE.public_key().public_bytes_raw(),
    issuer="HTX Rau mẫu",
    gln=GLN,
    gtins=frozenset((GTIN,)),
    gtin_prefixes=(),
    glns=frozenset((GLN,)),
    not_before=date(2026, 1, 1),
    not_after=date(2027, 1, 1),
    status=KeyStatus.ACTIVE,
    status_since=None,
)
OTHER_KEY = replace(KEY, public=OTHER_PRIVATE.public_key().public_bytes_raw())


def trusting(*keys: Key) -> TrustList:
    return TrustList(version=1, issued=datetime(2026, 11, 23, tzinfo=UTC), hosts=("trace.example",), keys=keys)


def check(link: str, trust: TrustList) -> Seal:
    return check_seal(classify(Payload(link.encode(), "]Q1"), trust.hosts, ()), trust)


def sealed(elements: Elements = UNIT, kid: int = KID, private: Ed25519PrivateKey = PRIVATE) -> str:
    return link_text("trace.example", elements, seal_text(elements, kid, private))
