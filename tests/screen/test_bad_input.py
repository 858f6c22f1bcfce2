"""What a registry and a machine bring at their worst: the screen stays whole, and leaves out what is missing."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from PySide6.QtGui import QGuiApplication

from kiosk.clock import FixedClock
from kiosk.messages.local import CameraReport, CameraState, SettingsTold
from kiosk.messages.unit_settings import KioskSettings
from kiosk.processes.check import Checker
from kiosk.processes.screen.setup import ScreenSetup
from kiosk.screen.models.ease import Ease
from kiosk.screen.views import Language, View
from kiosk.words import Words
from tests.screen.conftest import Stage
from tests.screen.part import Kiosk
from tests.screen.scene import AT, TALL, WIDE, Size
from tests.screen.scenes import eased
from tests.screen.spoiled import CERTIFICATES, MOVEMENTS, SPOILS, long, spoiled_scenes, unbroken
from tests.screen.walk import LARGE_LEAST_PIXELS, LEAST_PIXELS, findings_on_all_pages

pytestmark = pytest.mark.timeout(300)
LONG = pytest.mark.long
LEFT_OPEN = re.compile(r"·\s*(·|$)|\(\s*\)|^(theo|by)\s*$|\b(null|undefined)\b|None$|\{")
"""What a text with a gap in it looks like."""
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}


IN_SHORT = {(WIDE, "long"), (WIDE, "many"), (WIDE, "backwards"), (TALL, "unbroken"), (TALL, "pieces")}
"""These are walked by `make test`, each kind once; the rest, and all in larger letters, by `make test-long`."""
WALKED = [
    pytest.param(size, language, spoil, ease, marks=[] if ease == Ease() and (size, spoil) in IN_SHORT else [LONG])
    for ease in (Ease(), Ease(is_large=True))
    for size, language in ((WIDE, Language.VIETNAMESE), (TALL, Language.ENGLISH))
    for spoil in SPOILS
]


@pytest.mark.parametrize(("size", "language", "spoil", "ease"), WALKED, ids=str)
def test_the_screen_stays_whole(
    long_stage: Stage, check: Checker, size: Size, language: Language, spoil: str, ease: Ease
) -> None:
    long_stage.resize(size)
    long_stage.window.speak(Words(language.value))
    least = LARGE_LEAST_PIXELS if ease.is_large else LEAST_PIXELS
    wrong = []
    for scene in spoiled_scenes(check, spoil, language):
        eased(scene, ease).show(long_stage.models)
        wrong += [f"{scene.name}: {fault}" for fault in findings_on_all_pages(long_stage, least)]
        wrong += [f"{scene.name}: {fault}" for fault in _odd(long_stage)]
    assert not wrong, "\n".join(wrong)


def _odd(stage: Stage) -> Iterator[str]:
    for said in _texts(stage):
        if LEFT_OPEN.search(said):
            yield f"a gap: {said!r}"
        if not UNSEEN.isdisjoint(unicodedata.category(sign) for sign in said):
            yield f"a sign that cannot be seen: {said!r}"


def _texts(stage: Stage) -> list[str]:
    return [str(text.property("text")) for text in stage.items("Words")]


def test_forty_certificates_and_sixty_movements_all_stand_on_a_page(long_stage: Stage, check: Checker) -> None:
    long_stage.resize(WIDE)
    long_stage.window.speak(Words("vi"))
    scenes = {scene.name: scene for scene in spoiled_scenes(check, "many", Language.VIETNAMESE)}
    for name, count in (("opened-certification-many", CERTIFICATES), ("opened-origin-many", MOVEMENTS)):
        scenes[name].show(long_stage.models)
        long_stage.settle()
        assert len(long_stage.items("OpenedRow_")) == count
        assert findings_on_all_pages(long_stage) == []


@pytest.mark.parametrize("name", [long("Chợ đầu mối nông sản"), unbroken("Chợ đầu mối"), "Chợ \u202eiahK hniM"])
def test_a_market_with_any_name_leaves_the_top_whole(kiosk: Kiosk, name: str) -> None:
    told = SettingsTold(
        settings=KioskSettings(), name="", market_id="minh-khai", market_name=name, area="", position=""
    )
    kiosk.camera.say(CameraReport(state=CameraState.WORKING))
    kiosk.sync.say(told)
    kiosk.until(lambda: kiosk.part._window.models.status.property("market") != "Chợ đầu mối Minh\u00a0Khai")
    stage = Stage(kiosk.app, kiosk.part._window)
    kiosk.part._window.view.frameSwapped.connect(lambda: setattr(stage, "frames", stage.frames + 1))
    stage.settle()
    assert [fault for fault in findings_on_all_pages(stage) if "target" not in fault] == []
    assert list(_odd(stage)) == []


@dataclass
class Hands:
    """A machine's clock, which somebody sets."""

    ahead_s: float = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.ahead_s


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def dated(app: QGuiApplication, setup: ScreenSetup, hands: Hands) -> Iterator[Kiosk]:
    """Give a kiosk whose clock can be set by days, back too."""
    began = timedelta(days=400)
    clock = FixedClock(AT - began, time.monotonic() - began.total_seconds(), hands)
    made = Kiosk(app, replace(setup, clock=clock))
    yield made
    made.close()


@pytest.mark.parametrize("days", [-399, -1, 1, 399])
def test_a_clock_that_jumps_leaves_a_result_its_time_and_the_next_label_its_own(
    dated: Kiosk, hands: Hands, check: Checker, days: int
) -> None:
    dated.scan("genuine")
    ask = dated.asked()
    dated.answer(ask, check.records.find(ask.identity))
    dated.until(lambda: dated.view is View.RESULT and len(dated.rows()) == 1)
    headline, left_s = dated.headline, dated.part._state.remaining_s(time.monotonic())
    hands.ahead_s = days * 86_400.0
    for _ in range(30):
        dated.part._on_tick()
    assert dated.view is View.RESULT
    assert dated.headline == headline
    assert left_s - 5 <= dated.part._state.remaining_s(time.monotonic()) <= left_s
    dated.scan("not_produce")
    dated.until(lambda: len(dated.rows()) == 2)
