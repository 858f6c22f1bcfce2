"""Pictures that are out of focus or smeared, made sharp again as far as their noise allows: Wiener's filter.

A blur divides some frequencies of the picture by much; the filter multiplies them again, but those that the noise has
drowned. What blurs here is even (a disc, a line), so that its spectrum is real.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import ceil, cos, pi, sin

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Pixels

Plane = NDArray[np.float32]
ANGLES = 16
"""Directions of motion that are told apart."""


def refocused(radius: float, noise: float) -> Callable[[Pixels], Pixels]:
    """Return how to undo a defocus of `radius` pixels; `noise` is its power against the signal's."""
    return lambda picture: _filtered(picture, ("disc", radius, 0), noise)


def unsmeared(length: float, noise: float) -> Callable[[Pixels], Pixels]:
    """Return how to undo a motion of `length` pixels in the direction that the picture itself shows."""
    return lambda picture: _filtered(picture, ("line", length, direction(picture)), noise)


def direction(picture: Pixels) -> int:
    """Return in which direction the picture is smeared, of ANGLES in half a turn: across it edges are weakest."""
    across, down = (cv2.Sobel(picture, cv2.CV_32F, *order) for order in ((1, 0), (0, 1)))
    both, squares = float((across * down).sum()), float((across**2 - down**2).sum())
    angle = 0.5 * float(np.arctan2(2 * both, squares)) + pi / 2
    return round(angle / pi * ANGLES) % ANGLES


def _filtered(picture: Pixels, blur: tuple[str, float, int], noise: float) -> Pixels:
    height, width = picture.shape
    full_height, full_width = (cv2.getOptimalDFTSize(side + 16) for side in (height, width))
    padded = cv2.copyMakeBorder(picture, 0, full_height - height, 0, full_width - width, cv2.BORDER_REFLECT)
    spectrum = cv2.dft(padded.astype(np.float32), flags=cv2.DFT_COMPLEX_OUTPUT)
    filtered = np.asarray(spectrum, np.float32) * _inverse(blur, noise, full_height, full_width)[..., None]
    sharp = cv2.idft(filtered, flags=cv2.DFT_REAL_OUTPUT | cv2.DFT_SCALE)[:height, :width]
    return np.clip(sharp, 0, 255).astype(np.uint8)


@lru_cache(maxsize=8)
def _inverse(blur: tuple[str, float, int], noise: float, height: int, width: int) -> Plane:
    kind, size, angle = blur
    kernel = _disc(size) if kind == "disc" else _line(size, angle * pi / ANGLES)
    plane = np.zeros((height, width), np.float32)
    side = kernel.shape[0]
    plane[:side, :side] = kernel / kernel.sum()
    plane = np.roll(plane, (-(side // 2), -(side // 2)), (0, 1))
    real = cv2.dft(plane, flags=cv2.DFT_COMPLEX_OUTPUT)[..., 0]
    return np.asarray(real / (real**2 + noise), np.float32)


def _disc(radius: float) -> Plane:
    half = ceil(radius)
    down, across = np.mgrid[-half : half + 1, -half : half + 1]
    return np.asarray(np.clip(radius + 0.5 - np.hypot(across, down), 0, 1), np.float32)


def _line(length: float, angle: float) -> Plane:
    half = ceil(length / 2)
    kernel = np.zeros((2 * half + 1, 2 * half + 1), np.float32)
    for step in np.linspace(-length / 2, length / 2, 16 * half):
        kernel[round(half + sin(angle) * step), round(half + cos(angle) * step)] += 1
    return kernel
