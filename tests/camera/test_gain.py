"""A camera's gain in a closed loop with a sensor: what it sees depends on what was set."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from kiosk.camera.gain import CALM_LEAST, CALM_MOST, GAIN_RUNGS, LEAST, MOST, PATIENCE_NS, Rung, Steering, ladder
from kiosk.camera.spans import Span

EXPOSURE = Span(3, 2047)
SHORTEST = 20
FRAME_NS = 66_000_000
DELAY = 3
"""So many pictures are on their way when something is set."""


def decibels(gain: int) -> float:
    """A gain of 0 to 255 that counts in decibels: 36 in all."""
    return float(10 ** (gain / 255 * 36 / 20))


def linear(gain: int) -> float:
    """One of 16 to 1,023 that multiplies by sixteenths."""
    return gain / 16


def few(gain: int) -> float:
    """One of 0 to 15 that doubles every third step."""
    return float(2 ** (gain / 3))


SENSORS = {"decibels": (Span(0, 255), decibels), "linear": (Span(16, 1023), linear), "few": (Span(0, 15), few)}


class Sensor:
    """Sees a scene through what was set DELAY pictures ago, with noise and a ceiling."""

    def __init__(self, multiplied: Callable[[int], float], rung: Rung) -> None:
        self._multiplied = multiplied
        self._on_the_way = deque([rung] * DELAY, maxlen=DELAY)
        self._random = np.random.default_rng(3)

    def picture(self, light: float, rung: Rung) -> float:
        seen = self._on_the_way[0]
        self._on_the_way.append(rung)
        level = light * self._multiplied(seen.gain) * seen.exposure / SHORTEST + self._random.normal(0, 1.5)
        return float(np.clip(level, 0, 255))


def run(kind: str, lights: list[float]) -> list[tuple[float, Rung, bool]]:
    """Return for each picture how bright it was, what is set after it, and whether that was set anew."""
    span, multiplied = SENSORS[kind]
    steering = Steering(ladder(EXPOSURE, SHORTEST, span))
    sensor = Sensor(multiplied, steering.rung)
    told = []
    for number, light in enumerate(lights):
        brightness = sensor.picture(light, steering.rung)
        changed = steering.after(brightness, number * FRAME_NS)
        told.append((brightness, steering.rung, changed is not None))
    return told


@pytest.mark.parametrize("kind", SENSORS)
@pytest.mark.parametrize("light", [2.0, 6.0, 15.0, 40.0, 90.0])
def test_any_light_ends_within_what_is_fine_and_is_then_left_alone(kind: str, light: float) -> None:
    told = run(kind, [light] * 300)
    assert all(LEAST - 6 <= brightness <= MOST + 6 for brightness, _, _ in told[150:])
    assert not any(is_set for _, _, is_set in told[150:])


def test_light_that_changes_is_followed() -> None:
    told = run("decibels", [8.0] * 150 + [60.0] * 150 + [3.0] * 150)
    for end in (150, 300, 450):
        assert all(LEAST - 6 <= brightness <= MOST + 6 for brightness, _, _ in told[end - 40 : end])


def test_what_begins_outside_ends_well_inside() -> None:
    told = run("decibels", [8.0] * 300)
    assert all(CALM_LEAST - 8 <= brightness <= CALM_MOST + 8 for brightness, _, _ in told[150:])


def test_a_hand_that_passes_changes_nothing() -> None:
    settled = run("decibels", [10.0] * 200)
    passes = int(PATIENCE_NS / FRAME_NS) - 1
    told = run("decibels", [10.0] * 200 + [2.0] * passes + [10.0] * 100)
    assert told[-1][1] == settled[-1][1]
    assert not any(is_set for _, _, is_set in told[200:])


def test_in_the_dark_the_exposure_grows_last_and_never_beyond_ten_milliseconds() -> None:
    told = run("few", [0.2] * 400)
    exposures = [rung.exposure for _, rung, _ in told]
    assert all(rung.gain == 15 for _, rung, _ in told if rung.exposure > SHORTEST)
    assert exposures[-1] == max(exposures) == 100


def test_in_glaring_light_it_ends_at_the_least_and_rests_there() -> None:
    told = run("decibels", [400.0] * 300)
    assert told[-1][1] == Rung(SHORTEST, 0)
    assert not any(is_set for _, _, is_set in told[150:])


def test_each_rung_is_one_that_the_camera_takes_and_lets_in_no_less_light() -> None:
    gain, exposure = Span(10, 250, 10), Span(5, 500, 5)
    rungs = ladder(exposure, SHORTEST, gain)
    assert all((rung.gain - 10) % 10 == 0 and rung.exposure % 5 == 0 for rung in rungs)
    assert list(rungs) == sorted(rungs, key=lambda rung: (rung.exposure, rung.gain))
    assert len(set(rungs)) == len(rungs) <= GAIN_RUNGS + 16


@pytest.mark.parametrize("kind", ["decibels", "linear"])
def test_from_one_rung_to_the_next_the_light_grows_by_a_third_at_most(kind: str) -> None:
    span, multiplied = SENSORS[kind]
    levels = [multiplied(rung.gain) * rung.exposure for rung in ladder(EXPOSURE, SHORTEST, span)]
    assert max(after / before for before, after in pairwise(levels)) < 4 / 3


def test_a_camera_of_one_rung_is_left_as_it_is() -> None:
    steering = Steering(ladder(Span(20, 20), SHORTEST, Span(7, 7)))
    assert steering.rung == Rung(20, 7)
    assert [steering.after(3.0, number * FRAME_NS) for number in range(60)] == [None] * 60
