"""A market hall as a kiosk's camera sees it behind the label: stalls out of focus, a counter, people passing."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.samples.clip.card import Picture

WIDTH, HEIGHT = 1280, 720
Colour = tuple[int, int, int]

CRATES: tuple[tuple[int, int, int, Colour, Colour], ...] = (
    (30, 330, 240, (70, 128, 58), (48, 100, 44)),
    (290, 318, 220, (196, 66, 44), (160, 44, 34)),
    (530, 326, 230, (226, 150, 52), (196, 122, 36)),
    (780, 316, 230, (122, 160, 66), (92, 132, 52)),
    (1030, 330, 230, (214, 190, 84), (180, 156, 60)),
)
"""Left, top, width, two colours of what lies in it."""


def draw_counter() -> Picture:
    """Return the empty view as RGB: the same at every run."""
    random = np.random.default_rng(952)
    view = _gradient((96, 104, 104), (150, 148, 138))
    for left in range(-60, WIDTH, 190):
        cv2.rectangle(view, (left, 0), (left + 95, 120), (188, 78, 62), -1)
        cv2.rectangle(view, (left + 95, 0), (left + 190, 120), (226, 220, 206), -1)
    for left in (90, 520, 950):
        cv2.rectangle(view, (left, 120), (left + 230, 250), (82, 88, 92), -1)
        cv2.ellipse(view, (left + 115, 150), (36, 14), 0, 0, 360, (255, 246, 214), -1)
    for left, top, width, light, dark in CRATES:
        cv2.rectangle(view, (left, top + 60), (left + width, top + 170), (128, 92, 58), -1)
        for _ in range(60):
            x, y = random.integers(left + 15, left + width - 15), random.integers(top, top + 80)
            cv2.circle(
                view, (int(x), int(y)), int(random.integers(14, 26)), light if random.random() < 0.6 else dark, -1
            )
    blurred = np.asarray(cv2.GaussianBlur(view, (0, 0), 15), np.uint8)
    return _with_counter(blurred, random)


def _gradient(top: Colour, bottom: Colour) -> Picture:
    ramp = np.linspace(0, 1, HEIGHT, dtype=np.float32)[:, None, None]
    colours = np.array(top, np.float32) * (1 - ramp) + np.array(bottom, np.float32) * ramp
    return np.repeat(colours, WIDTH, axis=1).astype(np.uint8)


def _with_counter(view: Picture, random: np.random.Generator) -> Picture:
    """Return `view` with the steel counter before the stalls, less out of focus."""
    edge = 560
    steel = np.zeros((HEIGHT - edge, WIDTH, 3), np.float32)
    steel[:] = np.linspace(172, 118, HEIGHT - edge, dtype=np.float32)[:, None, None]
    grain = cv2.GaussianBlur(random.normal(0, 60, steel.shape[:2]).astype(np.float32), (0, 0), sigmaX=60, sigmaY=1.2)
    mirrored = cv2.GaussianBlur(view[edge - steel.shape[0] : edge][::-1], (0, 0), 22).astype(np.float32)
    steel = 0.72 * (steel + grain[..., None]) * np.array((1.0, 1.01, 1.02), np.float32) + 0.28 * mirrored
    view = view.copy()
    view[edge:] = np.clip(steel, 0, 255).astype(np.uint8)
    view[edge - 3 : edge + 4] = (206, 206, 202)
    around = cv2.GaussianBlur(view, (0, 0), 3)
    view[edge - 14 : edge + 14] = around[edge - 14 : edge + 14]
    return view


def with_passer(view: Picture, second: float) -> NDArray[np.float32]:
    """Return `view` at `second` with someone walking by behind the stalls, far out of focus."""
    shown = view.astype(np.float32)
    x = (second * 95) % (WIDTH + 700) - 300
    across, down = np.arange(WIDTH, dtype=np.float32), np.arange(HEIGHT, dtype=np.float32)[:, None]
    body = np.exp(-(((across - x) / 80) ** 4)) * (1 / (1 + np.exp(-(down - 230) / 18))) * (down < 556)
    head = np.exp(-((((across - x) / 44) ** 2 + ((down - 165) / 54) ** 2) ** 2))
    for shape, colour in ((body, (70, 84, 112)), (head, (118, 94, 80))):
        shown += 0.97 * shape[..., None] * (np.array(colour, np.float32) - shown)
    return shown
