"""Whether the seal of a code is genuine (docs/specs/seal.md)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk.codes.code import Code, ForeignLink, Link
from kiosk.trust.lists import Key, KeyStatus, TrustList
from kiosk.trust.message import VERSION, SealBytes, seal_from_text, signed_message
from kiosk.trust.scope import is_in_scope


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
    if isinstance(code, ForeignLink):
        return _check_foreign(code)
    if not isinstance(code, Link) or code.seal_text is None:
        return Seal(SealState.ABSENT)
    seal = seal_from_text(code.seal_text)
    if seal is None:
        return Seal(SealState.MALFORMED)
    if seal.version > VERSION:
        return Seal(SealState.NEWER_VERSION, seal.key_id)
    return _check_signature(code, seal, trust)


def _check_foreign(code: ForeignLink) -> Seal:
    """Return `foreign_host` for a whole version-1 seal elsewhere; any other `s` there is no seal."""
    seal = None if code.seal_text is None else seal_from_text(code.seal_text)
    if seal is None or seal.version != VERSION:
        return Seal(SealState.ABSENT)
    return Seal(SealState.FOREIGN_HOST, seal.key_id)


def _check_signature(code: Link, seal: SealBytes, trust: TrustList) -> Seal:
    """Return the state by the keys of the seal's id; several may share one, and all are tried."""
    keys = [key for key in trust.keys if key.kid == seal.key_id != 0]
    if not keys:
        return Seal(SealState.UNKNOWN_KEY, seal.key_id)
    message = signed_message(seal.header, code.elements)
    signers = [key for key in keys if _verifies(key.public, seal.signature, message)]
    if not signers:
        return Seal(SealState.INVALID, seal.key_id)
    allowed = [key for key in signers if is_in_scope(key, code.elements)]
    if not allowed:
        return Seal(SealState.OUT_OF_SCOPE, seal.key_id, signers[0])
    # The same public key may stand in two rows: stolen in one, it is stolen.
    stolen = [key for key in (*allowed, *signers) if key.status is KeyStatus.COMPROMISED]
    if stolen:
        return Seal(SealState.REVOKED_KEY, seal.key_id, stolen[0])
    return Seal(SealState.VALID, seal.key_id, allowed[0])


def _verifies(public: bytes, signature: bytes, message: bytes) -> bool:
    key = _loaded(public)
    if key is None:
        return False
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=512)
def _loaded(public: bytes) -> Ed25519PublicKey | None:
    """Return the key of 32 bytes, or None for bytes that are no key; loading costs as much as verifying."""
    try:
        return Ed25519PublicKey.from_public_bytes(public)
    except ValueError:
        return None
