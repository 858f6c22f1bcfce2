"""Files of secrets that only the service's user may read: the key-encryption key, and a token's PIN."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from kiosk.central.seals.sealed_vault import KEY_BYTES
from kiosk.central.seals.secrets_file import ONLY_OWNER, write_secret
from kiosk.durable import write_whole
from kiosk.errors import KioskError

MOST_KEYS = 2
"""One, and while it is replaced the one before."""
_MOST_BYTES = 4096
_OTHERS = 0o007
_GROUP_AND_OTHERS = 0o077


def read_encryption_keys(path: Path, *, is_credential: bool = False) -> tuple[bytes, ...]:
    """Return the one or two key-encryption keys in the file at `path`, the newest first.

    Raises KioskError SEAL-31 for a file that others may read, or of another size than 32 or 64 bytes.
    """
    content = _read(path, is_credential=is_credential)
    if len(content) not in (KEY_BYTES, MOST_KEYS * KEY_BYTES):
        raise _wrong(path, f"it holds {len(content)} bytes")
    keys = tuple(content[start : start + KEY_BYTES] for start in range(0, len(content), KEY_BYTES))
    if any(len(set(key)) == 1 for key in keys) or len(set(keys)) != len(keys):
        raise _wrong(path, "its bytes are not random")
    return keys


def read_pin(path: Path, *, is_credential: bool = False) -> str:
    """Return the PIN in the first line of the file at `path`. Raises KioskError SEAL-31."""
    try:
        pin = _read(path, is_credential=is_credential).decode("utf-8").partition("\n")[0].rstrip("\r")
    except UnicodeDecodeError:
        raise _wrong(path, "it is no UTF-8 text") from None
    if not pin:
        raise _wrong(path, "its first line is empty")
    return pin


def make_encryption_key(path: Path) -> None:
    """Write a new key-encryption key to a new file for its owner alone. Raises KioskError SEAL-02 as for a key."""
    write_secret(path, secrets.token_bytes(KEY_BYTES))


def add_encryption_key(path: Path) -> None:
    """Put a new key before the one in the file at `path`. Raises KioskError SEAL-31 where two stand there."""
    keys = read_encryption_keys(path)
    if len(keys) == MOST_KEYS:
        raise _wrong(path, "it holds two keys already: the older one is not yet replaced")
    _replace(path, secrets.token_bytes(KEY_BYTES) + keys[0])


def drop_older_key(path: Path) -> None:
    """Leave only the newest key in the file at `path`. Raises KioskError SEAL-31."""
    _replace(path, read_encryption_keys(path)[0])


def _read(path: Path, *, is_credential: bool) -> bytes:
    """Systemd opens a credential to the service's group in some set-ups; a file of our own is its owner's alone."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(_MOST_BYTES)
    except OSError as fault:
        raise _wrong(path, fault.strerror or str(fault)) from fault
    if mode & (_OTHERS if is_credential else _GROUP_AND_OTHERS):
        raise _wrong(path, f"others may read or write it (mode {mode & 0o777:03o})")
    return content


def _replace(path: Path, content: bytes) -> None:
    """Put `content` in the place of the file at once: a power cut leaves the one or the other."""
    try:
        write_whole(path, content, mode=ONLY_OWNER)
    except OSError as fault:
        raise _wrong(path, fault.strerror or str(fault)) from fault


def _wrong(path: Path, reason: str) -> KioskError:
    return KioskError(
        "SEAL-31",
        f"the secret in {str(path)!r} cannot be used: {reason}.",
        "It belongs to the service's user alone (chmod 600); kiosk central seal vault make makes a key of 32 bytes.",
    )
