"""Sealing: what the central service does with a private key. A kiosk never holds one."""

from __future__ import annotations

from typing import Protocol

from kiosk.codes.code import Elements
from kiosk.trust.message import SealBytes, header_of, seal_to_text, signed_message


class Signs(Protocol):
    """What signs by Ed25519 (RFC 8032, pure), wherever its private key may be."""

    def sign(self, message: bytes, /) -> bytes:
        """Return the 64 bytes of the signature over `message`."""


def seal_text(elements: Elements, kid: int, private_key: Signs) -> str:
    """Return the seal of `elements` by the key `kid`: 90 characters for the link's `s`.

    Raises ValueError for a key id out of range. Whether the key may sign them is asked before,
    of `kiosk.trust.scope.is_in_scope`.
    """
    header = header_of(kid)
    return seal_to_text(SealBytes(header, private_key.sign(signed_message(header, elements))))
