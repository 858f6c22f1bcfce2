"""How a label lies before the camera, frame by frame: a hand holds it, bends it, and moves it."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, radians, sin

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.reading.label import MODULE, Label
from kiosk.camera.frame import Pixels

WIDTH, HEIGHT = 1280, 720
FINE = 2
"""The label is drawn in so many times the frame's pixels, and reduced: edges are soft as a lens makes them."""
Random = np.random.Generator
Field = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Pose:
    """How the label lies. Lengths in pixels of the frame, angles in degrees.

    `module_px` of the code; `speed` of the hand a frame; `tilt` away from the camera; `radius` of
    the bend in modules (0: flat); `folds` how deep wrinkles are, in modules.
    """

    module_px: float
    middle: tuple[float, float] = (WIDTH / 2, HEIGHT / 2)
    turn: float = 0.0
    tilt: float = 0.0
    tilt_turn: float = 0.0
    radius: float = 0.0
    folds: float = 0.0
    folds_seed: int = 0
    speed: float = 2.0


def moved(pose: Pose, number: int, random: Random) -> Pose:
    """Return how it lies in frame `number`: a hand trembles and drifts."""
    right, down = (float(one) for one in random.normal(0, 0.35, 2))
    right, down = right + cos(number / 3), down + sin(number / 4)
    return Pose(
        pose.module_px * (1 + 0.01 * sin(number / 2)),
        (pose.middle[0] + pose.speed * right * 2, pose.middle[1] + pose.speed * down * 2),
        pose.turn + float(random.normal(0, 0.6)),
        pose.tilt + float(random.normal(0, 0.8)),
        pose.tilt_turn,
        pose.radius,
        pose.folds * (1 + 0.05 * sin(number / 2)),
        pose.folds_seed,
        pose.speed,
    )


def laid(label: Label, pose: Pose, onto: Pixels) -> tuple[Pixels, Pixels]:
    """Return the scene with the label in it, and where it is: 0 to 255."""
    height, width = label.drawing.shape
    reach = int(np.hypot(width, height) / MODULE * pose.module_px * (0.62 if pose.tilt > 5 else 0.54)) + 12
    left, top = int(pose.middle[0]) - reach, int(pose.middle[1]) - reach
    fine = np.arange(2 * reach * FINE, dtype=np.float32) / FINE
    across, down = np.meshgrid(fine + np.float32(left - pose.middle[0]), fine + np.float32(top - pose.middle[1]))
    x, y, shade = _on_label(across, down, pose, width / MODULE)
    maps = x * MODULE + width / 2, y * MODULE + height / 2
    drawn = cv2.remap(label.drawing, *maps, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
    within = ((maps[0] > 0) & (maps[0] < width) & (maps[1] > 0) & (maps[1] < height)).astype(np.float32) * 255
    size = (2 * reach, 2 * reach)
    lit = np.asarray(cv2.resize(drawn * shade, size, interpolation=cv2.INTER_AREA), np.float32)
    mask = np.zeros_like(onto)
    scene = onto.astype(np.float32)
    _blend(scene, mask, lit, np.asarray(cv2.resize(within, size, interpolation=cv2.INTER_AREA), np.float32), left, top)
    return np.clip(scene, 0, 255).astype(np.uint8), mask


def _on_label(x: Field, y: Field, pose: Pose, width: float) -> tuple[Field, Field, Field]:
    """Return where on the label (in modules from its middle) each place of the picture lies, and how lit it is."""
    turn, tilt, axis = (radians(angle) for angle in (pose.turn, pose.tilt, pose.tilt_turn))
    # perspective: the plane is tilted about an axis through the label's middle; the lens is 5 labels away
    away = 5 * width * pose.module_px
    across, along = x * cos(axis) + y * sin(axis), -x * sin(axis) + y * cos(axis)
    deep = along / (cos(tilt) - along * (sin(tilt) / away))
    across = across * (1 + deep * (sin(tilt) / away))
    # back from that axis, and turned by the label's own angle, in modules
    x = (across * cos(turn - axis) + deep * sin(turn - axis)) / pose.module_px
    y = (-across * sin(turn - axis) + deep * cos(turn - axis)) / pose.module_px
    shade: Field = np.ones_like(x)
    if pose.radius:
        bent = np.clip(x / pose.radius, -0.999, 0.999)
        shade = np.sqrt(1 - bent**2)
        x = np.where(np.abs(bent) < 0.998, pose.radius * np.arcsin(bent), 1e6)
    if pose.folds:
        x, y, shade = _folded(x, y, shade, pose)
    return x.astype(np.float32), y.astype(np.float32), shade.astype(np.float32)


def _folded(x: Field, y: Field, shade: Field, pose: Pose) -> tuple[Field, Field, Field]:
    """Return the place on a crumpled label: folds of some lengths across each other push it aside and shade it."""
    random = np.random.default_rng(pose.folds_seed)
    slope: Field = np.zeros_like(x)
    for length in (9.0, 14.0, 23.0, 40.0):
        angle, phase = random.uniform(0, pi), random.uniform(0, 2 * pi)
        along = (x * cos(angle) + y * sin(angle)) * (2 * pi / length) + phase
        # a fold is steep on one side: its wave has a harmonic
        wave = np.sin(along) + 0.35 * np.sin(2 * along + 1)
        push = pose.folds * length / 40 * wave
        x, y = x + push * cos(angle), y + push * sin(angle)
        slope += np.cos(along) * pose.folds * 0.28
    return x, y, shade * np.clip(1 + 0.5 * slope, 0.35, 1.5)


def _blend(scene: Field, mask: Pixels, drawn: Field, within: Field, left: int, top: int) -> None:
    """Put `drawn` into the scene where `within` says, cut at the picture's edges."""
    side = drawn.shape[0]
    x0, y0, x1, y1 = max(0, left), max(0, top), min(scene.shape[1], left + side), min(scene.shape[0], top + side)
    if x0 >= x1 or y0 >= y1:
        return
    cut = np.s_[y0 - top : y1 - top, x0 - left : x1 - left]
    share = within[cut] / 255
    scene[y0:y1, x0:x1] = scene[y0:y1, x0:x1] * (1 - share) + drawn[cut] * share
    mask[y0:y1, x0:x1] = within[cut].astype(np.uint8)
