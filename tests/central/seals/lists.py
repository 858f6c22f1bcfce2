"""A key made as the centre makes it, and the lists that carry it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.central.seals.keys import NewKey, make_key
from kiosk.central.seals.signer import Signer, make_signer
from kiosk.central.seals.signing_key import OpenKey
from kiosk.codes.code import Elements
from kiosk.trust.lists import Key, TrustList

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
HOST = "trace.example"
GTIN, OTHER_GTIN, GLN = "09521234543213", "09521234544302", "9521234000013"
WANTED = NewKey(1047000, "HTX Rau mẫu", GLN, (GTIN,), ("952199",), (GLN,), date(2026, 1, 1), date(2027, 1, 1))
PRIVATE, KEY = make_key(WANTED)
UNIT: Elements = (("01", GTIN), ("10", "L2611A"), ("21", "7K2M9Q4T"), ("17", "261130"))


def trusting(*keys: Key, version: int = 7, age: timedelta = timedelta(days=3)) -> TrustList:
    return TrustList(version, AT - age, (HOST,), keys)


def signing(*lists: TrustList, private: Ed25519PrivateKey = PRIVATE, host: str = HOST, at: datetime = AT) -> Signer:
    return make_signer(OpenKey(private), lists or [trusting(KEY)], host, at)


def changed(**changes: Any) -> Key:
    return replace(KEY, **changes)
