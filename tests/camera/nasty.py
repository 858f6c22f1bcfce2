"""Pictures that are hard on decoders, by name; each 1280 × 720."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.camera.frame import Pixels
from tests.camera.pictures import HEIGHT, WIDTH, qr


def nasty() -> dict[str, Pixels]:
    random = np.random.default_rng(5)
    down, across = np.indices((HEIGHT, WIDTH))
    return {
        "checkerboard of 1": _two((down + across) % 2),
        "checkerboard of 2": _two((down // 2 + across // 2) % 2),
        "checkerboard of 5": _two((down // 5 + across // 5) % 2),
        "stripes of 1": _two(across % 2),
        "stripes of 3": _two(across // 3 % 2),
        "noise": random.integers(0, 256, (HEIGHT, WIDTH), np.uint8),
        "black and white noise": _two(random.integers(0, 2, (HEIGHT, WIDTH))),
        "blocks of noise": _two(random.integers(0, 2, (HEIGHT // 4, WIDTH // 4)).repeat(4, 0).repeat(4, 1)),
        "tiles of finder patterns": tiled(finder(3)),
        "small tiles of finder patterns": tiled(finder(1)),
        "turned tiles of finder patterns": slanted(tiled(finder(3))),
        "tiles of data matrix corners": tiled(_matrix_corner()),
        "rings": _two(np.hypot(down - HEIGHT / 2, across - WIDTH / 2).astype(int) // 3 % 2),
        "40 codes": tiled(_code(), most=40),
    }


def _two(dark: np.ndarray) -> Pixels:
    return np.where(dark == 0, 235, 20).astype(np.uint8)


def finder(module: int) -> Pixels:
    """Return the finder pattern of a QR code with a light rim."""
    ring = np.maximum(*np.abs(np.indices((9, 9)) - 4))
    return _two(((ring == 3) | (ring <= 1)).repeat(module, 0).repeat(module, 1))


def _matrix_corner() -> Pixels:
    corner = np.zeros((16, 16), int)
    corner[:, 1] = corner[14] = 1
    corner[1, ::2] = corner[::2, 14] = 1
    return _two(corner.repeat(3, 0).repeat(3, 1))


def _code() -> Pixels:
    code = qr(b"https://tem.example/1", 4)
    return code[:140, :140]


def tiled(tile: Pixels, most: int | None = None) -> Pixels:
    height, width = tile.shape
    picture = np.full((HEIGHT, WIDTH), 235, np.uint8)
    places = [(y, x) for y in range(0, HEIGHT - height + 1, height) for x in range(0, WIDTH - width + 1, width)]
    for y, x in places[:most]:
        picture[y : y + height, x : x + width] = tile
    return picture


def slanted(picture: Pixels) -> Pixels:
    matrix = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), 17, 1.3)
    return np.asarray(cv2.warpAffine(picture, matrix, (WIDTH, HEIGHT), borderValue=235), np.uint8)
