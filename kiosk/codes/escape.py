"""A stranger's bytes as text that does nothing to a terminal, a log or a file."""

from __future__ import annotations


def escaped(content: bytes) -> str:
    r"""Return `content` as UTF-8 text, with `\\` for a backslash and `\xNN`, `\uNNNN` for all that does not print.

    Different bytes give different texts.
    """
    return printable(content.decode("utf-8", "surrogateescape").replace("\\", "\\\\"))


def printable(text: str) -> str:
    r"""Return `text` with `\xNN`, `\uNNNN` for all that does not print: controls, line ends, direction marks."""
    return "".join(character if character.isprintable() else _number(character) for character in text)


def _number(character: str) -> str:
    number = ord(character)
    if 0xDC80 <= number <= 0xDCFF:  # a byte that was no UTF-8 (PEP 383)
        return f"\\x{number - 0xDC00:02x}"
    return character.encode("unicode_escape").decode("ascii")
