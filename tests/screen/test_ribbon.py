"""What is not real stands in a ribbon on all four edges: every scene in that smaller room, however somebody eased it.

A few by `make test`, all by `make test-long`.
"""

from __future__ import annotations

import pytest

from kiosk.processes.check import Checker
from kiosk.screen.models.ease import Ease
from kiosk.screen.views import Language
from kiosk.words import Words
from tests.screen.conftest import Stage
from tests.screen.scene import SIZES, TALL, WIDE, Scene, Size
from tests.screen.scenes import eased, framed, scenes
from tests.screen.targets import high
from tests.screen.walk import LARGE_LEAST_PIXELS, LEAST_PIXELS, findings_on_all_pages

pytestmark = pytest.mark.timeout(300)
EASES = (Ease(), Ease(is_large=True), Ease(is_low=True), Ease(is_large=True, is_low=True))
IN_SHORT = {
    (WIDE, Language.ENGLISH): EASES[3],
    (WIDE, Language.VIETNAMESE): EASES[1],
    (TALL, Language.VIETNAMESE): EASES[2],
}
"""Of these `make test` walks who waits, types or reports, and a second result."""
SHORT = ("waiting", "guidance", "keypad", "report", "genuine-second")


def _walked(size: Size, language: Language, ease: Ease) -> list[pytest.MarkDecorator]:
    return [] if IN_SHORT.get((size, language)) == ease else [pytest.mark.long]


@pytest.mark.parametrize(
    ("size", "language", "ease"),
    [
        pytest.param(size, language, ease, marks=_walked(size, language, ease))
        for size in SIZES
        for language in Language
        for ease in EASES
    ],
    ids=str,
)
def test_in_the_ribbon_nothing_is_wrong_with_who_waits_types_or_reports(
    long_stage: Stage, check: Checker, size: Size, language: Language, ease: Ease
) -> None:
    of_ribbon = [scene for scene in scenes(check) if scene.name.startswith(SHORT)]
    assert _wrong(long_stage, of_ribbon, size, language, ease) == ""


@pytest.mark.long
@pytest.mark.parametrize("ease", EASES, ids=str)
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_in_the_ribbon_nothing_is_wrong_with_any_other_screen(
    long_stage: Stage, check: Checker, size: Size, language: Language, ease: Ease
) -> None:
    others = [scene for scene in scenes(check) if not scene.name.startswith(SHORT)]
    assert _wrong(long_stage, others, size, language, ease) == ""


def _wrong(stage: Stage, shown: list[Scene], size: Size, language: Language, ease: Ease) -> str:
    stage.resize(size)
    stage.window.speak(Words(language.value))
    least = LARGE_LEAST_PIXELS if ease.is_large else LEAST_PIXELS
    wrong = []
    for scene in shown:
        if scene.language is language:
            inside = framed(eased(scene, ease))
            inside.show(stage.models)
            faults = [*findings_on_all_pages(stage, least), *(high(stage) if ease.is_low else ())]
            wrong += [f"{inside.file_name(size)}: {fault}" for fault in faults]
    return "\n".join(wrong)
