"""The vault: makes signing keys and signs with them. A private key never leaves it.

Three kinds answer to one interface: private keys sealed by a key-encryption key (`sealed_vault`),
keys inside a PKCS#11 token (`token_vault`), and the samples' test keys, which are no secret
(`practice_vault`). What a vault needs to find a key again is its `handle`; the database keeps it
and cannot use it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from kiosk.errors import KioskError, VaultError


@dataclass(frozen=True, slots=True)
class KeyName:
    """Which key it is: its id in the trust list, and whose it is. A handle opens under its own name only."""

    kid: int
    establishment_id: str


@dataclass(frozen=True, slots=True)
class HeldKey:
    """One signing key as the database knows it. `handle` is of no use without the vault of its kind."""

    name: KeyName
    public: bytes
    """32 bytes, Ed25519."""
    vault: str
    """The kind of vault that made it."""
    handle: bytes


class Vault(Protocol):
    """Makes and uses signing keys."""

    @property
    def kind(self) -> str:
        """The word that the database keeps beside each key."""

    def make(self, name: KeyName) -> HeldKey:
        """Return a new key of this name. Raises VaultError SEAL-30 to SEAL-34 where the vault cannot."""

    def sign(self, key: HeldKey, message: bytes) -> bytes:
        """Return the 64 bytes of the Ed25519 signature. Raises VaultError SEAL-30 to SEAL-34."""


@dataclass(frozen=True, slots=True)
class VaultKey:
    """A key of a vault, as a signer takes it."""

    vault: Vault
    held: HeldKey

    @property
    def public(self) -> bytes:
        """The 32 bytes of its public half."""
        return self.held.public

    def sign(self, message: bytes, /) -> bytes:
        """Return the 64 bytes of the signature over `message`."""
        return self.vault.sign(self.held, message)


@dataclass(frozen=True, slots=True)
class ClosedVault:
    """A vault that does nothing but say why: the service serves on, and seals nothing."""

    fault: KioskError
    kind: str = "closed"

    def make(self, name: KeyName) -> HeldKey:  # noqa: ARG002  # as every vault
        """Raise why this vault is closed."""
        raise self._again()

    def sign(self, key: HeldKey, message: bytes) -> bytes:  # noqa: ARG002  # as every vault
        """Raise why this vault is closed."""
        raise self._again()

    def _again(self) -> VaultError:
        """Return a new error each time: one that is raised twice would gather the tracebacks of all requests."""
        return VaultError(self.fault.number, self.fault.what, self.fault.remedy)


def no_vault() -> ClosedVault:
    """Return the vault of a centre that was given no key at its start."""
    fault = VaultError(
        "SEAL-30",
        "this centre was started without a vault, so that no key can be made or used.",
        "Give it the credential central-key, or name its file by KIOSK_CENTRAL__KEY_FILE; "
        "kiosk central seal vault make makes one.",
    )
    return ClosedVault(fault)
