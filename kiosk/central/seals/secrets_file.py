"""Writes a secret to a file that only its owner may read."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from kiosk.durable import settle
from kiosk.errors import KioskError

ONLY_OWNER = 0o600


def write_secret(path: Path, content: bytes) -> None:
    """Write `content` to a new file; durable on return.

    Raises KioskError SEAL-02; a file that stands there is never overwritten.
    """
    is_made = False
    try:
        with open(path, "xb", opener=_private) as file:
            is_made = True
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        settle(path.parent)
    except OSError as fault:
        if is_made:
            with suppress(OSError):
                path.unlink()
        raise KioskError(
            "SEAL-02",
            f"the private key cannot be written to {str(path)!r}: {fault.strerror or fault}.",
            "Name a new file in a folder of your own; a key that stands there is never overwritten.",
        ) from fault


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, ONLY_OWNER)
