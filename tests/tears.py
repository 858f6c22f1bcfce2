"""Five ways in which a power cut tears a file."""

from __future__ import annotations

from collections.abc import Callable

TEARS: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "one byte": lambda content: content[:1],
    "half": lambda content: content[: len(content) // 2],
    "zeros": lambda content: bytes(len(content)),
    "sectors": lambda content: content[:64] + bytes(64) + content[128:],
}
"""What is left of the bytes of a file, by its name."""
