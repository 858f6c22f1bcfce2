"""Pictures of the screen: how they are kept, and where two of them differ."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage

REFERENCE = Path(__file__).parent / "reference"
MOTE = 24
"""Levels of a colour that nobody sees."""
TILE = 64
"""The least side of what can be touched, in pixels."""
SHARE = 0.004
"""Of the pixels of a tile so many may differ."""
Pixels = np.ndarray[tuple[int, ...], np.dtype[np.int16]]
Colours = np.ndarray[tuple[int, ...], np.dtype[np.uint32]]
Mask = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


def differences(painted: QImage, name: str) -> list[str]:
    """Return where `painted` differs from the committed picture called `name`."""
    tiles = differing_tiles(painted, QImage(str(REFERENCE / name)))
    return [f"{name} differs in {len(tiles)} tiles: {tiles[:8]}"] if tiles else []


def differing_tiles(one: QImage, other: QImage) -> list[tuple[int, int]]:
    """Return the left upper corners of the tiles in which the pictures differ; (0, 0) where their sizes do.

    A pixel differs if its colour is none between those within a pixel's distance in the other picture: the edges of
    letters may be smoothed otherwise, or lie half a pixel beside.
    """
    if one.size() != other.size():
        return [(0, 0)]
    left, right = _pixels_of(one), _pixels_of(other)
    return [
        (x, y)
        for y in range(0, one.height(), TILE)
        for x in range(0, one.width(), TILE)
        if _differ(_with_edge(left, x, y), _with_edge(right, x, y))
    ]


def _with_edge(pixels: Pixels, x: int, y: int) -> Pixels:
    """Return the tile at `x`, `y` and a pixel around it, where there is one."""
    return pixels[max(0, y - 1) : y + TILE + 1, max(0, x - 1) : x + TILE + 1]


def _differ(one: Pixels, other: Pixels) -> bool:
    is_same = bool((np.abs(one - other) <= MOTE).all())
    return not is_same and float(np.mean(_lost(one, other) | _lost(other, one))) > SHARE


def _lost(one: Pixels, other: Pixels) -> Mask:
    """Return which pixels of `one` are darker or lighter, in any colour, than all that is near in `other`."""
    height, width, _ = one.shape
    around = np.pad(other, ((1, 1), (1, 1), (0, 0)), mode="edge")
    near = [around[y : y + height, x : x + width] for y in range(3) for x in range(3)]
    lost: Mask = ((one < np.min(near, axis=0) - MOTE) | (one > np.max(near, axis=0) + MOTE)).any(axis=2)
    return lost


def _pixels_of(image: QImage) -> Pixels:
    """Return the blue, green and red of each pixel: height × width × 3."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    bytes_of = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.width(), 4)
    return bytes_of[:, :, :3].astype(np.int16)


def with_palette(image: QImage) -> QImage:
    """Return `image` in 256 colours at most: a third of the bytes, and no difference that is counted."""
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width())
    colours, places, counts = np.unique(pixels, return_inverse=True, return_counts=True)
    kept = _spread(colours[np.argsort(-counts, kind="stable")])
    nearest = np.abs(_channels(colours)[:, None] - _channels(kept)[None]).max(axis=2).argmin(axis=1)
    indices = np.ascontiguousarray(nearest[places].reshape(pixels.shape).astype(np.uint8))
    small = QImage(indices.tobytes(), image.width(), image.height(), image.width(), QImage.Format.Format_Indexed8)
    small.setColorTable([int(colour) | 0xFF000000 for colour in kept])
    return small.copy()


def _spread(colours: Colours) -> Colours:
    """Return 256 of `colours`, the first ones first: after half of them none that looks like one that is kept."""
    kept, rest = colours[:128], colours[128:]
    while len(kept) < 256 and len(rest):
        far = np.abs(_channels(rest)[:, None] - _channels(kept)[None]).max(axis=2).min(axis=1) > MOTE // 3
        rest = rest[far]
        kept, rest = np.concatenate([kept, rest[:1]]), rest[1:]
    return kept


def _channels(colours: Colours) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    return np.stack([(colours >> shift) & 0xFF for shift in (16, 8, 0)], axis=1).astype(np.int32)
