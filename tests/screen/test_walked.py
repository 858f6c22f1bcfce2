"""What a new shopper can do by hand, walked through on a kiosk that runs: each shape, each language, by touch alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication

from kiosk.journal.report_box import waiting
from kiosk.messages.local import CameraReport, CameraState
from kiosk.messages.reports import ReportReason
from kiosk.processes.check import Checker
from kiosk.processes.screen.setup import ScreenSetup
from kiosk.screen.views import Answer, Language, View
from kiosk.verdicts.gather import Place
from kiosk.verdicts.verdict import Headline
from tests.screen.hand import Hand, codes_on
from tests.screen.part import Kiosk, bar_code
from tests.screen.scene import LARGE, SIZES, TALL, WIDE, Size

pytestmark = pytest.mark.usefixtures("unhurried")
IN_SHORT = {(WIDE, Language.VIETNAMESE), (TALL, Language.ENGLISH), (LARGE, Language.VIETNAMESE)}
WALKED = [
    pytest.param((size, language), marks=[] if (size, language) in IN_SHORT else [pytest.mark.long])
    for size in SIZES
    for language in Language
]
"""Each shape and each language by `make test`, every pair of them by `make test-long`."""


@pytest.fixture(params=WALKED, ids=str)
def shape(request: pytest.FixtureRequest) -> tuple[Size, Language]:
    """A screen's size, and the language that a shopper chooses on it."""
    size, language = request.param
    return size, language


@pytest.fixture
def place() -> Place:
    """A unit that no centre knows: it asks for the sample's labels."""
    return Place("minh-khai")


@pytest.fixture
def hand(app: QGuiApplication, setup: ScreenSetup, shape: tuple[Size, Language], place: Place) -> Iterator[Hand]:
    """A shopper's hand before a kiosk that waits, once it has chosen a language."""
    size, language = shape
    kiosk = Kiosk(app, replace(setup, size=size, place=place))
    kiosk.camera.say(CameraReport(state=CameraState.WORKING))
    kiosk.until(lambda: kiosk.view is View.WAITING)
    hand = Hand(kiosk)
    hand.touch(f"language-{language}")
    yield hand
    assert kiosk.part._state.language is language
    hand.touch("next")
    assert (kiosk.view, kiosk.part._state.check_id, kiosk.part._checking.check) == (View.WAITING, "", None)
    kiosk.close()


@pytest.mark.parametrize("place", [Place("minh-khai", is_enrolled=True)], ids=["paired"])
def test_shopper_looks_for_the_code_practises_scans_reports_and_leaves_nothing(hand: Hand) -> None:
    kiosk = hand.kiosk
    kiosk.part._deadline.setInterval(0)
    hand.touch("where", "practice", "lesson", "lesson")
    kiosk.camera.say(bar_code())
    kiosk.until(lambda: kiosk.view is View.RESULT)
    hand.touch("report", "back", "report", f"reason-{ReportReason.SPOILED}", "send")
    (kept,) = waiting(kiosk.setup.journal_path.parent)
    assert codes_on(kiosk.part._window.picture()) == [f"https://trace.example/report/{kept.number}"]


def test_shopper_types_a_number_opens_each_answer_takes_one_along_and_lays_two_packs_side_by_side(
    hand: Hand, check: Checker
) -> None:
    kiosk = hand.kiosk
    hand.touch("keypad", *(f"key-{digit}" for digit in "9521234543213"), "enter")
    answered(kiosk, check, 1)
    kiosk.scan("genuine")
    answered(kiosk, check, 2)
    opened = []
    for name in ("open", *(f"tab-{answer}" for answer in list(Answer)[1:])):
        hand.touch(name)
        opened.append(kiosk.part._state.answer)
    assert opened == list(Answer)
    hand.touch("back")
    along = kiosk.part._window.models.result.property("takeAlongUrl")
    assert codes_on(kiosk.part._window.picture()) == [along]
    kiosk.scan("not_certified")
    answered(kiosk, check, 3)
    hand.touch("packs")
    assert view_of(kiosk) == View.PACKS.value
    assert [pack["mark"] for pack in kiosk.part._window.models.packs.property("packs")] == ["caution", "good"]
    hand.touch("back")
    assert view_of(kiosk) == View.RESULT.value
    written = [(row.headline, row.code.is_typed, row.shown.language) for row in kiosk.rows()]
    language = kiosk.part._state.language.value
    assert written == [
        (Headline.PRODUCT_ONLY, True, language),
        (Headline.GENUINE, False, language),
        (Headline.NOT_CERTIFIED, False, language),
    ]


def answered(kiosk: Kiosk, check: Checker, number: int) -> None:
    """Let the centre know what the `number`th label names, and wait until its verdict is written."""
    ask = kiosk.asked(number)
    kiosk.answer(ask, check.records.find(ask.identity))
    kiosk.until(lambda: kiosk.view is View.RESULT and len(kiosk.rows()) == number)


def view_of(kiosk: Kiosk) -> str:
    return kiosk.view.value
