"""A key that signs, wherever its private half may be: in a file, sealed in the database, in a token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.trust.signing import Signs


class SigningKey(Signs, Protocol):
    """An Ed25519 key that signs, and says which one it is."""

    @property
    def public(self) -> bytes:
        """The 32 bytes of its public half."""


@dataclass(frozen=True, slots=True)
class OpenKey:
    """A private key in this process's memory, as a file by hand gives it."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> bytes:
        """The 32 bytes of its public half."""
        return self.private.public_key().public_bytes_raw()

    def sign(self, message: bytes, /) -> bytes:
        """Return the 64 bytes of the signature over `message`."""
        return self.private.sign(message)
