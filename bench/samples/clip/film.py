"""The frames of the clip, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.samples.clip.card import HEIGHT as CARD_HEIGHT
from bench.samples.clip.card import SHARPER, Picture, draw_card
from bench.samples.clip.card import WIDTH as CARD_WIDTH
from bench.samples.clip.counter import HEIGHT, WIDTH, draw_counter, with_passer
from bench.samples.clip.hand import ROOM, hold
from bench.samples.clip.motion import (
    FPS,
    FRAMES_BEFORE,
    FRAMES_EACH,
    FRAMES_HELD,
    FRAMES_IN,
    FRAMES_SHOWN,
    Light,
    Matrix,
    Shot,
    plane,
    pose_at,
    warp,
)
from bench.samples.clip.shots import SHOTS
from bench.samples.stories import STORY

Scene = NDArray[np.floating[Any]]

SHUTTER = 0.25
"""Part of a frame's time in which light is gathered."""
EXPOSURES = 14
"""Instants that a frame of a moving label is made of."""
MIDDLE = (ROOM + CARD_WIDTH / 2, 286.0)
"""The point of the drawing about which a label turns: the middle of its code."""
CARD = np.array([[ROOM, 0], [ROOM + CARD_WIDTH, 0], [ROOM + CARD_WIDTH, CARD_HEIGHT], [ROOM, CARD_HEIGHT]], np.float64)


@dataclass(frozen=True, slots=True)
class Shown:
    """When a label can be seen, in seconds from the start."""

    story: str
    start: float
    end: float


def times() -> tuple[Shown, ...]:
    """Return when each label is in view, in order."""
    starts = [FRAMES_BEFORE + index * FRAMES_EACH for index in range(len(SHOTS))]
    return tuple(
        Shown(shot.story, round(start / FPS, 3), round((start + FRAMES_SHOWN) / FPS, 3))
        for shot, start in zip(SHOTS, starts, strict=True)
    )


def frames() -> Iterator[Picture]:
    """Yield every frame as BGR: the same at every run."""
    counter = draw_counter()
    random = np.random.default_rng(2611)
    number = 0
    for _ in range(FRAMES_BEFORE):
        yield _finish(with_passer(counter, number / FPS), Light(), random)
        number += 1
    for shot in SHOTS:
        drawing = _drawing(shot)
        for frame in range(FRAMES_EACH):
            view = with_passer(counter, number / FPS)
            yield _finish(_expose(view, drawing, shot, frame), _dimmed(shot.light, frame), random)
            number += 1


def still(shot: Shot, frame: int) -> Picture:
    """Return one frame of `shot` alone."""
    scene = _expose(with_passer(draw_counter(), 2.0), _drawing(shot), shot, frame)
    return _finish(scene, _dimmed(shot.light, frame), np.random.default_rng(952))


def _drawing(shot: Shot) -> Picture:
    """Return the label in its hand, smoothed a little, for it will be seen smaller."""
    held = hold(draw_card(STORY[shot.story]), shot.sleeve)
    return np.asarray(cv2.GaussianBlur(held, (0, 0), 0.8), np.uint8)


def _dimmed(light: Light, frame: int) -> Light:
    """Return the light of `frame`: lamps fade while a label comes and goes, they do not jump."""
    part = np.clip(min(frame + 1, FRAMES_SHOWN - frame) / FRAMES_IN, 0, 1)
    return replace(light, gain=1 + (light.gain - 1) * float(part))


def _expose(view: Scene, drawing: Picture, shot: Shot, frame: int) -> Scene:
    """Return the scene as the shutter gathers it while the label moves."""
    if frame >= FRAMES_SHOWN:
        return view
    is_held = FRAMES_IN < frame < FRAMES_IN + FRAMES_HELD - 1
    exposures = 1 if is_held and not shot.light.shake else EXPOSURES
    gathered = np.zeros_like(view)
    for exposure in range(exposures):
        pose = pose_at(shot, frame + SHUTTER * exposure / exposures)
        gathered += view if pose is None else _place(view, drawing, plane(pose, MIDDLE, SHARPER), shot.light, frame)
    return np.asarray(gathered / exposures)


def _place(view: Scene, drawing: Picture, matrix: Matrix, light: Light, frame: int) -> Scene:
    """Return `view` with the drawing before it, its edges smooth."""
    seen = warp(drawing, matrix).astype(np.float32)
    colour: Scene = seen[..., :3]
    alpha: Scene = seen[..., 3:] / 255
    if light.foil or light.glare:
        colour = colour + _sheen(matrix, light, frame) * (255 - colour)
    if light.defocus:
        colour = np.asarray(cv2.GaussianBlur(colour, (0, 0), light.defocus), np.float32)
    return view * (1 - alpha) + colour * alpha


def _sheen(matrix: Matrix, light: Light, frame: int) -> Scene:
    """Return how much white lies over each pixel of the card: a reflection, folds of foil."""
    across = np.linspace(0, 1, CARD_WIDTH, dtype=np.float32)
    down = np.linspace(0, 1, CARD_HEIGHT, dtype=np.float32)[:, None]
    slant = across + 0.35 * down
    sheen: Scene = light.glare * np.exp(-(((slant - 1.75 + 0.075 * frame) / 0.09) ** 2))
    for place, width, strength in ((0.1, 0.05, 0.9), (0.42, 0.03, 0.5), (0.66, 0.02, 0.6), (1.12, 0.07, 1.0)):
        fold = slant + 0.05 * np.sin(7 * down + 9 * place) - 0.004 * frame
        sheen = sheen + light.foil * strength * np.exp(-(((fold - place) / width) ** 2))
    sheen = np.clip(sheen + 0.12 * light.foil, 0, 0.95)
    onto_card = matrix @ np.array([[SHARPER, 0, ROOM * SHARPER], [0, SHARPER, 0], [0, 0, 1.0]])
    return np.asarray(cv2.warpPerspective(sheen, onto_card, (WIDTH, HEIGHT))[..., None], np.float32)


def _finish(scene: Scene, light: Light, random: np.random.Generator) -> Picture:
    """Return the frame as the sensor gives it: gain, vignette, noise; BGR."""
    across, down = np.linspace(-1, 1, WIDTH, dtype=np.float32), np.linspace(-1, 1, HEIGHT, dtype=np.float32)[:, None]
    scene = scene * ((1 - 0.16 * (across**2 + down**2) / 2) * light.gain)[..., None]
    if light.noise:
        scene = scene + random.normal(0, light.noise, (HEIGHT, WIDTH, 1)).astype(np.float32)
    return np.clip(scene, 0, 255).astype(np.uint8)[..., ::-1].copy()
