"""The comparison of pictures itself: a button more or less, a word or a sign is seen; smoother letters are not."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPainter

from kiosk.screen.app import PAPER
from kiosk.screen.views import Language
from kiosk.words import Words
from tests.screen.conftest import Stage
from tests.screen.pictures import TILE, differing_tiles
from tests.screen.showing import waiting
from tests.screen.targets import name_of, place_of, targets


@pytest.fixture
def waits(stage: Stage) -> QImage:
    waiting(Language.VIETNAMESE)(stage.models)
    return stage.paint()


def without(picture: QImage, place: QRect) -> QImage:
    """Return the picture with what stands at `place` painted over with the colour beside it."""
    painted = picture.copy()
    painter = QPainter(painted)
    painter.fillRect(place, picture.pixelColor(place.left() - 2, place.center().y()))
    painter.end()
    return painted


def test_a_picture_differs_in_nothing_from_itself_and_wholly_from_another_size(waits: QImage) -> None:
    assert differing_tiles(waits, waits.copy()) == []
    assert differing_tiles(waits, waits.scaled(QSize(800, 1280))) != []


def test_each_button_that_is_missing_is_seen_there_and_nowhere_else(stage: Stage, waits: QImage) -> None:
    assert len(targets(stage)) >= 6
    for target in targets(stage):
        place = place_of(target).toAlignedRect()
        found = differing_tiles(waits, without(waits, place))
        assert found, f"{name_of(target)!r} is missing, and nobody sees it"
        assert all(QRect(x, y, TILE, TILE).intersects(place) for x, y in found)


@pytest.mark.parametrize("at", [(0, 0), (31, 17), (32, 32), (50, 3), (63, 63)], ids=str)
def test_the_least_button_is_seen_wherever_it_stands_and_by_its_edge_alone(
    app: QGuiApplication, at: tuple[int, int]
) -> None:
    with_button, without_button = plain(), plain()
    painter = QPainter(with_button)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor("#4A564F"))
    painter.drawRoundedRect(QRectF(QPointF(64.5 + at[0], 64.5 + at[1]), QPointF(127.5 + at[0], 127.5 + at[1])), 18, 18)
    painter.end()
    assert differing_tiles(with_button, without_button) != []
    assert differing_tiles(without_button, with_button) != []


@pytest.mark.parametrize("by", [0.125, 0.25])
def test_letters_that_are_smoothed_otherwise_are_the_same(app: QGuiApplication, by: float) -> None:
    here, beside = (written("Rau muống VietGAP, bó 500 g", offset) for offset in (0.0, by))
    assert here != beside
    assert differing_tiles(here, beside) == []


@pytest.mark.parametrize(("text", "other"), [("dùng đến 25/11", "dùng từ 25/11"), ("gói", "bó"), ("5 km", "")])
def test_another_word_is_seen(app: QGuiApplication, text: str, other: str) -> None:
    assert differing_tiles(written(text, 0.0), written(other, 0.0)) != []


def test_another_language_is_seen(stage: Stage, waits: QImage) -> None:
    stage.window.speak(Words("en"))
    assert len(differing_tiles(waits, stage.paint())) > 10


def plain() -> QImage:
    picture = QImage(QSize(256, 256), QImage.Format.Format_RGB32)
    picture.fill(QColor(PAPER))
    return picture


def written(text: str, by: float) -> QImage:
    """Return a picture with a text in our least letters, `by` pixels to the right."""
    picture = plain()
    painter = QPainter(picture)
    font = QFont("Be Vietnam Pro")
    font.setPixelSize(18)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    painter.setFont(font)
    painter.setPen(Qt.GlobalColor.black)
    painter.drawText(QPointF(8 + by, 60), text)
    painter.end()
    return picture
