"""The signed lists that the centre publishes, as one value for the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kiosk.codes.schemes import Scheme


class KeyStatus(StrEnum):
    """`active` signs and verifies; `retired` still verifies; `compromised` was stolen."""

    ACTIVE = "active"
    RETIRED = "retired"
    COMPROMISED = "compromised"


@dataclass(frozen=True, slots=True)
class Key:
    """A public key that may seal labels (docs/specs/seal.md, section 2)."""

    kid: int
    public: bytes
    """32 bytes, Ed25519."""
    issuer: str
    gln: str
    gtins: frozenset[str]
    gtin_prefixes: tuple[str, ...]
    glns: frozenset[str]
    not_before: date
    not_after: date
    status: KeyStatus
    status_since: datetime | None


@dataclass(frozen=True, slots=True)
class TrustList:
    """Who may seal, and the city's own hosts (lower case)."""

    version: int
    issued: datetime
    hosts: tuple[str, ...]
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Lists:
    """Trust list and label schemes. `confirmed_at`: when the centre last said they are its newest."""

    trust: TrustList
    schemes: tuple[Scheme, ...]
    confirmed_at: datetime | None
