"""Who cannot see, or cannot reach high: every scene by its targets, in every size and language."""

from __future__ import annotations

import pytest
from PySide6.QtQuick import QQuickItem

from kiosk.processes.check import Checker
from kiosk.screen.models.ease import Ease
from kiosk.screen.views import Language
from kiosk.words import Words
from tests.screen.conftest import Stage
from tests.screen.scene import SIZES, TALL, WIDE, Scene, Size
from tests.screen.scenes import eased, scenes
from tests.screen.targets import faint_ring, high, name_of, nameless, targets, unordered
from tests.screen.walk import findings

pytestmark = pytest.mark.timeout(300)
LOW = Ease(is_low=True)


IN_SHORT = {(WIDE, Language.VIETNAMESE, 0), (TALL, Language.ENGLISH, 1)}
WALKED = [
    pytest.param((size, language, half), marks=[] if (size, language, half) in IN_SHORT else [pytest.mark.long])
    for size in SIZES
    for language in Language
    for half in range(2)
]
"""Every other scene in one size a language by `make test`, each once; all by `make test-long`."""


@pytest.fixture(params=WALKED, ids=str)
def walked(request: pytest.FixtureRequest, long_stage: Stage, check: Checker) -> tuple[Stage, list[Scene], Size]:
    """A window of one size in one language, and half of its scenes."""
    size, language, half = request.param
    long_stage.resize(size)
    long_stage.window.speak(Words(language.value))
    return long_stage, [scene for scene in scenes(check) if scene.language is language][half::2], size


def test_each_target_has_a_name_of_the_catalogue_and_tab_goes_as_one_reads(
    walked: tuple[Stage, list[Scene], Size],
) -> None:
    stage, shown, size = walked
    wrong = []
    for scene in shown:
        scene.show(stage.models)
        stage.settle()
        faults = [*nameless(stage, scene.language.value), *unordered(stage)]
        wrong += [f"{scene.file_name(size)}: {fault}" for fault in faults]
    assert not wrong, "\n".join(wrong)


def test_with_low_reach_nothing_is_touched_above_the_middle_and_nothing_is_cut(
    walked: tuple[Stage, list[Scene], Size],
) -> None:
    stage, shown, size = walked
    wrong = []
    for scene in shown:
        eased(scene, LOW).show(stage.models)
        faults = [*findings(stage, stage.paint()), *high(stage), *unordered(stage)]
        wrong += [f"{scene.file_name(size)}: {fault}" for fault in faults]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("size", [WIDE, pytest.param(TALL, marks=pytest.mark.long)], ids=["wide", "tall"])
def test_the_ring_of_the_keyboard_is_seen_around_every_target(long_stage: Stage, check: Checker, size: Size) -> None:
    long_stage.resize(size)
    long_stage.window.speak(Words("vi"))
    seen: set[tuple[str, str]] = set()
    wrong: list[str] = []
    for scene in scenes(check):
        if scene.language is Language.VIETNAMESE:
            scene.show(long_stage.models)
            long_stage.settle()
            for target in _new(targets(long_stage), long_stage, seen):
                wrong += [f"{scene.file_name(size)}: {fault}" for fault in faint_ring(long_stage, target)]
    assert len(seen) > 40
    assert not wrong, "\n".join(wrong)


def _new(found: list[QQuickItem], stage: Stage, seen: set[tuple[str, str]]) -> list[QQuickItem]:
    """Return those that stood in no scene of the same view before, and remember them."""
    view = str(stage.models.screen.property("view"))
    new = [target for target in found if (view, name_of(target)) not in seen]
    seen.update((view, name_of(target)) for target in new)
    return new


def test_who_waits_lowers_the_buttons_by_one_touch_low_on_the_screen(long_stage: Stage, check: Checker) -> None:
    chosen: list[bool] = []
    long_stage.models.touches.reach_touched.connect(chosen.append)
    long_stage.resize(WIDE)
    waiting = next(scene for scene in scenes(check) if scene.name == "waiting")
    for ease, is_low in ((Ease(), True), (LOW, False)):
        eased(waiting, ease).show(long_stage.models)
        long_stage.settle()
        button = next(target for target in targets(long_stage) if target.objectName() == "reach")
        assert button.mapToScene(button.boundingRect().topLeft()).y() > WIDE[1] / 2
        long_stage.click(button)
        assert chosen.pop() is is_low
    eased(waiting, Ease(is_low=True, is_low_for_all=True)).show(long_stage.models)
    long_stage.settle()
    assert "reach" not in {target.objectName() for target in targets(long_stage)}
