"""Clips of labels by kind of trouble and seed: the same seed gives the same frames."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from bench.reading import light
from bench.reading.hand import HEIGHT, WIDTH, Field, Pose, Random, laid, moved
from bench.reading.label import MODULE, Label, databar, ean, matrix, square
from kiosk.camera.frame import Frame, Pixels

FRAMES = 10
RATE = 15
FRAME_NS = 1_000_000_000 // RATE
Spoil = Callable[[Field, Pixels, Random, float], Field]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of trouble. Each clip draws how hard it is, evenly from 0 to 1, and that is what `pose` and `spoil` get.

    `light` is the share of the sensor's full signal, at hardness 0 and 1; `blur` and `smear` in
    modules; `labels` how many are in view; `contrast` of print on paper, at hardness 0 and 1.
    """

    name: str
    draw: Callable[[int], Label] = square
    pose: Callable[[float, Random], dict[str, float]] | None = None
    spoil: Spoil | None = None
    module_px: tuple[float, float] = (4.4, 3.6)
    light: tuple[float, float] = (0.9, 0.6)
    blur: tuple[float, float] = (0.1, 0.3)
    smear: tuple[float, float] = (0.0, 0.4)
    contrast: tuple[float, float] = (1.0, 0.8)
    is_inverted: bool = False
    labels: int = 1


def _tilted(hard: float, random: Random) -> dict[str, float]:
    return {"tilt": 25 + 33 * hard, "tilt_turn": float(random.uniform(0, 360))}


KINDS = (
    Kind("plain"),
    Kind("small", module_px=(2.8, 1.5)),
    Kind("large", module_px=(6.0, 10.0)),
    Kind("motion", smear=(0.6, 2.8)),
    Kind("defocus", blur=(0.4, 1.1)),
    Kind("perspective", pose=_tilted),
    Kind("cylinder", pose=lambda hard, _: {"radius": 48 - 20 * hard}),
    Kind("wrinkles", pose=lambda hard, _: {"folds": 0.2 + 1.8 * hard}, contrast=(1.0, 0.9)),
    Kind("foil", spoil=light.foiled),
    Kind("dirt", spoil=light.dirty),
    Kind("tear", spoil=light.torn),
    Kind("low light", light=(0.1, 0.02), smear=(0.2, 0.9)),
    Kind("low contrast", contrast=(0.3, 0.05)),
    Kind("inverted", is_inverted=True, contrast=(0.9, 0.5)),
    Kind("two labels", labels=2, module_px=(4.0, 3.4)),
    Kind("phone's screen", spoil=light.of_a_phone),
    Kind("EAN-13", draw=ean, module_px=(3.5, 1.7)),
    Kind("DataBar", draw=databar, module_px=(3.5, 2.0)),
    Kind("Data Matrix", draw=matrix, module_px=(6.0, 3.0)),
    Kind("none", labels=0),
)


OF_FOUR_PIXELS = tuple(
    kind.name for kind in KINDS if kind.draw is square and kind.labels and kind.module_px == (4.4, 3.6)
)
"""The kinds of trouble of a label of 165 characters at some 4 pixels a module."""


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """Frames, and what may be read in them; `hard` from 0 to 1."""

    kind: str
    hard: float
    contents: frozenset[bytes]
    frames: tuple[Frame, ...]


def clip(kind: Kind, seed: int, frames: int = FRAMES) -> Clip:
    """Return the clip of a kind with this seed."""
    random = np.random.default_rng([seed, *kind.name.encode()])
    hard = float(random.uniform())
    labels = [_printed(kind.draw(seed * 4 + number + 1), kind, hard) for number in range(kind.labels)]
    poses = [_pose(kind, hard, number, random) for number in range(kind.labels)]
    scene = light.market(random)
    spots = int(random.integers(2**32))
    taken = tuple(
        Frame(_taken(kind, hard, labels, poses, scene, number, random, spots), (number + 1) * FRAME_NS, number + 1)
        for number in range(frames)
    )
    return Clip(kind.name, hard, frozenset(label.payload.content for label in labels), taken)


def clips(seeds: range, kinds: tuple[Kind, ...] = KINDS) -> Iterator[Clip]:
    """Give the clips of these seeds, kind by kind."""
    return (clip(kind, seed) for kind in kinds for seed in seeds)


def _printed(label: Label, kind: Kind, hard: float) -> Label:
    share = _between(kind.contrast, hard)
    drawing = label.drawing.astype(np.float32)
    if kind.is_inverted:
        drawing = 255 - drawing
    return replace(label, drawing=np.clip(140 + (drawing - 140) * share, 0, 255).astype(np.uint8))


def _pose(kind: Kind, hard: float, number: int, random: Random) -> Pose:
    apart = (number - (kind.labels - 1) / 2) * 420
    middle = (WIDTH / 2 + apart + float(random.uniform(-60, 60)), HEIGHT / 2 + float(random.uniform(-40, 40)))
    turn = float(random.choice([0, 90, 180, 270]) + random.normal(0, 12))
    changed = kind.pose(hard, random) if kind.pose else {}
    speed = 1.0 + _between(kind.smear, hard) * 4
    made = Pose(_between(kind.module_px, hard), middle, turn, speed=speed, folds_seed=int(random.integers(2**32)))
    return replace(made, **changed)  # type: ignore[arg-type]  # only lengths and angles


def _taken(
    kind: Kind,
    hard: float,
    labels: list[Label],
    poses: list[Pose],
    scene: Pixels,
    number: int,
    random: Random,
    spots: int,
) -> Pixels:
    picture, mask, module = scene, np.zeros_like(scene), _between(kind.module_px, hard)
    for label, pose in zip(labels, poses, strict=True):
        picture, one = laid(label, moved(pose, number, random), picture)
        mask = np.maximum(mask, one)
    # dirt and tears stay where they are; foil and a phone's screen glint a little differently in each frame
    still = np.random.default_rng(spots if kind.spoil in (light.dirty, light.torn) else [spots, number // 3])
    bare = picture.astype(np.float32)
    spoilt = kind.spoil(bare, mask, still, hard) if kind.spoil else bare
    focus = _between(kind.blur, hard) * module * float(random.uniform(0.7, 1.3))
    speed = _between(kind.smear, hard) * module * float(random.uniform(0.3, 1.4))
    seen = light.smeared(light.defocused(spoilt, focus), speed, float(random.uniform(0, np.pi)))
    return light.sensed(seen, random, _between(kind.light, hard))


def _between(ends: tuple[float, float], hard: float) -> float:
    return ends[0] + (ends[1] - ends[0]) * hard


assert MODULE >= 4, "the drawing must be finer than any picture of it"
