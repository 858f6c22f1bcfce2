"""Who cannot touch the screen goes through all of it by the one button of the panel: a pin, and nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from gpiozero.pins.mock import MockFactory

from kiosk.messages.local import Beat, CameraReport, CameraState
from kiosk.processes.check import Checker
from kiosk.processes.panel import PanelPart
from kiosk.records.finding import Finding
from kiosk.screen.button import meant_by_button, meant_by_hold
from kiosk.screen.events import LanguageTouched, LettersTouched, NextPressed
from kiosk.screen.state import HOMES, ScreenState
from kiosk.screen.transitions import LAST_LESSON
from kiosk.screen.views import Answer, Language, View
from kiosk.settings import Panel
from tests.screen.conftest import ASSETS, Stage
from tests.screen.part import Kiosk
from tests.screen.patience import PATIENCE_S
from tests.screen.spoiled import in_full

PANEL = Panel(factory="mock", sound_device="null")
HELD_S = 0.1
LEAST_LOOKS = 4
"""A busy machine looks at the pin more rarely than a unit does."""


@dataclass
class Thumb:
    """Presses the pin of a real panel part, beside a real screen part."""

    kiosk: Kiosk
    panel: PanelPart
    factory: MockFactory

    def press(self) -> None:
        """Press and let go, until the screen has heard it."""
        before = self.kiosk.part._state
        self.hold(is_down=True)
        self.hold(is_down=False)
        self.until(lambda: self.kiosk.part._state != before, f"nothing happened on {before.view}")

    def hold_long(self) -> None:
        """Hold until the screen has heard it, then let go."""
        before = self.kiosk.part._state
        self.factory.pin(PANEL.next_button).drive_low()
        self.until(lambda: self.kiosk.part._state != before, f"nothing happened on {before.view}")
        self.hold(is_down=False)

    def until(self, holds: Callable[[], bool], otherwise: str) -> None:
        end = time.monotonic() + PATIENCE_S
        while not holds():
            assert time.monotonic() < end, otherwise
            self.turn()

    def turn(self) -> None:
        """Let the parts go on; camera and sync are heard as they are on a unit."""
        for voice in (self.kiosk.camera, self.kiosk.sync):
            voice.say(Beat())
        self.panel.turn(0.01)
        self.kiosk.app.processEvents()

    def hold(self, *, is_down: bool) -> None:
        """Leave the pin as it is for longer than a contact bounces."""
        pin = self.factory.pin(PANEL.next_button)
        if is_down:
            pin.drive_low()
        else:
            pin.drive_high()
        end, looks = time.monotonic() + HELD_S, 0
        while time.monotonic() < end or looks < LEAST_LOOKS:
            self.turn()
            looks += 1


@pytest.fixture
def thumb(kiosk: Kiosk) -> Iterator[Thumb]:
    kiosk.panel.close()
    factory = MockFactory()
    made = Thumb(kiosk, PanelPart(kiosk.setup.runtime_dir, PANEL, ASSETS / "sounds", factory), factory)
    made.hold(is_down=False)
    made.until(lambda: made.panel._link.is_connected, "the panel never found its screen")
    kiosk.camera.say(CameraReport(state=CameraState.WORKING))
    kiosk.until(lambda: kiosk.view is View.WAITING)
    yield made
    made.panel.close()


def show_genuine(thumb: Thumb, check: Checker, change: Callable[[Finding], Finding]) -> None:
    """Scan until the centre's answer came in time: a busy machine may be later than a shopper waits."""
    kiosk = thumb.kiosk
    for number in range(1, 6):
        kiosk.scan("genuine")
        ask = kiosk.asked(number)
        kiosk.answer(ask, change(check.records.find(ask.identity)))
        thumb.until(lambda: kiosk.view is View.RESULT, "no verdict")
        if kiosk.part._window.models.result.property("canOpen"):
            return
    pytest.fail("no answer came in time")


def seen_until(thumb: Thumb, view: View) -> list[tuple[View, Answer | None, int]]:
    """Press until `view` is there; return what was seen on the way."""
    seen, end = [], time.monotonic() + PATIENCE_S
    while thumb.kiosk.view is not view:
        assert time.monotonic() < end
        state = thumb.kiosk.part._state
        seen.append((state.view, state.answer, state.lesson))
        thumb.press()
    return seen


def test_a_label_is_gone_through_by_the_button_alone(thumb: Thumb, check: Checker) -> None:
    show_genuine(thumb, check, lambda finding: finding)
    seen = seen_until(thumb, View.WAITING)
    answers = [(view, answer) for view, answer, _ in seen]
    assert list(dict.fromkeys(answers)) == [(View.RESULT, None), *((View.ANSWER, answer) for answer in Answer)]


