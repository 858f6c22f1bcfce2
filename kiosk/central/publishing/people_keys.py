"""Keys of people, in files: made and used on machines of their own, never at the centre."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from kiosk.central.publishing.folder import read_file
from kiosk.central.publishing.signers import KeySigner
from kiosk.central.seals.secrets_file import write_secret
from kiosk.central.seals.signing_key import OpenKey
from kiosk.errors import KioskError

_MOST_BYTES = 4096


def make_key_file(path: Path, passphrase: str) -> str:
    """Write a new private key to a new file for its owner alone, and return the public half: 64 hexadecimal digits.

    Sealed by `passphrase`, "" for none. Raises KioskError SEAL-02; nothing is overwritten.
    """
    private = Ed25519PrivateKey.generate()
    sealed = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    write_secret(path, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, sealed))
    return private.public_key().public_bytes_raw().hex()


def read_key_file(path: Path, ask: Callable[[], str]) -> KeySigner:
    """Return the key in a file, `ask` for its passphrase where it has one. Raises KioskError PUB-08, SEAL-03."""
    content = read_file(path, _MOST_BYTES)
    try:
        private = load_pem_private_key(content, ask().encode() if b"ENCRYPTED" in content else None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise _no_key(path, "it holds no private key in PEM, or the passphrase is another") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise _no_key(path, "its key is not Ed25519")
    return KeySigner(OpenKey(private))


def _no_key(path: Path, reason: str) -> KioskError:
    return KioskError(
        "SEAL-03", f"the key {str(path)!r} cannot be used: {reason}.", "Name a file that central tuf key made."
    )
