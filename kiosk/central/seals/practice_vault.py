"""The samples' test keys: their seeds are published, so nothing made with them proves anything."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.central.seals.vault import HeldKey, KeyName
from kiosk.errors import VaultError
from kiosk.trust.message import FIRST_TEST_KEY_ID

SEED_BYTES = 32


@dataclass(frozen=True, slots=True)
class PracticeVault:
    """Keys whose handle is the seed itself. Every kiosk in a market calls their seals practice."""

    kind: str = "practice"

    def hold(self, name: KeyName, seed: bytes) -> HeldKey:
        """Return the test key of `seed`. Raises VaultError SEAL-32 for an id that is no test key's."""
        public = _private(name, seed).public_key().public_bytes_raw()
        return HeldKey(name, public, self.kind, seed)

    def make(self, name: KeyName) -> HeldKey:
        """Refuse: test keys come with the samples."""
        raise _no_test_key(name)

    def sign(self, key: HeldKey, message: bytes) -> bytes:
        """Return the signature of `message`. Raises VaultError SEAL-32 for an id that is no test key's."""
        return _private(key.name, key.handle).sign(message)


def _private(name: KeyName, seed: bytes) -> Ed25519PrivateKey:
    if name.kid < FIRST_TEST_KEY_ID or len(seed) != SEED_BYTES:
        raise _no_test_key(name)
    return Ed25519PrivateKey.from_private_bytes(seed)


def _no_test_key(name: KeyName) -> VaultError:
    return VaultError(
        "SEAL-32",
        f"key {name.kid} of {name.establishment_id!r} is no test key of the samples, and no other is kept open.",
        "Propose a key of the establishment's own by POST /registry/keys.",
    )