def test_a_stop_that_opens_nothing_leads_to_the_next_label(thumb: Thumb) -> None:
    thumb.kiosk.scan("forged")
    thumb.until(lambda: thumb.kiosk.view is View.RESULT, "no verdict")
    assert {view for view, _, _ in seen_until(thumb, View.WAITING)} == {View.RESULT}


@pytest.mark.usefixtures("unhurried")
def test_while_a_label_is_asked_for_the_button_goes_back(thumb: Thumb) -> None:
    thumb.kiosk.scan("genuine")
    thumb.kiosk.until(lambda: thumb.kiosk.view is View.ASKING)
    thumb.press()
    assert thumb.kiosk.view is View.WAITING


def test_practice_is_gone_through_lesson_by_lesson_and_then_where_codes_stand(thumb: Thumb) -> None:
    thumb.press()
    lessons = [(View.PRACTICE, None, lesson) for lesson in range(LAST_LESSON + 1)]
    assert seen_until(thumb, View.WAITING) == [*lessons, (View.WHERE, None, 0)]


def pages(kiosk: Kiosk) -> tuple[int, int]:
    """Return which page is shown, and of how many."""
    (more,) = [one for one in Stage(kiosk.app, kiosk.part._window).items("MoreButton") if one.width() > 0]
    return int(more.property("page")) + 1, int(more.property("pages"))


def test_every_page_is_turned_before_the_next_answer(thumb: Thumb, check: Checker) -> None:
    show_genuine(thumb, check, in_full)
    while thumb.kiosk.part._state.answer is not Answer.CERTIFICATION:
        thumb.press()
    thumb.until(lambda: pages(thumb.kiosk)[1] > 1, "there is one page")
    former = (0, 0)
    while pages(thumb.kiosk) != former:
        former = pages(thumb.kiosk)
        thumb.hold(is_down=False)
    seen = []
    while thumb.kiosk.part._state.answer is Answer.CERTIFICATION:
        seen.append(pages(thumb.kiosk))
        thumb.press()
    assert seen == [(page, len(seen)) for page in range(1, len(seen) + 1)]
    assert len(seen) >= 5


def reading(thumb: Thumb) -> tuple[View, Language, bool]:
    state = thumb.kiosk.part._state
    return state.view, state.language, state.is_large


def test_held_while_it_waits_it_leads_through_larger_letters_and_languages_and_round(thumb: Thumb) -> None:
    seen = []
    for _ in range(4):
        thumb.hold_long()
        seen.append(reading(thumb))
    vietnamese, english = Language.VIETNAMESE, Language.ENGLISH
    chosen = [(vietnamese, True), (english, False), (english, True), (vietnamese, False)]
    assert seen == [(View.WAITING, language, is_large) for language, is_large in chosen]


def test_held_anywhere_it_goes_home_at_once_with_what_was_chosen(thumb: Thumb, check: Checker) -> None:
    thumb.hold_long()
    show_genuine(thumb, check, lambda finding: finding)
    while thumb.kiosk.view is not View.ANSWER:
        thumb.press()
    thumb.hold_long()
    assert reading(thumb) == (View.WAITING, Language.VIETNAMESE, True)


@pytest.mark.parametrize("view", sorted(set(View) - HOMES))
def test_held_it_goes_home_from_every_view_that_is_none(view: View) -> None:
    assert meant_by_hold(ScreenState(view), tuple(Language)) == (NextPressed(),)


def test_held_in_its_sleep_it_wakes_and_chooses_nothing() -> None:
    assert meant_by_hold(ScreenState(View.WAITING, is_drowsy=True), tuple(Language)) == (NextPressed(),)


def test_held_where_one_language_is_spoken_it_chooses_letters_alone() -> None:
    spoken = (Language.VIETNAMESE,)
    assert meant_by_hold(ScreenState(), spoken) == (LettersTouched(is_large=True),)
    back = (LettersTouched(is_large=False), LanguageTouched(Language.VIETNAMESE))
    assert meant_by_hold(ScreenState(is_large=True), spoken) == back


@pytest.mark.parametrize("view", [View.KEYPAD, View.REPORT, View.PACKS, View.TROUBLE, View.CLOSED, View.STARTING])
def test_elsewhere_it_is_the_next_label(view: View) -> None:
    assert meant_by_button(ScreenState(view), can_open=True) == NextPressed()
