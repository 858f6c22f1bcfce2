"""A label printer, as far as our ZPL needs one: ^XA ^PW ^LL ^LH ^FO ^GFA ^FS ^XZ. Anything else is a fault."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
_COMMAND = re.compile(r"\^([A-Z0-9]{2})([^^]*)")
_PAPER = 255


class OutOfLabelError(Exception):
    """Something would be printed where there is no paper."""


def print_zpl(zpl: bytes) -> Iterator[Pixels]:
    """The labels that a printer makes of `zpl`: black is 0, paper 255, one pixel a dot."""
    width = height = x = y = 0
    paper: Pixels | None = None
    for name, said in _COMMAND.findall(zpl.decode("ascii").replace("\n", "")):
        match name:
            case "XA":
                width = height = 0
            case "PW":
                width = int(said)
            case "LL":
                height = int(said)
                paper = np.full((height, width), _PAPER, np.uint8)
            case "LH":
                assert said == "0,0"
            case "FO":
                x, y = map(int, said.split(","))
            case "GF":
                assert paper is not None
                _stamp(paper, x, y, said)
            case "FS":
                pass
            case "XZ":
                assert paper is not None
                yield paper
                paper = None
            case _:
                raise AssertionError(f"^{name} is no command that our labels use")


def _stamp(paper: Pixels, x: int, y: int, said: str) -> None:
    kind, sent, total, row_bytes, squeezed = said.split(",", 4)
    assert (kind, sent) == ("A", total)
    rows = list(_unsqueezed(squeezed, 2 * int(row_bytes)))
    assert len(rows) * int(row_bytes) == int(total)
    bits = np.unpackbits(np.frombuffer(bytes.fromhex("".join(rows)), np.uint8).reshape(len(rows), -1), axis=1)
    dark = np.argwhere(bits)
    if dark.size == 0:
        return
    bottom, right = dark.max(axis=0)
    if x < 0 or y < 0 or y + bottom >= paper.shape[0] or x + right >= paper.shape[1]:
        raise OutOfLabelError(f"dots at {x + right}, {y + bottom} of a label of {paper.shape[1]} × {paper.shape[0]}")
    bits = bits[: bottom + 1, : right + 1]
    window = paper[y : y + bits.shape[0], x : x + bits.shape[1]]
    window[bits == 1] = 0


def _unsqueezed(squeezed: str, digits: int) -> Iterator[str]:
    """Rows of hexadecimal digits; the counts of ZPL II, volume 1, "Alternative Data Compression Scheme"."""
    row, count, before = "", 0, ""
    for sign in squeezed:
        if "g" <= sign <= "z":
            count += 20 * (ord(sign) - ord("f"))
            continue
        if "G" <= sign <= "Y":
            count += ord(sign) - ord("F")
            continue
        if sign == ":":
            assert not row
            row = before
        elif sign == ",":
            row = row.ljust(digits, "0")
        elif sign == "!":
            row = row.ljust(digits, "F")
        else:
            row += sign * max(1, count)
        count = 0
        assert len(row) <= digits
        if len(row) == digits:
            yield row
            row, before = "", row
    assert not row
    assert count == 0
