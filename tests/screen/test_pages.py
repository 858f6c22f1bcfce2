"""Pages of what is larger than its room: who changes the layout stays on the page, or on the last one there is."""

from __future__ import annotations

import pytest

from kiosk.processes.check import Checker
from kiosk.screen.models.ease import Ease
from kiosk.screen.views import Language, View
from kiosk.words import Words
from tests.screen.conftest import Stage
from tests.screen.scene import TALL, WIDE, Scene
from tests.screen.scenes import eased
from tests.screen.showing import packs, story


def page(stage: Stage) -> tuple[int, int]:
    """Return which page is shown, from 1 on, and of how many."""
    stage.settle()
    more = [item for item in stage.items("MoreButton") if item.width() > 0 and item.property("pages") > 1]
    if not more:
        return 1, 1
    pages = int(more[0].property("pages"))
    return min(int(more[0].property("page")), pages - 1) + 1, pages


def test_who_lowers_the_buttons_on_a_page_stays_on_it_and_on_the_last_where_there_are_fewer(
    stage: Stage, check: Checker
) -> None:
    copied = Scene("copied", Language.VIETNAMESE, story(check, "copied", Language.VIETNAMESE))
    stage.resize(WIDE)
    raised, lowered = (eased(copied, Ease(is_large=True, is_low=is_low)) for is_low in (False, True))
    lowered.show(stage.models)
    many = page(stage)[1]
    while page(stage)[0] < many:
        stage.click(stage.item("more"))
    raised.show(stage.models)
    fewer = page(stage)[1]
    assert 1 < fewer < many
    assert page(stage) == (fewer, fewer)
    stage.click(stage.item("more"))
    stage.click(stage.item("more"))
    assert page(stage) == (2, fewer)
    lowered.show(stage.models)
    assert page(stage) == (2, many)


@pytest.mark.parametrize("language", Language)
def test_the_button_says_which_page_is_next_and_on_the_last_that_it_leads_to_the_first(
    stage: Stage, check: Checker, language: Language
) -> None:
    stage.resize(TALL)
    stage.window.speak(Words(language.value))
    many = Scene("many", language, story(check, "genuine", language))
    eased(many, Ease(is_large=True)).show(stage.models)
    last, more = page(stage)[1], stage.item("more")
    said, wide = [], set()
    for _ in range(last + 1):
        said.append(more.property("text"))
        wide.add(more.width())
        stage.click(more)
    words = Words(language.value)
    nexts = [f"{words('screen.page')} {number}/{last}" for number in range(2, last + 1)]
    assert last > 2
    assert said == [*nexts, words("screen.page.first"), nexts[0]]
    assert len(wide) == 1


def test_in_larger_letters_a_portrait_stop_says_first_what_to_do(stage: Stage, check: Checker) -> None:
    recalled = Scene("recalled", Language.VIETNAMESE, story(check, "recalled", Language.VIETNAMESE))
    stage.resize(TALL)
    eased(recalled, Ease(is_large=True)).show(stage.models)
    assert page(stage)[0] == 1
    advice = [item for item in stage.items("AdviceRow_") if item.opacity() > 0]
    assert len(advice) == 4


@pytest.mark.parametrize("is_large", [False, True])
def test_buttons_are_lowered_on_a_result_beside_another_pack(stage: Stage, check: Checker, is_large: bool) -> None:
    second = packs(check, "genuine", "recalled", Language.VIETNAMESE, View.RESULT)
    stage.resize(WIDE)
    eased(Scene("second", Language.VIETNAMESE, second), Ease(is_large=is_large)).show(stage.models)
    stage.settle()
    chosen: list[bool] = []
    stage.models.touches.reach_touched.connect(chosen.append)
    stage.click(stage.item("reach"))
    assert chosen == [True]
