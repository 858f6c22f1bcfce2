"""Whether the seal of a code is genuine (docs/specs/seal.md)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.codes.code import Code
from kiosk.trust.lists import Key, TrustList


class SealState(StrEnum):
    """In the order of the specification: the first that holds."""

    FOREIGN_HOST = "foreign_host"
    ABSENT = "absent"
    MALFORMED = "malformed"
    NEWER_VERSION = "newer_version"
    UNKNOWN_KEY = "unknown_key"
    INVALID = "invalid"
    OUT_OF_SCOPE = "out_of_scope"
    REVOKED_KEY = "revoked_key"
    VALID = "valid"


@dataclass(frozen=True, slots=True)
class Seal:
    """The state of a seal, its key id where one was read, and the key that verified it."""

    state: SealState
    key_id: int | None = None
    key: Key | None = None


def check_seal(code: Code, trust: TrustList) -> Seal:
    """Return the state of the seal of `code`. Total: never raises."""
    raise NotImplementedError
