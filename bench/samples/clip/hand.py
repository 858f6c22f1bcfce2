"""A hand, as a picture: the palm behind a card, the thumb before it, a sleeve. Drawn, not photographed."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.samples.clip.card import HEIGHT, SHARPER, WIDTH, Picture

ROOM = 210
"""Units left and right of the card on the canvas."""
ARM = 820
"""Units below the card: enough to leave the picture."""
CANVAS = (WIDTH + 2 * ROOM, HEIGHT + ARM)

Points = Sequence[tuple[float, float]]
Colour = tuple[float, float, float]

SKIN: Colour = (212, 164, 132)
NAIL: Colour = (232, 196, 176)
PALM: Points = (
    (150, 500), (176, 470), (300, 462), (392, 476), (424, 520), (420, 640), (392, 730), (384, 860),
    (196, 860), (188, 760), (150, 690), (128, 590),
)  # fmt: skip
FINGERS: tuple[Points, ...] = (
    ((388, 330), (430, 318), (448, 342), (438, 382), (396, 402), (372, 380)),
    ((396, 388), (446, 378), (462, 406), (448, 440), (400, 456), (380, 428)),
    ((396, 444), (442, 436), (457, 464), (443, 496), (400, 508), (380, 480)),
)
THUMB: Points = (
    (150, 700), (158, 620), (180, 556), (204, 508), (226, 487),
    (248, 490), (262, 512), (258, 552), (240, 610), (236, 700),
)  # fmt: skip
THUMB_ENDS = (590, 690)
"""Between these heights the thumb runs into the palm."""
NAIL_SHAPE: Points = ((224, 498), (242, 494), (255, 507), (252, 528), (238, 533), (222, 522))
SLEEVE: Points = ((176, 800), (292, 784), (404, 800), (430, 900), (452, 1340), (120, 1340), (150, 900))


def hold(card: Picture, sleeve: Colour) -> Picture:
    """Return RGBA of `card` in a hand with a sleeve of colour `sleeve`, on the canvas."""
    canvas = np.zeros((CANVAS[1] * SHARPER, CANVAS[0] * SHARPER, 4), np.float32)
    _lay(canvas, PALM, SKIN, 46)
    for finger in FINGERS:
        _lay(canvas, finger, SKIN, 20)
    _lay(canvas, SLEEVE, sleeve, 60)
    _lay_card(canvas, card)
    _shade_under(canvas, THUMB, THUMB_ENDS)
    _lay(canvas, THUMB, SKIN, 26, THUMB_ENDS)
    _lay(canvas, NAIL_SHAPE, NAIL, 7)
    return np.clip(canvas, 0, 255).astype(np.uint8)


def _lay_card(canvas: NDArray[np.float32], card: Picture) -> None:
    part = canvas[: HEIGHT * SHARPER, ROOM * SHARPER : (ROOM + WIDTH) * SHARPER]
    alpha = card[..., 3:].astype(np.float32) / 255
    part[..., :3] = part[..., :3] * (1 - alpha) + card[..., :3] * alpha
    part[..., 3:] = np.maximum(part[..., 3:], alpha * 255)


def _outline(points: Points) -> NDArray[np.int32]:
    """Return the closed smooth curve through `points` (Catmull-Rom), in pixels."""
    knots = np.array(points, np.float32)
    steps = np.linspace(0, 1, 16, endpoint=False, dtype=np.float32)[:, None]
    curve = []
    for index in range(len(knots)):
        before, start, end, after = (knots[(index + offset) % len(knots)] for offset in (-1, 0, 1, 2))
        bend = 2 * before - 5 * start + 4 * end - after
        turn = -before + 3 * start - 3 * end + after
        curve.append(0.5 * (2 * start + (end - before) * steps + bend * steps**2 + turn * steps**3))
    placed = np.concatenate(curve) + np.array((ROOM, 0), np.float32)
    return (placed * SHARPER).astype(np.int32)


def _mask(shape: tuple[int, ...], points: Points) -> NDArray[np.uint8]:
    mask = np.zeros(shape[:2], np.uint8)
    cv2.fillPoly(mask, [_outline(points)], 255, cv2.LINE_AA)
    return mask


def _lay(
    canvas: NDArray[np.float32], points: Points, colour: Colour, roundness: int, ends: tuple[int, int] | None = None
) -> None:
    """Paint one part, lit from the upper left as if it were `roundness` units thick; it fades between `ends`."""
    mask = _mask(canvas.shape, points)
    depth = np.minimum(cv2.distanceTransform((mask > 127).astype(np.uint8), cv2.DIST_L2, 5), roundness * SHARPER)
    depth = cv2.GaussianBlur(np.sqrt(depth * roundness * SHARPER), (0, 0), roundness * SHARPER / 4)
    slope_x, slope_y = cv2.Sobel(depth, cv2.CV_32F, 1, 0, scale=1 / 8), cv2.Sobel(depth, cv2.CV_32F, 0, 1, scale=1 / 8)
    light = np.clip(0.9 + 0.16 * slope_x + 0.13 * slope_y, 0.55, 1.12)[..., None]
    alpha = mask[..., None].astype(np.float32) / 255 * _fading(canvas.shape[0], ends)
    canvas[..., :3] = canvas[..., :3] * (1 - alpha) + np.array(colour, np.float32) * light * alpha
    canvas[..., 3:] = np.maximum(canvas[..., 3:], alpha * 255)


def _fading(height: int, ends: tuple[int, int] | None) -> NDArray[np.float32]:
    if ends is None:
        return np.ones((1, 1, 1), np.float32)
    rows = np.arange(height, dtype=np.float32)[:, None, None] / SHARPER
    return np.clip((ends[1] - rows) / (ends[1] - ends[0]), 0, 1)


def _shade_under(canvas: NDArray[np.float32], points: Points, ends: tuple[int, int]) -> None:
    """Darken what lies under a part: its soft shadow."""
    mask = (_mask(canvas.shape, points) * _fading(canvas.shape[0], ends)[..., 0]).astype(np.uint8)
    shadow = cv2.GaussianBlur(mask, (0, 0), 9 * SHARPER).astype(np.float32) / 255
    shadow = np.roll(shadow, (5 * SHARPER, 5 * SHARPER), (0, 1))
    canvas[..., :3] *= 1 - 0.45 * shadow[..., None]
