"""The code for a phone stays while a phone may be reading it, and is no label when the camera meets it again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from kiosk.messages.local import Ask, Near, Part, Scanned
from kiosk.processes.check import Checker
from kiosk.screen.models.ease import Ease
from kiosk.screen.views import Language, View
from tests.screen.conftest import Stage
from tests.screen.hand import Hand, codes_on
from tests.screen.part import Kiosk, scanned
from tests.screen.scene import TALL, WIDE, Scene, Size
from tests.screen.scenes import eased
from tests.screen.showing import story

PIXELS_A_MM = 1280 / 217
"""Of a display of 10.1 inches with 1280 × 800 pixels."""
PHONE_PIXELS_A_MM = 1920 / 510
"""What a phone sees of it from 40 cm: 1920 pixels over 65°."""


def show(kiosk: Kiosk, check: Checker, story: str = "genuine") -> None:
    kiosk.scan(story)
    ask = kiosk.asked()
    kiosk.answer(ask, check.records.find(ask.identity))
    kiosk.until(lambda: kiosk.view is View.RESULT and not kiosk.part._painted.is_due)


def returns_at_s(kiosk: Kiosk) -> float:
    assert kiosk.part._state.returns_at_s is not None
    return kiosk.part._state.returns_at_s


def test_countdown_begins_anew_while_somebody_stands_before_the_code(kiosk: Kiosk, check: Checker) -> None:
    show(kiosk, check)
    before_s = returns_at_s(kiosk)
    kiosk.panel.say(Near(is_near=True))
    kiosk.until(lambda: returns_at_s(kiosk) > before_s)
    kiosk.panel.say(Near(is_near=False))
    kiosk.until(lambda: not kiosk.part._taking.is_likely(kiosk.part._state))
    gone_s = returns_at_s(kiosk)
    kiosk.part._on_tick()
    assert returns_at_s(kiosk) == gone_s


def test_nobody_is_near_once_the_panel_is_gone(kiosk: Kiosk, check: Checker) -> None:
    show(kiosk, check)
    kiosk.panel.say(Near(is_near=True))
    kiosk.until(lambda: kiosk.part._taking.is_likely(kiosk.part._state))
    kiosk.part._on_lost(Part.PANEL)
    assert not kiosk.part._taking.is_likely(kiosk.part._state)


@pytest.mark.parametrize("story", ["forged", "not_produce"])
def test_result_without_a_code_is_held_by_nobody(kiosk: Kiosk, check: Checker, story: str) -> None:
    kiosk.scan(story)
    if story == "forged":
        kiosk.answer(kiosk.asked(), check.records.find(kiosk.asked().identity))
    kiosk.until(lambda: kiosk.view is View.RESULT)
    kiosk.panel.say(Near(is_near=True))
    kiosk.until(lambda: kiosk.part._taking._is_near)
    assert not kiosk.part._taking.is_likely(kiosk.part._state)


def test_its_own_code_on_a_phone_is_no_label_and_holds_the_result(kiosk: Kiosk, check: Checker) -> None:
    show(kiosk, check)
    (link,) = codes_on(kiosk.part._window.picture())
    before_s, rows = returns_at_s(kiosk), kiosk.rows()
    kiosk.camera.say(own_code(link))
    kiosk.until(lambda: returns_at_s(kiosk) > before_s)
    assert kiosk.view is View.RESULT
    assert kiosk.rows() == rows
    assert len([one for one in kiosk.sync.listen() if isinstance(one, Ask)]) == 1


def test_once_it_is_gone_that_code_is_a_label_like_others(kiosk: Kiosk, check: Checker) -> None:
    show(kiosk, check)
    (link,) = codes_on(kiosk.part._window.picture())
    Hand(kiosk).touch("next")
    kiosk.camera.say(own_code(link))
    assert not kiosk.asked(2).is_counted


def own_code(link: str) -> Scanned:
    return scanned("genuine").model_copy(update={"content": link.encode()})


@pytest.mark.parametrize("is_demo", [False, True])
@pytest.mark.parametrize("ease", [Ease(), Ease(is_low=True)], ids=["usual", "low"])
@pytest.mark.parametrize("size", [WIDE, TALL], ids=str)
def test_a_phone_at_arms_length_reads_it(stage: Stage, check: Checker, size: Size, ease: Ease, is_demo: bool) -> None:
    shown = story(check, "genuine", Language.VIETNAMESE, is_demo=is_demo)
    eased(Scene("genuine", Language.VIETNAMESE, shown), ease).show(stage.models)
    stage.resize(size)
    seen = stage.paint()
    wide = round(seen.width() * PHONE_PIXELS_A_MM / PIXELS_A_MM)
    smooth = Qt.TransformationMode.SmoothTransformation
    assert codes_on(seen.scaledToWidth(wide, smooth)) == [stage.models.result.property("takeAlongUrl")]
