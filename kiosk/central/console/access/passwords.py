"""Passwords: argon2id (RFC 9106), and what is too weak to be one."""

from __future__ import annotations

import os
import threading
import unicodedata
from functools import cache
from typing import Final

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

SHORTEST, LONGEST = 12, 200
FEWEST_LETTERS = 5
"""Different ones: "aaaaaaaaaaaa" has one."""

_MEMORY_KIB: Final = 19 * 1024
_PASSES: Final = 2
_LANES: Final = 1
_SALT_BYTES: Final = 16
_HASH_BYTES: Final = 32
_AT_ONCE = threading.BoundedSemaphore(4)
"""Each takes 19 MiB and a core for some 30 ms: a crowd at the door waits, and kiosks do not."""


def hash_password(password: str) -> str:
    """Return what is kept of a password, in the PHC form."""
    maker = Argon2id(
        salt=os.urandom(_SALT_BYTES), length=_HASH_BYTES, iterations=_PASSES, lanes=_LANES, memory_cost=_MEMORY_KIB
    )
    with _AT_ONCE:
        return maker.derive_phc_encoded(_composed(password))


def is_password(password: str, kept: str | None) -> bool:
    """Return whether `kept` was made of `password`. None is nobody's, and takes as long as somebody's."""
    if len(password) > LONGEST:
        password = ""
    with _AT_ONCE:
        is_right = _fits(password, kept or _nobodys())
    return is_right and kept is not None


def fault_of_password(password: str, name: str) -> str | None:
    """Return the words' key for why `password` is too weak for the user called `name`; None where it will do."""
    if len(password) < SHORTEST:
        return "console.fault.password_short"
    if len(password) > LONGEST:
        return "console.fault.long"
    folded = _composed(password).decode().casefold()
    if len(set(folded)) < FEWEST_LETTERS or folded in {name.casefold(), name.casefold() * 2}:
        return "console.fault.password_weak"
    return None


def _fits(password: str, kept: str) -> bool:
    try:
        Argon2id.verify_phc_encoded(_composed(password), kept)
    except InvalidKey:
        return False
    return True


@cache
def _nobodys() -> str:
    """Return the hash that an unknown name is judged by; no password fits it."""
    maker = Argon2id(
        salt=os.urandom(_SALT_BYTES), length=_HASH_BYTES, iterations=_PASSES, lanes=_LANES, memory_cost=_MEMORY_KIB
    )
    return maker.derive_phc_encoded(os.urandom(_HASH_BYTES))


def _composed(password: str) -> bytes:
    """Return the bytes of a password: Vietnamese marks are typed composed on one keyboard, apart on another."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
