"""A vault whose private keys stand in the database, each sealed by the key-encryption key.

AES-256-GCM with a fresh nonce; key id, establishment and public key are authenticated with it, so
that a handle that was moved to another row opens nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.central.seals.vault import HeldKey, KeyName
from kiosk.errors import VaultError

KEY_BYTES = 32
_FORM = b"\x01"
_ID_BYTES = 8
_NONCE_BYTES = 12
_PRIVATE_BYTES = 32
_TAG_BYTES = 16
HANDLE_BYTES = len(_FORM) + _ID_BYTES + _NONCE_BYTES + _PRIVATE_BYTES + _TAG_BYTES


@dataclass(frozen=True, slots=True, repr=False)
class SealedVault:
    """`encryption_keys` are one or two of 32 bytes: the first seals, each opens what it sealed.

    Two stand while one takes the other's place (`reseal`).
    """

    encryption_keys: tuple[bytes, ...]
    kind: str = "sealed"

    def make(self, name: KeyName) -> HeldKey:
        """Return a new key, its private half sealed in the handle."""
        return self.hold(name, Ed25519PrivateKey.generate())

    def hold(self, name: KeyName, private: Ed25519PrivateKey) -> HeldKey:
        """Return `private` sealed under `name`: a key that was made elsewhere comes in, none goes out."""
        public = private.public_key().public_bytes_raw()
        first, nonce = self.encryption_keys[0], secrets.token_bytes(_NONCE_BYTES)
        sealed = AESGCM(first).encrypt(nonce, private.private_bytes_raw(), _bound_to(name, public))
        return HeldKey(name, public, self.kind, _FORM + _id_of(first) + nonce + sealed)

    def sign(self, key: HeldKey, message: bytes) -> bytes:
        """Return the signature of `message`. Raises VaultError SEAL-32."""
        return self._opened(key).sign(message)

    def reseal(self, key: HeldKey) -> HeldKey:
        """Return the same key, sealed anew by the first key-encryption key. Raises VaultError SEAL-32."""
        return self.hold(key.name, self._opened(key))

    def is_current(self, key: HeldKey) -> bool:
        """Return whether the first key-encryption key sealed it."""
        return key.handle[1 : 1 + _ID_BYTES] == _id_of(self.encryption_keys[0])

    def _opened(self, key: HeldKey) -> Ed25519PrivateKey:
        opener = _opener(self.encryption_keys, key.handle)
        if opener is None or key.vault != self.kind:
            raise _cannot_open(key, "another key-encryption key sealed it")
        start = len(_FORM) + _ID_BYTES
        nonce, sealed = key.handle[start : start + _NONCE_BYTES], key.handle[start + _NONCE_BYTES :]
        try:
            private = AESGCM(opener).decrypt(nonce, sealed, _bound_to(key.name, key.public))
        except InvalidTag:
            raise _cannot_open(key, "it was changed, or moved from another row") from None
        return Ed25519PrivateKey.from_private_bytes(private)


def _opener(encryption_keys: Sequence[bytes], handle: bytes) -> bytes | None:
    if len(handle) != HANDLE_BYTES or handle[:1] != _FORM:
        return None
    return next((key for key in encryption_keys if handle[1 : 1 + _ID_BYTES] == _id_of(key)), None)


def _id_of(encryption_key: bytes) -> bytes:
    """Return by what a handle names the key that sealed it: says nothing of the key itself."""
    return sha256(b"TRACE-VAULT-KEY\x00" + encryption_key).digest()[:_ID_BYTES]


def _bound_to(name: KeyName, public: bytes) -> bytes:
    return b"TRACE-VAULT-1\x00" + name.kid.to_bytes(3, "big") + public + name.establishment_id.encode("utf-8")


def _cannot_open(key: HeldKey, why: str) -> VaultError:
    return VaultError(
        "SEAL-32",
        f"the private key {key.name.kid} of {key.name.establishment_id!r} cannot be opened: {why}.",
        "Start the centre with the key-encryption key that sealed it, or bring the row back from a backup.",
    )
