"""The words of one language in Qt's own form, for QML's `qsTr("key")`.

A QTranslator written in Python is asked from QML's loader thread while the main thread waits for
that thread and holds the interpreter: the screen hangs at start. So the words are packed into Qt's
message file format (.qm) in memory, and Qt's own translator reads them.

The format (qtbase, qtranslator.cpp): a magic number; then sections `tag u8, length u32, bytes`,
big endian. "Hashes" are (ELF hash of the key, offset into Messages) pairs in rising order;
a message is `tag 3, length, UTF-16BE text`, `tag 6, length, key`, `tag 1`. Without a context
it holds for every context.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import Protocol

from PySide6.QtCore import QObject, QTranslator

_MAGIC = bytes.fromhex("3cb86418caef9c95cd211cbf60a1bddd")
_HASHES, _MESSAGES = 0x42, 0x69
_END, _TRANSLATION, _SOURCE_TEXT = 1, 3, 6


class Speaks(Protocol):
    """The catalogue in one language: `words("screen.next")`."""

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the words behind `key`."""
        ...


class WordsTranslator(QTranslator):
    """Answers qsTr from one language's words. Install it, and retranslate after `speak`."""

    def __init__(self, words: Speaks, keys: Iterable[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keys = tuple(keys)
        self._packed = b""
        self.speak(words)

    def speak(self, words: Speaks) -> None:
        """Answer from `words` from now on."""
        packed = pack({key: words(key) for key in self._keys})
        assert self.load(packed), "Qt refuses the packed words"
        self._packed = packed  # Qt reads it in place: it must outlive the load


def pack(words: dict[str, str]) -> bytes:
    """Return `words` as the bytes of a .qm file."""
    hashes: list[tuple[int, int]] = []
    messages = bytearray()
    for key, text in words.items():
        source = key.encode()
        spoken = text.encode("utf-16-be")
        hashes.append((_elf_hash(source), len(messages)))
        messages += struct.pack(">BI", _TRANSLATION, len(spoken)) + spoken
        messages += struct.pack(">BI", _SOURCE_TEXT, len(source)) + source + bytes([_END])
    index = b"".join(struct.pack(">II", *pair) for pair in sorted(hashes))
    sections = ((_HASHES, index), (_MESSAGES, bytes(messages)))
    return _MAGIC + b"".join(struct.pack(">BI", tag, len(content)) + content for tag, content in sections)


def _elf_hash(name: bytes) -> int:
    value = 0
    for byte in name:
        value = ((value << 4) + byte) & 0xFFFFFFFF
        high = value & 0xF0000000
        value = (value ^ (high >> 24)) & ~high
    return value or 1
