"""Practice: three verdicts in half a minute, by sample codes on the screen and in hand; it counts nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from kiosk.messages.local import Ask, CameraReport, CameraState
from kiosk.processes.screen.practising import Practising
from kiosk.processes.screen.setup import ScreenSetup
from kiosk.records.finding import NOTHING_FOUND
from kiosk.screen.views import Language, View
from kiosk.verdicts.gather import Place
from kiosk.verdicts.verdict import Headline
from kiosk.words import Words
from tests.screen.conftest import ASSETS, Stage
from tests.screen.hand import Hand, codes_on
from tests.screen.part import OF_GOODS, Kiosk, bar_code
from tests.screen.scene import LABELS, SIZES, Size
from tests.screen.showing import practised, where

TOUCHED = {"lesson", "where", "back", "practice", "keypad"}


@pytest.fixture
def kiosk(app: QGuiApplication, setup: ScreenSetup) -> Iterator[Kiosk]:
    made = Kiosk(app, replace(setup, place=Place("minh-khai", is_enrolled=True)))
    yield made
    made.close()


def open_practice(kiosk: Kiosk) -> None:
    kiosk.camera.say(CameraReport(state=CameraState.WORKING))
    kiosk.until(lambda: kiosk.view is View.WAITING)
    Hand(kiosk).touch("practice")
    assert kiosk.view is View.PRACTICE


def headline(kiosk: Kiosk) -> str:
    return str(kiosk.part._window.models.practice.property("view")["headline"])


def asks(kiosk: Kiosk) -> list[Ask]:
    return [message for message in kiosk.sync.listen() if isinstance(message, Ask)]


def test_lessons_are_walked_through_by_touch_and_end_where_labels_are_scanned(kiosk: Kiosk) -> None:
    open_practice(kiosk)
    seen, codes = [], []
    for _ in range(3):
        seen.append(headline(kiosk))
        codes += codes_on(kiosk.part._window.picture())
        Hand(kiosk).touch("lesson")
    assert seen == ["Mã xác thực đúng, nguồn gốc rõ", "Mã này thấy ở nhiều chợ", "Chưa có trong hệ thống"]
    assert codes == [LABELS[name]["payload"] for name in ("genuine", "copied", "unknown")]
    assert kiosk.view is View.WAITING


def test_sample_in_hand_brings_its_lesson_and_counts_nowhere(kiosk: Kiosk) -> None:
    open_practice(kiosk)
    lit = kiosk.lit()
    kiosk.scan("unknown")
    kiosk.until(lambda: headline(kiosk) == "Chưa có trong hệ thống")
    kiosk.scan("copied")
    kiosk.until(lambda: headline(kiosk) == "Mã này thấy ở nhiều chợ")
    assert kiosk.view is View.PRACTICE
    assert (asks(kiosk), kiosk.rows(), kiosk.lit()) == ([], [], lit)


def test_sample_that_is_held_up_unasked_is_journaled_as_practice_and_stands_in_no_history(kiosk: Kiosk) -> None:
    """The journal is whole: somebody stood there, and this is what was shown."""
    kiosk.scan("genuine")
    ask = kiosk.asked()
    assert not ask.is_counted
    kiosk.answer(ask, NOTHING_FOUND)
    kiosk.until(lambda: kiosk.rows() != [])
    assert kiosk.headline == "Đây là mã quét thử"
    assert [row.headline for row in kiosk.rows()] == [Headline.PRACTICE]


def test_label_on_goods_wins_over_practice(kiosk: Kiosk) -> None:
    open_practice(kiosk)
    kiosk.camera.say(bar_code())
    kiosk.until(lambda: kiosk.view is View.ASKING)
    assert kiosk.asked().identity.gtin == "0" + OF_GOODS


def test_demonstration_judges_its_samples_though_practice_is_open(app: QGuiApplication, setup: ScreenSetup) -> None:
    kiosk = Kiosk(app, replace(setup, is_demo=True))
    open_practice(kiosk)
    kiosk.scan("copied")
    kiosk.asked()
    assert kiosk.view is View.ASKING
    kiosk.close()


def test_without_the_samples_practice_goes_without_codes(tmp_path: Path) -> None:
    assert len(Practising(ASSETS).codes) == 3
    assert Practising(tmp_path).codes == ()


def test_practice_is_framed_on_all_four_edges_and_no_real_view_is(stage: Stage) -> None:
    for show, is_framed in ((practised(Language.VIETNAMESE, 0), True), (where(Language.VIETNAMESE), False)):
        show(stage.models)
        painted = stage.paint()
        edges = (
            (range(40, 1240), [2]),
            (range(40, 1240), [797]),
            ([2], range(40, 760)),
            ([1277], range(40, 760)),
        )
        for xs, ys in edges:
            colours = {painted.pixelColor(x, y).name() for x in xs for y in ys}
            assert ({"#c3ccd6", "#16231b"} <= colours) is is_framed


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_what_is_touched_is_in_the_lower_half_but_for_the_language_of_a_wide_screen(stage: Stage, size: Size) -> None:
    stage.resize(size)
    stage.window.speak(Words("vi"))
    for show in (practised(Language.VIETNAMESE, 0), where(Language.VIETNAMESE)):
        show(stage.models)
        stage.settle()
        areas = [item for item in stage.items("Target") if item.parentItem().objectName() in TOUCHED]
        tops = [item.mapToScene(item.boundingRect().topLeft()).y() for item in areas]
        assert len(tops) >= 2
        assert min(tops) >= size[1] / 2
