"""One row of a table of vectors: what is printed, and what a reader must say of it, written by hand.

Sealing here is PyNaCl with a message built from the specification's own sentence: no code of the
verifier under test makes the vectors.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass

import nacl.signing

SEAL = "{s}"
"""Stands in a payload where the seal is to be printed."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key that anyone may know: 32 bytes, all of them `byte`."""

    kid: int
    byte: int

    @property
    def key(self) -> nacl.signing.SigningKey:
        """The private key."""
        return nacl.signing.SigningKey(bytes([self.byte]) * 32)


@dataclass(frozen=True, slots=True)
class Row:
    """What is printed, and what each stage must give.

    `says` is level, headline, origin, certification and authenticity. `code` is
    `key=value` pairs with blanks between them. `signs` is what was sealed, where that is not `code`;
    `spoil` changes the 67 bytes or the text of the seal before it is printed.
    """

    name: str
    payload: str | bytes
    family: str
    says: str
    why: str
    refused: str | None = None
    code: str = ""
    seal: str = "absent"
    symbology: str | None = "]Q1"
    by: Signer | None = None
    signs: str | None = None
    version: int = 1
    spoil_bytes: Callable[[bytes], bytes] | None = None
    spoil_text: Callable[[str], str] | None = None
    finding: str = "nothing"
    unit: str = "market"
    clock: str = "now"
    confirmed: str = "today"

    def printed(self) -> bytes:
        """Return the payload, sealed where it is to be."""
        if isinstance(self.payload, bytes):
            return self.payload
        if self.by is None:
            return self.payload.encode()
        seal = seal_bytes(self.by, pairs(self.code if self.signs is None else self.signs), self.version)
        if self.spoil_bytes is not None:
            seal = self.spoil_bytes(seal)
        text = urlsafe_b64encode(seal).rstrip(b"=").decode()
        return self.payload.replace(SEAL, self.spoil_text(text) if self.spoil_text else text).encode()


def pairs(text: str) -> dict[str, str]:
    """Return `key=value` pairs with blanks between them; no value that GS1 allows holds a blank."""
    return dict(piece.split("=", 1) for piece in text.split())


def signed_message(header: bytes, elements: dict[str, str]) -> bytes:
    """Return what is signed: the name and 00, the header, and each element in ascending order of its digits."""
    body = b"".join(ai.encode() + elements[ai].encode() + b"\x1d" for ai in sorted(elements))
    return b"TRACE-SEAL-1\x00" + header + body


def seal_bytes(signer: Signer, elements: dict[str, str], version: int = 1) -> bytes:
    """Return the 67 bytes of a seal."""
    header = (version << 20 | signer.kid).to_bytes(3, "big")
    return header + signer.key.sign(signed_message(header, elements)).signature
