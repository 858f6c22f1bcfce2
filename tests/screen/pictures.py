"""Pictures of the screen: how they are kept, and how two of them differ."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage

REFERENCE = Path(__file__).parent / "reference"
MOTE = 24
SHARE = 0.002


def difference(one: QImage, other: QImage) -> float:
    """Return the share of bytes that differ by more than MOTE; 1 for pictures of different size."""
    if one.size() != other.size():
        return 1.0
    left, right = (np.frombuffer(image.constBits(), np.uint8).astype(np.int16) for image in (one, other))
    return float(np.mean(np.abs(left - right) > MOTE))


def with_palette(image: QImage) -> QImage:
    """Return `image` in its 256 most frequent colours: a third of the bytes, and no difference that is counted."""
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width())
    colours, places, counts = np.unique(pixels, return_inverse=True, return_counts=True)
    kept = colours[np.argsort(-counts, kind="stable")[:256]]
    nearest = np.abs(_channels(colours)[:, None] - _channels(kept)[None]).sum(axis=2).argmin(axis=1)
    indices = np.ascontiguousarray(nearest[places].reshape(pixels.shape).astype(np.uint8))
    small = QImage(indices.tobytes(), image.width(), image.height(), image.width(), QImage.Format.Format_Indexed8)
    small.setColorTable([int(colour) | 0xFF000000 for colour in kept])
    return small.copy()


def _channels(
    colours: np.ndarray[tuple[int, ...], np.dtype[np.uint32]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    return np.stack([(colours >> shift) & 0xFF for shift in (16, 8, 0)], axis=1).astype(np.int32)
