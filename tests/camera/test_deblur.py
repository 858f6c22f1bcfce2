"""What is blurred by a known lens or hand is sharp again, and frames of one label are laid upon each other."""

from __future__ import annotations

from math import pi

import cv2
import numpy as np
import pytest

from bench.reading import light
from kiosk.camera.deblur import ANGLES, direction, refocused, unsmeared
from kiosk.camera.frame import Box, Pixels
from kiosk.camera.readers import SQUARES, zxing
from kiosk.camera.stack import Stack
from tests.camera.pictures import SEALED, background, frame, placed, qr

CODE = placed(qr(SEALED), background(width=360, height=360))
BOX = Box(60, 60, 300, 300)


def is_read(picture: Pixels) -> bool:
    return any(found.payload.content == SEALED for found in zxing(picture, SQUARES, thorough=True))


def out_of_focus(picture: Pixels, radius: int) -> Pixels:
    down, across = np.mgrid[-radius : radius + 1, -radius : radius + 1]
    disc = (np.hypot(across, down) <= radius).astype(np.float32)
    return np.asarray(cv2.filter2D(picture, -1, disc / disc.sum()), np.uint8)


def smeared(angle: float, pixels: float = 7.5) -> Pixels:
    return np.clip(light.smeared(CODE.astype(np.float32), pixels, angle), 0, 255).astype(np.uint8)


def test_a_label_out_of_focus_reads_once_it_is_refocused() -> None:
    blurred = out_of_focus(CODE, 4)
    assert not is_read(blurred)
    assert is_read(refocused(3.5, 0.03)(blurred))


@pytest.mark.parametrize("angle", [0.0, pi / 2])
def test_a_smeared_label_reads_once_it_is_unsmeared(angle: float) -> None:
    assert not is_read(smeared(angle))
    assert is_read(unsmeared(7.0, 0.005)(smeared(angle)))


@pytest.mark.parametrize("angle", [0.0, 0.6, pi / 4, pi / 2, 3 * pi / 4])
def test_a_smeared_picture_shows_in_which_direction(angle: float) -> None:
    assert direction(smeared(angle)) == round(angle / pi * ANGLES)


@pytest.mark.parametrize("shape", [(1, 1), (2, 300), (17, 33)])
def test_any_shape_is_filtered_or_left(shape: tuple[int, int]) -> None:
    picture = np.random.default_rng(1).integers(0, 256, shape, np.uint8)
    assert refocused(3.5, 0.03)(picture).shape == unsmeared(7.0, 0.005)(picture).shape == shape


def noisy(seed: int, shift: int) -> Pixels:
    random = np.random.default_rng(seed)
    moved = np.roll(CODE, (shift, -shift), (0, 1)).astype(np.float32)
    return np.clip(moved + random.normal(0, 80, moved.shape), 0, 255).astype(np.uint8)


def test_a_label_that_noise_hides_in_each_frame_reads_in_their_mean_though_it_moved() -> None:
    stack = Stack()
    pictures = [noisy(seed, 3 * seed) for seed in range(5)]
    for picture in pictures[:-1]:
        stack.add(picture)
    merged = stack.merged(frame(pictures[-1]), BOX)
    assert merged is not None
    assert is_read(merged.grey)
    assert not any(is_read(picture) for picture in pictures)


@pytest.mark.parametrize("before", [None, np.zeros((360, 640), np.uint8), background(9, 360, 360)])
def test_frames_that_show_something_else_are_laid_upon_nothing(before: Pixels | None) -> None:
    stack = Stack()
    if before is not None:
        stack.add(before)
    assert stack.merged(frame(CODE), BOX) is None
