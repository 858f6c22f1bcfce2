"""Every view: nothing is wrong with it, and it looks as the committed picture does.

In every size and language, whatever is committed, by `make test-long`.

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
from tests.screen.pictures import REFERENCE, SHARE, difference, with_palette
from tests.screen.scene import LABELS, LARGE, SIZES, TALL, WIDE, Scene, Size
from tests.screen.scenes import SAMPLE, eased, is_sample, scenes, stories
from tests.screen.showing import story, waiting
from tests.screen.walk import LARGE_LEAST_PIXELS, findings, findings_on_all_pages, pixels_of

pytestmark = pytest.mark.timeout(300)
PAINTS = os.environ.get("KIOSK_PAINT") == "1"


HALVES = (0, 1)
"""So that a busy machine paints each within a test's time."""
IN_SHORT = {(WIDE, Language.VIETNAMESE), (TALL, Language.ENGLISH)}
"""Of these a quarter is walked in larger letters by `make test`."""
LONG = pytest.mark.long
NOT_YET = {(LARGE, "opened-reused"), (LARGE, "genuine-emergency")}
"""In larger letters these lose a line, or have one over another: docs/plan/shoppers-screen.md."""


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize(("size", "language"), SAMPLE)
def test_nothing_is_wrong_with_a_screen_that_is_committed_and_it_looks_as_it_did(
    long_stage: Stage, check: Checker, size: Size, language: Language, half: int
) -> None:
    long_stage.resize(size)
    long_stage.window.speak(Words(language.value))
    wrong = []
    committed = [scene for scene in scenes(check) if scene.language is language and is_sample(scene, size)]
    for scene in committed[half :: len(HALVES)]:
        wrong += _faults(long_stage, scene, size)
        wrong += _differs(long_stage.paint(), scene.file_name(size))
    assert not wrong, "\n".join(wrong)


@pytest.mark.long
@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_nothing_is_wrong_with_any_screen(
    long_stage: Stage, check: Checker, size: Size, language: Language, half: int
) -> None:
    long_stage.resize(size)
    long_stage.window.speak(Words(language.value))
    of_language = [scene for scene in scenes(check) if scene.language is language and not is_sample(scene, size)]
    wrong = []
    for scene in [*of_language, *stories(check, size, language)][half :: len(HALVES)]:
        wrong += _faults(long_stage, scene, size)
    assert not wrong, "\n".join(wrong)


EASED = [
    pytest.param(size, language, ease, quarter, marks=[] if quarter == 0 and (size, language) in IN_SHORT else [LONG])
    for size in SIZES
    for language in Language
    for ease in (Ease(is_large=True), Ease(is_large=True, is_low=True))
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
    of_size = [scene for scene in [*of_language, *stories(check, size, language)] if (size, scene.name) not in NOT_YET]
    for scene in of_size[quarter::4]:
        eased(scene, ease).show(long_stage.models)
        faults = findings_on_all_pages(long_stage, LARGE_LEAST_PIXELS)
        wrong += [f"{scene.file_name(size)}: {fault}" for fault in faults]
    assert not wrong, "\n".join(wrong)


def _faults(stage: Stage, scene: Scene, size: Size) -> list[str]:
    scene.show(stage.models)
    return [f"{scene.file_name(size)}: {fault}" for fault in findings(stage, stage.paint())]


def _differs(painted: QImage, name: str) -> list[str]:
    path = REFERENCE / name
    if PAINTS:
        with_palette(painted).save(str(path), quality=1)
        return []
    share = difference(painted, QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32))
    return [f"{name}: {share:.2%} differs"] if share >= SHARE else []


def test_every_committed_picture_is_one_of_a_scene(check: Checker) -> None:
    names = {scene.file_name(size) for size in SIZES for scene in scenes(check) if is_sample(scene, size)}
    assert {path.name for path in REFERENCE.glob("*.png")} == names
    assert len(names) >= 60


def test_another_word_is_seen_in_a_picture(stage: Stage) -> None:
    waiting(Language.VIETNAMESE)(stage.models)
    vietnamese = stage.paint()
    stage.window.speak(Words("en"))
    assert difference(vietnamese, stage.paint()) > SHARE


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
