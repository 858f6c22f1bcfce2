"""The bytes that a seal signs, and the bytes of a seal. Signing and checking share them."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from kiosk.codes.code import Elements

VERSION = 1
MAX_KEY_ID = 0xFFFFF
FIRST_TEST_KEY_ID = 0xFF000
"""Keys from here on are for demonstrations and tests."""

_SEAL = re.compile("[0-9A-Za-z_-]{90}")
_HEADER_BYTES = 3
_SPARE_BITS = 0x0F


@dataclass(frozen=True, slots=True)
class SealBytes:
    """The 67 bytes of a seal. `version` is 1 or more; what it means is known for 1 only."""

    header: bytes
    signature: bytes

    @property
    def version(self) -> int:
        """The upper four bits."""
        return self.header[0] >> 4

    @property
    def key_id(self) -> int:
        """The lower 20 bits of the header."""
        return int.from_bytes(self.header, "big") & MAX_KEY_ID


def header_of(key_id: int) -> bytes:
    """Return the first three bytes of a version-1 seal by the key `key_id` (1 to 0xFFFFF)."""
    if not 1 <= key_id <= MAX_KEY_ID:
        message = f"Key id {key_id!r} is not between 1 and {MAX_KEY_ID}."
        raise ValueError(message)
    return (VERSION << 20 | key_id).to_bytes(_HEADER_BYTES, "big")


def signed_message(header: bytes, elements: Elements) -> bytes:
    """Return what is signed: a name, the header, and every element in ascending order of its digits."""
    body = "".join(f"{digits}{value}\x1d" for digits, value in sorted(elements))
    return b"TRACE-SEAL-1\x00" + header + body.encode("utf-8")


def seal_to_text(seal: SealBytes) -> str:
    """Return the 90 characters to print: base64url without padding."""
    return urlsafe_b64encode(seal.header + seal.signature).rstrip(b"=").decode("ascii")


def seal_from_text(text: str) -> SealBytes | None:
    """Return the seal that `text` spells, or None where it is malformed.

    Malformed: not 90 characters, another alphabet, spare bits that are not zero, version 0.
    """
    if not _SEAL.fullmatch(text) or _last_value(text) & _SPARE_BITS:
        return None
    content = urlsafe_b64decode(text + "==")
    seal = SealBytes(content[:_HEADER_BYTES], content[_HEADER_BYTES:])
    return seal if seal.version else None


def _last_value(text: str) -> int:
    """Return the six bits of the last character; 90 characters hold four bits more than 67 bytes."""
    return urlsafe_b64decode("AAA" + text[-1])[2] & 0x3F
