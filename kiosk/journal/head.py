"""The head of a journal: its last row, signed by the device's key. Whoever has it sees rows that are cut off. Pure."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.messages.journal_head import JournalHead

_PURPOSE = b"kiosk journal head 1\n"
"""Keeps what is signed apart from every other thing that this key signs: a request begins with '"@method"'."""


def signed_head(
    key: Ed25519PrivateKey, device_id: str, journal: str, sequence: int, digest: str, made_at: datetime
) -> JournalHead:
    """Return the head of `journal` at row `sequence`, signed at the aware `made_at` by the clock of the device."""
    at = made_at.astimezone(UTC).replace(microsecond=0)
    signature = key.sign(_statement(device_id, journal, sequence, digest, at))
    written = urlsafe_b64encode(signature).rstrip(b"=").decode()
    return JournalHead(journal=journal, sequence=sequence, digest=digest, made_at=at, signature=written)


def is_signed_by(head: JournalHead, key: Ed25519PublicKey, device_id: str) -> bool:
    """Return whether the device `device_id`, whose public key is `key`, signed `head`."""
    statement = _statement(device_id, head.journal, head.sequence, head.digest, head.made_at)
    try:
        key.verify(urlsafe_b64decode(head.signature + "=="), statement)
    except InvalidSignature:
        return False
    return True


def _statement(device_id: str, journal: str, sequence: int, digest: str, made_at: datetime) -> bytes:
    at = int(made_at.timestamp())
    return _PURPOSE + "\n".join((device_id, journal, str(sequence), digest, str(at))).encode()
