"""The walk itself: it sees words of nobody, words that leave a button, letters that are too faint, a small target."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor
from PySide6.QtQuick import QQuickItem

from kiosk.processes.check import Checker
from kiosk.screen.models.ease import Ease
from kiosk.screen.views import Language
from tests.screen.conftest import Stage
from tests.screen.scene import WIDE, Scene
from tests.screen.scenes import eased
from tests.screen.showing import story, waiting
from tests.screen.walk import findings
from tests.screen.worded import unworded, vocabulary


@pytest.fixture
def button(stage: Stage) -> QQuickItem:
    """A button of the waiting screen, on which nothing is wrong."""
    waiting(Language.VIETNAMESE)(stage.models)
    assert findings(stage, stage.paint()) == []
    assert unworded(stage, "vi") == []
    return next(item for item in stage.items("ActionButton") if item.objectName() == "where")


def label(stage: Stage, button: QQuickItem) -> QQuickItem:
    """Return the words on `button`."""
    place = button.mapRectToScene(button.boundingRect())
    return next(
        text for text in stage.items("Words") if place.contains(text.mapRectToScene(QRectF(0, 0, 1, 1)).center())
    )


@pytest.mark.parametrize("text", ["Bitte warten", "screen.where", "Where is the code?", "Mã ở đâu? Da"])
def test_a_word_of_no_catalogue_is_found(stage: Stage, button: QQuickItem, text: str) -> None:
    label(stage, button).setProperty("text", text)
    assert unworded(stage, "vi") == [f"no word of the catalogue: {text!r}"]


@pytest.mark.parametrize(
    "text", ["Rau muống VietGAP, bó 500\u00a0g · dùng đến 25/11/2026", "Mã cơ sở: HNP00417S", "Bưởi Diễn loại…"]
)
def test_what_the_catalogue_says_of_a_record_is_no_fault(text: str) -> None:
    assert vocabulary("vi").holds(text)


def test_words_that_leave_their_button_are_found(stage: Stage, button: QQuickItem) -> None:
    button.setWidth(button.width() - 60)
    assert f"out of its button: {label(stage, button).property('text')!r}" in findings(stage, stage.paint())


def test_what_a_page_cuts_is_found(stage: Stage, check: Checker) -> None:
    stage.resize(WIDE)
    copied = Scene("copied", Language.VIETNAMESE, story(check, "copied", Language.VIETNAMESE))
    eased(copied, Ease(is_large=True)).show(stage.models)
    assert findings(stage, stage.paint()) == []
    sign = next(item for item in stage.items("AdviceRow_") if item.opacity() > 0)
    sheet = next(item for item in _above(sign) if item.parentItem().objectName() == "pagedRoom")
    sheet.setY(sheet.y() - 20)
    assert "apart: 'Chưa nên mua'" in findings(stage, stage.paint())
    sheet.setY(sheet.y() - 20)
    assert any("cut by the page: image" in fault for fault in findings(stage, stage.paint()))


def _above(item: QQuickItem) -> Iterator[QQuickItem]:
    while (above := item.parentItem()) is not None:
        yield above
        item = above


def test_faint_words_and_a_small_target_are_found(stage: Stage, button: QQuickItem) -> None:
    label(stage, button).setProperty("color", QColor("#777777"))
    button.setHeight(63)
    found = findings(stage, stage.paint())
    assert any(fault.startswith("faint: ") for fault in found)
    assert any(fault.startswith("target of ") for fault in found)
