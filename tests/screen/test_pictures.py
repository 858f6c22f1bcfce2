"""Every view in both languages: it fits, and it looks as the committed picture does.

`KIOSK_PAINT=1 pytest tests/screen/test_pictures.py` paints the committed pictures anew: look at them.
"""

from __future__ import annotations

import os

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage
from PySide6.QtQml import QQmlExpression, qmlContext
from PySide6.QtQuick import QQuickItem

from kiosk.processes.check import Checker
from kiosk.screen.state import Language
from kiosk.words import Words
from tests.screen.conftest import Stage
from tests.screen.pictures import (
    LABELS,
    REFERENCE,
    SHARE,
    Scene,
    alarmed,
    blind,
    difference,
    noticed,
    scenes,
    story,
    waiting,
)

PAINTS = os.environ.get("KIOSK_PAINT") == "1"


def test_every_scene_looks_as_its_committed_picture(stage: Stage, check: Checker) -> None:
    wrong = [name for scene in scenes(check) if (name := _differs(stage, scene))]
    assert wrong == []


def _differs(stage: Stage, scene: Scene) -> str:
    stage.window.speak(Words(scene.language.value))
    scene.show(stage.models)
    painted = stage.paint()
    name = f"{scene.name}-{scene.language}"
    path = REFERENCE / f"{name}.png"
    if PAINTS:
        painted.convertToFormat(QImage.Format.Format_RGB888).save(str(path), quality=1)
        return ""
    committed = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    share = difference(painted, committed)
    return f"{name}: {share:.2%}" if share >= SHARE else ""


def test_another_word_is_seen_in_a_picture(stage: Stage) -> None:
    waiting(Language.VIETNAMESE)(stage.models)
    vietnamese = stage.paint()
    stage.window.speak(Words("en"))
    assert difference(vietnamese, stage.paint()) > SHARE


@pytest.mark.parametrize("is_demo", [False, True], ids=["unit", "demonstration"])
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", LABELS)
def test_every_story_fits(stage: Stage, check: Checker, name: str, language: Language, is_demo: bool) -> None:
    show = story(check, name, language, is_demo=is_demo)
    stage.window.speak(Words(language.value))
    show(stage.models)
    stage.settle()
    assert _cut(stage) == []


@pytest.mark.parametrize("is_demo", [False, True], ids=["unit", "demonstration"])
@pytest.mark.parametrize("language", Language)
def test_waiting_and_trouble_fit(stage: Stage, language: Language, is_demo: bool) -> None:
    stage.window.speak(Words(language.value))
    for show in (
        waiting(language, is_demo=is_demo),
        waiting(language, is_demo=is_demo, trouble="sync"),
        waiting(language, is_demo=is_demo, trouble="admission"),
        blind(language, is_demo=is_demo),
        noticed(language),
        alarmed(waiting(language, is_demo=is_demo), language),
        alarmed(waiting(language, is_demo=is_demo, trouble="sync"), language),
        alarmed(blind(language, is_demo=is_demo), language),
    ):
        show(stage.models)
        stage.settle()
        assert _cut(stage) == []


@pytest.mark.parametrize("is_demo", [False, True], ids=["unit", "demonstration"])
@pytest.mark.parametrize("language", Language)
def test_emergency_fits_beside_a_result(stage: Stage, check: Checker, language: Language, is_demo: bool) -> None:
    show = story(check, "genuine", language, is_demo=is_demo)
    stage.window.speak(Words(language.value))
    alarmed(show, language)(stage.models)
    stage.settle()
    assert _cut(stage) == []


def test_the_headline_is_one_line_of_48_pixels_or_more(stage: Stage, check: Checker) -> None:
    for language in Language:
        stage.window.speak(Words(language.value))
        for name in LABELS:
            story(check, name, language, is_demo=True)(stage.models)
            stage.settle()
            headline = stage.item("headline")
            assert headline.property("lineCount") == 1
            assert _pixels_of(headline) >= 48, headline.property("text")


def test_no_text_is_smaller_than_18_pixels(stage: Stage, check: Checker) -> None:
    for name in LABELS:
        story(check, name, Language.VIETNAMESE)(stage.models)
        stage.settle()
        small = [text.property("text") for text in stage.items("Words") if _pixels_of(text) < 18]
        assert small == []


def test_what_is_touched_is_64_pixels_or_more(stage: Stage, check: Checker) -> None:
    story(check, "genuine", Language.VIETNAMESE)(stage.models)
    stage.settle()
    areas = stage.items("QQuickMouseArea")
    assert len(areas) == 3
    for area in areas:
        assert area.width() >= 64
        assert area.height() >= 60, "the switch's own border counts, too"


def _pixels_of(text: QQuickItem) -> int:
    """Return the size that the text has after it was made to fit."""
    return _value(text, "fontInfo.pixelSize")


def _value(text: QQuickItem, expression: str) -> int:
    context = qmlContext(text)
    assert context is not None
    value = QQmlExpression(context, text, expression).evaluate()
    return int(value[0] if isinstance(value, tuple) else value)


def _cut(stage: Stage) -> list[str]:
    """Return the texts that are cut, or that leave their card."""
    texts = stage.items("Words")
    return [
        str(text.property("text"))
        for text in texts
        if text.property("text") and (text.property("truncated") or _leaves_its_card(text))
    ]


def _leaves_its_card(text: QQuickItem) -> bool:
    place = text.mapRectToScene(QRectF(0, 0, text.property("contentWidth"), text.property("contentHeight")))
    spare = text.width() - place.width()
    shift = {2: spare, 4: spare / 2}.get(_value(text, "horizontalAlignment"), 0)
    left, right = place.left() + shift, place.right() + shift
    card = text.parentItem()
    while card is not None:
        is_card = card.metaObject().className().split("_")[0] in {
            "Card",
            "AdviceTile",
            "Strip",
            "Banner",
            "Note",
            "Steps",
        }
        if is_card:
            box = card.mapRectToScene(card.boundingRect()).adjusted(-1, -1, 1, 1)
            return not (
                box.top() <= place.top()
                and place.bottom() <= box.bottom()
                and box.left() <= left
                and right <= box.right()
            )
        card = card.parentItem()
    return False
