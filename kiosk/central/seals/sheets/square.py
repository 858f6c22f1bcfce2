"""The QR code of a label as modules, and as few rectangles as they make."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import qrcode

Matrix = tuple[tuple[bool, ...], ...]
"""Rows of modules, True is dark, without quiet zone."""

QUIET_MODULES = 4
"""Light modules on each side (ISO/IEC 18004, 9.1)."""


@dataclass(frozen=True, slots=True)
class Block:
    """Dark modules that make a rectangle; counted from the upper left corner."""

    x: int
    y: int
    width: int
    height: int


@lru_cache(maxsize=64)
def qr_matrix(text: str) -> Matrix:
    """Return the QR code of `text` at level M, in the smallest version and with the mask that ISO/IEC 18004 chooses."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=0)
    code.add_data(text.encode("utf-8"), optimize=0)
    code.make(fit=True)
    return tuple(tuple(bool(module) for module in row) for row in code.modules)


def blocks(matrix: Matrix) -> tuple[Block, ...]:
    """Return rectangles that cover each dark module once: equal runs in rows below each other are one.

    Drawn so, no hairline of paper shows between modules.
    """
    done: list[Block] = []
    growing: dict[tuple[int, int], int] = {}
    for y, row in enumerate((*matrix, ())):
        runs = set(runs_of(row))
        for x, width in set(growing) - runs:
            top = growing.pop((x, width))
            done.append(Block(x, top, width, y - top))
        for run in runs:
            growing.setdefault(run, y)
    return tuple(sorted(done, key=lambda block: (block.y, block.x)))


def runs_of(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Return start and length of each run of dark modules."""
    runs: list[tuple[int, int]] = []
    for x, is_dark in enumerate(row):
        if is_dark and runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif is_dark:
            runs.append((x, 1))
    return runs
