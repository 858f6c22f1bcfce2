"""Signing keys: made here, written to a file that nobody else may read, and read from there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from kiosk.central.seals.secrets_file import write_secret
from kiosk.codes.gtin import has_check_digit, to_gtin14
from kiosk.errors import KioskError
from kiosk.trust.lists import Key, KeyStatus
from kiosk.trust.message import MAX_KEY_ID

_GTIN = re.compile("[0-9]{8}|[0-9]{12,14}")
_GLN = re.compile("[0-9]{13}")
_PREFIX = re.compile("[0-9]{3,13}")


@dataclass(frozen=True, slots=True)
class NewKey:
    """What a new key shall be allowed: whose it is, what it may seal, and on which days (Hanoi)."""

    kid: int
    issuer: str
    gln: str
    gtins: tuple[str, ...]
    gtin_prefixes: tuple[str, ...]
    glns: tuple[str, ...]
    not_before: date
    not_after: date


def make_key(wanted: NewKey) -> tuple[Ed25519PrivateKey, Key]:
    """Return a new private key, and its entry for the trust list.

    Raises KioskError SEAL-01 for an entry that no trust list may hold, or that allows nothing.
    """
    private = Ed25519PrivateKey.generate()
    return private, entry_of(wanted, private.public_key().public_bytes_raw())


def write_private_key(path: Path, private: Ed25519PrivateKey) -> None:
    """Write `private` as PEM (PKCS #8) to a new file that only its owner may read; durable on return.

    Raises KioskError SEAL-02; a file that stands there is never overwritten.
    """
    write_secret(path, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def read_private_key(path: Path) -> Ed25519PrivateKey:
    """Return the private key in the PEM file at `path`. Raises KioskError SEAL-03."""
    try:
        private = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as fault:
        raise _no_key(path, fault.strerror or str(fault)) from fault
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise _no_key(path, "it holds no private key in PEM without a passphrase") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise _no_key(path, "its key is not Ed25519")
    return private


def gtin_of(text: str) -> str:
    """Return a GTIN of 8, 12, 13 or 14 digits in its normal form. Raises KioskError SEAL-01."""
    if not _GTIN.fullmatch(text) or not has_check_digit(text):
        raise _wrong("the GTIN", text, "8, 12, 13 or 14 digits, the last of them the check digit")
    return to_gtin14(text)


def entry_of(wanted: NewKey, public: bytes) -> Key:
    """Return the trust list's entry for the key `public`. Raises KioskError SEAL-01 as `make_key` does."""
    if not 1 <= wanted.kid <= MAX_KEY_ID:
        raise _wrong("the key id", wanted.kid, f"1 to {MAX_KEY_ID}; for tests and demonstrations from 1044480 on")
    if not wanted.issuer.strip():
        raise _wrong("the issuer", wanted.issuer, "a name")
    if wanted.not_after < wanted.not_before:
        raise _wrong("the last day", wanted.not_after.isoformat(), f"{wanted.not_before} or later")
    if not (wanted.gtins or wanted.gtin_prefixes or wanted.glns):
        raise _wrong("the scope", "", "at least one GTIN, prefix or place: an empty scope allows nothing")
    return Key(
        kid=wanted.kid,
        public=public,
        issuer=wanted.issuer.strip(),
        gln=_gln_of(wanted.gln),
        gtins=frozenset(gtin_of(text) for text in wanted.gtins),
        gtin_prefixes=_prefixes_of(wanted.gtin_prefixes),
        glns=frozenset(_gln_of(text) for text in wanted.glns),
        not_before=wanted.not_before,
        not_after=wanted.not_after,
        status=KeyStatus.ACTIVE,
        status_since=None,
    )


def _gln_of(text: str) -> str:
    if not _GLN.fullmatch(text) or not has_check_digit(text):
        raise _wrong("the GLN", text, "13 digits, the last of them the check digit")
    return text


def _prefixes_of(texts: Iterable[str]) -> tuple[str, ...]:
    prefixes = tuple(dict.fromkeys(texts))
    for text in prefixes:
        if not _PREFIX.fullmatch(text):
            raise _wrong("the prefix", text, "3 to 13 digits, compared with the digits 2 to 14 of a GTIN")
    return prefixes


def _wrong(name: str, value: object, right: str) -> KioskError:
    return KioskError("SEAL-01", f"{name} is {value!r}, which cannot be.", f"Right would be: {right}.")


def _no_key(path: Path, reason: str) -> KioskError:
    return KioskError(
        "SEAL-03", f"the key {str(path)!r} cannot be used: {reason}.", "Name a file that central seal key made."
    )
