"""A camera that is slow is told from one that works, and from a reader that is late."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.camera.health import LEAST_RATE, SLOW_NS, Health
from kiosk.camera.presence import Look
from kiosk.messages.local import CameraState


def seen(number: int) -> Look:
    small = np.full((2, 2), number % 200 + 20, np.uint8)
    return Look(120.0, 80.0, None, 0.0, 0.0, 120.0, small, 0, 1.0)


def states(rate: float, seconds: float, *, is_live: bool = True, taken_every: int = 1) -> list[CameraState]:
    """Return the states of `seconds` of pictures, of which the reader takes every so many."""
    health = Health(is_live=is_live)
    numbers = range(1, int(rate * seconds), taken_every)
    return [health.after(seen(number), round(number / rate * 1e9), number) for number in numbers]


def test_a_slow_camera_is_told_after_four_seconds_and_not_before() -> None:
    told = states(2.0, 10)
    assert told.index(CameraState.SLOW) == pytest.approx(SLOW_NS / 1e9 * 2, abs=1)
    assert set(told[told.index(CameraState.SLOW) :]) == {CameraState.SLOW}


@pytest.mark.parametrize("rate", [LEAST_RATE * 1.2, 8.0, 30.0])
def test_a_camera_of_enough_pictures_works(rate: float) -> None:
    assert set(states(rate, 10)) == {CameraState.WORKING}


def test_pictures_that_a_late_reader_left_out_count() -> None:
    assert set(states(15.0, 12, taken_every=10)) == {CameraState.WORKING}


def test_a_clip_is_never_slow() -> None:
    assert set(states(1.0, 12, is_live=False)) == {CameraState.WORKING}


def test_a_camera_that_is_quick_again_works_again() -> None:
    health = Health(is_live=True)
    at = 0
    told = []
    for number, every_ns in enumerate([900_000_000] * 8 + [66_000_000] * 140, 1):
        at += every_ns
        told.append(health.after(seen(number), at, number))
    assert CameraState.SLOW in told
    assert told[-1] is CameraState.WORKING
