"""The live picture while a label does not read: it is framed where it is, and nothing is drawn over it."""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtQuick import QQuickItem

from kiosk.messages.local import NO_GUIDANCE, Framed, Guided, Hint
from kiosk.screen.models.ease import Ease
from kiosk.screen.models.guidance import GuidanceView
from kiosk.screen.models.screen import ScreenView
from kiosk.screen.views import Language, View
from kiosk.words import Words
from tests.screen.conftest import Stage
from tests.screen.scene import TALL, WIDE, Size
from tests.screen.showing import AT_MIDDLE, GUIDED, waiting


def show(stage: Stage, guided: Guided) -> None:
    waiting(Language.VIETNAMESE, guided=guided)(stage.models)
    stage.settle()


def rect(item: QQuickItem) -> QRectF:
    return item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))


def named(stage: Stage, kind: str, name: str) -> list[QQuickItem]:
    return [item for item in stage.items(kind) if item.objectName() == name and item.isVisible()]


def frame_of(seed: int) -> Framed:
    picked = random.Random(seed)
    width, height = picked.uniform(0.05, 0.6), picked.uniform(0.08, 0.9)
    left, top = picked.uniform(0, 1 - width), picked.uniform(0, 1 - height)
    return Framed(left=left, top=top, right=left + width, bottom=top + height)


@pytest.mark.parametrize("size", [WIDE, TALL], ids=["wide", "tall"])
def test_nothing_is_drawn_over_the_label_wherever_it_is(long_stage: Stage, size: Size) -> None:
    long_stage.resize(size)
    marked = 0
    for seed in range(40):
        hint = list(Hint)[1 + seed % 6]
        show(long_stage, Guided(hint=hint, frames=(frame_of(seed),)))
        (label,) = named(long_stage, "Corners", "frame")
        live = rect(long_stage.items("PreviewItem")[0])
        for mark in named(long_stage, "LabelMark", "mark"):
            marked += 1
            assert not rect(mark).intersects(rect(label).adjusted(14, 14, -14, -14)), (seed, hint)
            assert live.contains(rect(mark)), (seed, hint)
        assert named(long_stage, "QQuickRectangle", "distance") == []
    assert marked > 20


def test_the_frame_stands_where_the_label_is_in_the_cropped_picture(long_stage: Stage) -> None:
    long_stage.resize(WIDE)
    show(long_stage, Guided(hint=Hint.CLOSER, frames=(Framed(left=0.45, top=0.4, right=0.55, bottom=0.6),)))
    (label,) = named(long_stage, "Corners", "frame")
    live = rect(long_stage.items("PreviewItem")[0])
    assert rect(label).center().x() == pytest.approx(live.center().x(), abs=1)
    assert rect(label).center().y() == pytest.approx(live.center().y(), abs=1)
    assert rect(label).height() == pytest.approx(0.2 * live.height() + 28, abs=2)
    assert rect(label).width() == pytest.approx(0.1 * live.height() * 16 / 9 + 28, abs=2)


def test_of_two_codes_both_are_framed_the_first_in_another_colour_and_no_mark_chooses(long_stage: Stage) -> None:
    show(long_stage, GUIDED[Hint.TWO_CODES])
    first, second = named(long_stage, "Corners", "frame")
    (place,) = named(long_stage, "Corners", "")
    assert first.property("tone") != second.property("tone") == place.property("tone")
    assert named(long_stage, "LabelMark", "mark") == []


def test_without_a_hint_nothing_is_framed_and_the_distance_is_told(long_stage: Stage) -> None:
    show(long_stage, NO_GUIDANCE)
    assert named(long_stage, "Corners", "frame") == named(long_stage, "LabelMark", "mark") == []
    assert len(named(long_stage, "QQuickRectangle", "distance")) == 1


@pytest.mark.parametrize("ease", [Ease(), Ease(is_large=True)], ids=["usual", "large"])
@pytest.mark.parametrize("language", Language)
def test_the_live_view_stands_still_in_portrait_whatever_is_said(
    long_stage: Stage, ease: Ease, language: Language
) -> None:
    long_stage.resize(TALL)
    long_stage.window.speak(Words(language.value))
    places = set()
    for guided in (NO_GUIDANCE, *GUIDED.values()):
        waiting(language, guided=guided)(long_stage.models)
        long_stage.models.screen.show(ScreenView(View.WAITING, language, ease=ease))
        long_stage.settle()
        places.add(rect(long_stage.items("LiveView")[0]).getRect())
    long_stage.window.speak(Words("vi"))
    assert len(places) == 1, places


@pytest.mark.parametrize("module_px", [None, 0.0, 0.5, 2.0, 4.0, 40.0])
def test_the_scale_never_contradicts_the_sentence(module_px: float | None) -> None:
    closer, farther = (
        GuidanceView.of(Guided(hint=hint, frames=(AT_MIDDLE,), module_px=module_px)).place
        for hint in (Hint.CLOSER, Hint.FARTHER)
    )
    assert 0.63 < closer < 1
    assert 0 < farther < 0.27


def said(stage: Stage) -> str:
    """Return all that is read on the screen."""
    return " | ".join(str(item.property("text")) for item in stage.items("Words") if item.isVisible())


def test_of_a_label_that_stays_in_view_after_its_result_it_is_said_that_it_was_read(long_stage: Stage) -> None:
    show(long_stage, Guided(hint=Hint.NONE, has_counted=True))
    assert "Đã đọc xong mã này, hãy lấy ra" in said(long_stage)
    assert "Giữ yên" not in said(long_stage)
    show(long_stage, NO_GUIDANCE)
    assert "Giữ yên" in said(long_stage)


def test_a_gun_is_no_camera_that_starts_and_has_no_lens(long_stage: Stage) -> None:
    waiting(Language.VIETNAMESE, is_live=False, is_gun=True)(long_stage.models)
    long_stage.settle()
    text = said(long_stage)
    assert "Quét mã bằng máy quét" in text
    assert "Chiếu tia của máy quét vào mã" in text
    assert not any(word in text for word in ("khởi động", "ống kính", "ô sáng", " cm"))
