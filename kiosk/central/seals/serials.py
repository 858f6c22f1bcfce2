"""Serial numbers of a lot: drawn so that they neither count nor can be guessed, or read from a file."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

from kiosk.errors import KioskError

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Base 32 without I, L, O and U: nobody takes one character for another."""
LENGTH = 8
BITS = 5 * LENGTH


def draw_serials(count: int, random_bits: Callable[[int], int] = secrets.randbits) -> tuple[str, ...]:
    """Return `count` different serials of 8 characters. `random_bits` returns so many random bits."""
    drawn: dict[str, None] = {}
    while len(drawn) < count:
        drawn[_spelled(random_bits(BITS))] = None
    return tuple(drawn)


def read_serials(path: Path) -> tuple[str, ...]:
    """Return the serials in the file at `path`, one a line; empty lines are left out.

    Raises KioskError SEAL-04 for a file that cannot be read, holds none, or holds one twice.
    Whether each may stand in a link is not asked here.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except OSError as fault:
        raise _no_serials(path, fault.strerror or str(fault)) from fault
    except UnicodeDecodeError:
        raise _no_serials(path, "it is no UTF-8 text") from None
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        serial = line.strip(" \t")
        if serial in seen:
            raise _no_serials(path, f"line {number}: {serial!r} stands in line {seen[serial]} already")
        if serial:
            seen[serial] = number
    if not seen:
        raise _no_serials(path, "it holds no serial")
    return tuple(seen)


def _spelled(number: int) -> str:
    return "".join(CROCKFORD[number >> shift & 31] for shift in range(BITS - 5, -1, -5))


def _no_serials(path: Path, reason: str) -> KioskError:
    return KioskError(
        "SEAL-04", f"the serials in {str(path)!r} cannot be used: {reason}.", "Give a text with one serial a line."
    )
