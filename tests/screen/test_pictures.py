"""Every view: nothing is wrong with it, and it looks as the committed picture does.

In every size and language by `make test-long`.

`KIOSK_PAINT=1 pytest tests/screen/test_pictures.py` paints the committed pictures anew: look at them.
"""

from __future__ import annotations

import os

import pytest
from PySide6.QtGui import QImage

from kiosk.processes.check import Checker
from kiosk.screen.models.ease import Ease
from kiosk.screen.views import Language
from kiosk.words import Words
from tests.screen.conftest import Stage
from tests.screen.measured import pixels_of
from tests.screen.pictures import REFERENCE, differences, with_palette
from tests.screen.scene import LABELS, SIZES, TALL, WIDE, Size
from tests.screen.scenes import SAMPLE, eased, is_sample, scenes, stories
from tests.screen.showing import story
from tests.screen.walk import LARGE_LEAST_PIXELS, findings, findings_on_all_pages
from tests.screen.worded import unworded

pytestmark = pytest.mark.timeout(300)
PAINTS = os.environ.get("KIOSK_PAINT") == "1"


LETTERS, BOTH = Ease(is_large=True), Ease(is_large=True, is_low=True)
IN_SHORT = {(WIDE, Language.VIETNAMESE): LETTERS, (TALL, Language.ENGLISH): BOTH}
"""Of these `make test` walks a quarter in larger letters, with the buttons low in portrait."""
HALVES_IN_SHORT = {(WIDE, Language.VIETNAMESE, 0), (TALL, Language.ENGLISH, 1)}
"""Every other scene in one size a language by `make test`, each once; all in all of them by `make test-long`."""
LONG = pytest.mark.long


@pytest.mark.parametrize(("size", "language"), SAMPLE)
def test_a_screen_looks_as_its_committed_picture(
    long_stage: Stage, check: Checker, size: Size, language: Language
) -> None:
    long_stage.resize(size)
    long_stage.window.speak(Words(language.value))
    wrong = []
    for scene in scenes(check):
        if scene.language is language and is_sample(scene, size):
            scene.show(long_stage.models)
            wrong += _differs(long_stage.paint(), scene.file_name(size))
    assert not wrong, "\n".join(wrong)


def _differs(painted: QImage, name: str) -> list[str]:
    if PAINTS:
        with_palette(painted).save(str(REFERENCE / name), quality=1)
    return differences(painted, name)


WALKED = [
    pytest.param(size, language, half, marks=[] if (size, language, half) in HALVES_IN_SHORT else [LONG])
    for size in SIZES
    for language in Language
    for half in range(2)
]
"""In halves, for busy machines."""


@pytest.mark.parametrize(("size", "language", "half"), WALKED, ids=str)
def test_nothing_is_wrong_with_any_screen(
    long_stage: Stage, check: Checker, size: Size, language: Language, half: int
) -> None:
    long_stage.resize(size)
    long_stage.window.speak(Words(language.value))
    of_language = [scene for scene in scenes(check) if scene.language is language]
    wrong = []
    for scene in [*of_language, *stories(check, size, language)][half::2]:
        scene.show(long_stage.models)
        faults = [*findings(long_stage, long_stage.paint()), *unworded(long_stage, language.value)]
        wrong += [f"{scene.file_name(size)}: {fault}" for fault in faults]
    assert not wrong, "\n".join(wrong)


def _when_eased(size: Size, language: Language, ease: Ease, quarter: int) -> list[pytest.MarkDecorator]:
    return [] if quarter == 0 and IN_SHORT.get((size, language)) == ease else [LONG]


EASED = [
    pytest.param(size, language, ease, quarter, marks=_when_eased(size, language, ease, quarter))
    for size in SIZES
    for language in Language
    for ease in (LETTERS, BOTH)
    for quarter in range(4)
]


@pytest.mark.parametrize(("size", "language", "ease", "quarter"), EASED, ids=str)
def test_in_larger_letters_nothing_is_cut_and_every_line_stands_on_a_page(
    long_stage: Stage, check: Checker, size: Size, language: Language, ease: Ease, quarter: int
) -> None:
    long_stage.resize(size)
    long_stage.window.speak(Words(language.value))
    wrong = []
    of_language = [scene for scene in scenes(check) if scene.language is language]
    for scene in [*of_language, *stories(check, size, language)][quarter::4]:
        eased(scene, ease).show(long_stage.models)
        faults = [*findings_on_all_pages(long_stage, LARGE_LEAST_PIXELS), *unworded(long_stage, language.value)]
        wrong += [f"{scene.file_name(size)}: {fault}" for fault in faults]
    assert not wrong, "\n".join(wrong)


def test_every_committed_picture_is_one_of_a_scene(check: Checker) -> None:
    names = {scene.file_name(size) for size in SIZES for scene in scenes(check) if is_sample(scene, size)}
    assert {path.name for path in REFERENCE.glob("*.png")} == names
    assert len(names) == sum(map(len, SAMPLE.values())) >= 60


@pytest.mark.parametrize("language", [Language.VIETNAMESE, pytest.param(Language.ENGLISH, marks=pytest.mark.long)])
@pytest.mark.parametrize(("size", "lines"), [(WIDE, 1), (TALL, 2)])
def test_the_headline_is_one_line_of_48_pixels_or_more_and_two_in_portrait(
    long_stage: Stage, check: Checker, size: Size, lines: int, language: Language
) -> None:
    long_stage.resize(size)
    long_stage.window.speak(Words(language.value))
    for name in LABELS:
        story(check, name, language, is_demo=True)(long_stage.models)
        long_stage.settle()
        headline = long_stage.item("headline")
        assert headline.property("lineCount") <= lines
        assert pixels_of(headline) >= 48, headline.property("text")
