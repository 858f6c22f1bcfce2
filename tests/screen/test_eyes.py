"""Without colours, and without motion: what a screen says is still told apart, and nothing on it moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QImage
from PySide6.QtQuick import QQuickItem

from kiosk.processes.check import Checker
from kiosk.screen.models.ease import Ease
from kiosk.screen.views import Language
from kiosk.words import Words
from tests.screen.conftest import Stage
from tests.screen.measured import measured
from tests.screen.scene import Scene
from tests.screen.scenes import scenes
from tests.screen.walk import contrast, ink_and_ground, linear_of, luminance_of

Matrix = tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]
Pixels = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
GREY: Matrix = ((0.2126, 0.7152, 0.0722),) * 3
EYES: dict[str, Matrix] = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
    "greyscale": GREY,
}
"""How eyes see light in red, green and blue: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, A Physiologically-based
Model for Simulation of Color Vision Deficiency, IEEE Transactions on Visualization and Computer Graphics 15 (6), 2009,
severity 1.0; for greyscale the luminance of WCAG 2."""
LEAST_SEEN = 4.5
LEAST_OTHER = 0.05
"""Share of a sign that differs in lightness from another level's."""
LEVELS = {
    "genuine": "good",
    "not_certified": "caution",
    "copied": "stop",
    "product_only": "unknown",
    "asking": "asking",
}
"""A scene of each level, with the mark of its banner."""
SEEN = (*LEVELS, "waiting", "camera-lost", "genuine-emergency", "packs-recalled", "opened-certification", "closed",
        "report-choosing", "keypad-doubtful", "practice-copied", "genuine-demo")  # fmt: skip


@pytest.fixture(scope="module")
def shown(check: Checker) -> dict[str, Scene]:
    return {scene.name: scene for scene in scenes(check) if scene.language is Language.VIETNAMESE}


def painted(stage: Stage, scene: Scene) -> QImage:
    stage.window.speak(Words("vi"))
    scene.show(stage.models)
    return stage.paint()


def seen(colour: QColor, eyes: Matrix) -> list[float]:
    """Return the light of `colour` as `eyes` see it."""
    light = linear_of(colour)
    return [min(1.0, max(0.0, sum(a * b for a, b in zip(row, light, strict=True)))) for row in eyes]


def faint(stage: Stage, image: QImage) -> Iterator[str]:
    for text in measured(stage).texts:
        colours = ink_and_ground(text, image)
        for name, eyes in EYES.items() if colours else ():
            ratio = contrast(*(luminance_of(seen(colour, eyes)) for colour in colours or ()))
            if ratio < LEAST_SEEN:
                yield f"{name}: {ratio:.1f} of {text.said}"


def test_every_text_is_read_by_eyes_that_see_fewer_colours(long_stage: Stage, shown: dict[str, Scene]) -> None:
    wrong = []
    for name in SEEN:
        image = painted(long_stage, shown[name])
        wrong += [f"{name}: {fault}" for fault in faint(long_stage, image)]
    assert not wrong, "\n".join(wrong)


def silhouette(image: QImage, item: QQuickItem) -> Pixels:
    """Return which pixels of `item` stand out from its corner by their lightness, in a square of 100."""
    place = item.mapRectToScene(item.boundingRect()).toRect()
    grey = image.copy(place).scaled(100, 100).convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = np.frombuffer(grey.constBits(), np.uint8).reshape(100, grey.bytesPerLine())[:, :100].astype(np.int16)
    stands_out: Pixels = np.abs(pixels - pixels[0, 0]) > 60
    return stands_out


def test_levels_differ_in_shape_and_words_not_by_colour_alone(long_stage: Stage, shown: dict[str, Scene]) -> None:
    shapes, headlines = {}, set()
    for name, level in LEVELS.items():
        image = painted(long_stage, shown[name])
        sign = max(long_stage.items("MarkIcon"), key=lambda item: float(item.property("size")))
        assert sign.property("mark") == level
        shapes[level] = silhouette(image, sign)
        headlines.add(str(long_stage.item("headline").property("text")))
    assert len(headlines) == len(LEVELS)
    for (one, here), (other, there) in combinations(shapes.items(), 2):
        assert np.mean(here != there) > LEAST_OTHER, f"{one} looks like {other}"


def moving(root: QObject) -> list[str]:
    """Return the animations below `root` that run."""
    kinds = ((child, str(child.metaObject().className())) for child in root.findChildren(QObject))
    return [kind for child, kind in kinds if "Animat" in kind and child.property("running") is True]


@pytest.mark.parametrize("is_each", [False, pytest.param(True, marks=pytest.mark.long)])
def test_with_less_motion_nothing_moves_but_the_live_picture(
    long_stage: Stage, shown: dict[str, Scene], *, is_each: bool
) -> None:
    long_stage.window.speak(Words("vi"))
    for name in shown if is_each else SEEN:
        shown[name].show(long_stage.models)
        value = long_stage.models.screen._value
        long_stage.models.screen.show(replace(value, ease=Ease(is_still=True)))
        for _ in range(3):
            long_stage.app.processEvents()
            assert moving(long_stage.window.view.rootObject()) == [], name
