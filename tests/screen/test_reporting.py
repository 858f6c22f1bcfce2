"""A shopper reports a label by two touches; it waits on the unit, bounded, and nothing in it is about the shopper."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from kiosk.journal.report_box import FOLDER, waiting
from kiosk.messages.local import ReportsTaken
from kiosk.messages.report_number import read_report_number
from kiosk.messages.reports import ReportReason
from kiosk.processes.check import Checker
from kiosk.processes.screen import reporting
from kiosk.processes.screen.setup import ScreenSetup
from kiosk.screen.views import Language, View
from kiosk.verdicts.gather import Place
from kiosk.verdicts.verdict import Headline
from kiosk.wording.reporting import ReportStage
from kiosk.words import Words
from tests.screen.conftest import Stage
from tests.screen.hand import Hand, codes_on
from tests.screen.part import OF_GOODS, Kiosk, bar_code
from tests.screen.scene import TALL
from tests.screen.showing import reporting as shown_report

pytestmark = pytest.mark.usefixtures("unhurried")
NUMBERS = (OF_GOODS, "8934588012112", "8935049500483")


def made(app: QGuiApplication, setup: ScreenSetup) -> Kiosk:
    """Return a kiosk whose sync is gone: every label has its verdict at once."""
    kiosk = Kiosk(app, setup)
    kiosk.sync.close()
    kiosk.part._deadline.setInterval(0)
    return kiosk


@pytest.fixture
def kiosk(app: QGuiApplication, setup: ScreenSetup) -> Iterator[Kiosk]:
    made_here = made(app, replace(setup, place=Place("minh-khai", is_enrolled=True)))
    yield made_here
    made_here.close()


def show(kiosk: Kiosk, number: str = NUMBERS[0]) -> None:
    kiosk.camera.say(bar_code(number))
    kiosk.until(lambda: kiosk.view is View.RESULT)


def report(kiosk: Kiosk, reason: ReportReason = ReportReason.SAME_CODE) -> object:
    """Report what is shown, and return how far that came."""
    hand = Hand(kiosk)
    for name in ("report", f"reason-{reason}", "send"):
        hand.touch(name)
    return said(kiosk)["stage"]


def said(kiosk: Kiosk) -> dict[str, object]:
    return dict(kiosk.part._window.models.report.property("view"))


def test_two_touches_keep_a_report_of_the_label_and_thank_with_its_number(kiosk: Kiosk) -> None:
    show(kiosk)
    before = kiosk.rows()
    assert report(kiosk) == ReportStage.KEPT
    kept = waiting(kiosk.setup.journal_path.parent)
    assert [(one.reason, one.gtin, one.headline) for one in kept] == [
        (ReportReason.SAME_CODE, "0" + NUMBERS[0], Headline.CANNOT_CONFIRM)
    ]
    assert said(kiosk)["number"] == kept[0].number == read_report_number(kept[0].number)
    assert codes_on(kiosk.part._window.picture()) == [f"https://trace.example/report/{kept[0].number}"]
    assert kiosk.rows() == before
    assert kept[0].id not in {row.check_id for row in before}


def test_without_a_reason_nothing_is_sent(kiosk: Kiosk) -> None:
    show(kiosk)
    for name in ("report", "send"):
        Hand(kiosk).touch(name)
    assert said(kiosk)["stage"] == ReportStage.CHOOSING


def test_sent_again_it_is_the_same_report_and_another_label_begins_anew(kiosk: Kiosk) -> None:
    show(kiosk)
    report(kiosk)
    kiosk.part._window.models.touches.sendReport(ReportReason.OTHER)
    Hand(kiosk).touch("back")
    Hand(kiosk).touch("report")
    assert said(kiosk)["stage"] == ReportStage.KEPT
    assert len(waiting(kiosk.setup.journal_path.parent)) == 1
    show(kiosk, NUMBERS[1])
    assert report(kiosk) == ReportStage.KEPT
    assert len(waiting(kiosk.setup.journal_path.parent)) == 2


def test_who_presses_without_end_is_told_where_else_to_report(kiosk: Kiosk) -> None:
    kiosk.part._reporting._at_s.extend([time.monotonic()] * (reporting.MOST_IN_AN_HOUR - 1))
    for number, stage in zip(NUMBERS, (ReportStage.KEPT, ReportStage.NOT_TAKEN), strict=False):
        show(kiosk, number)
        assert report(kiosk) == stage
    assert len(waiting(kiosk.setup.journal_path.parent)) == 1
    form = f"https://trace.example/report?gtin=0{NUMBERS[1]}&headline=cannot_confirm"
    assert codes_on(kiosk.part._window.picture()) == [form]
    check = kiosk.part._checking.check
    assert check is not None
    hour_later_s = time.monotonic() + reporting.AN_HOUR_S
    assert kiosk.part._reporting.send(check, ReportReason.OTHER, hour_later_s).stage is ReportStage.KEPT


def test_disk_that_takes_nothing_is_no_thanks(kiosk: Kiosk) -> None:
    (kiosk.setup.journal_path.parent / FOLDER).write_text("in its place")
    show(kiosk)
    assert report(kiosk) == ReportStage.NOT_TAKEN


def test_what_the_centre_holds_is_taken_off(app: QGuiApplication, setup: ScreenSetup) -> None:
    kiosk = Kiosk(app, replace(setup, place=Place("minh-khai", is_enrolled=True)))
    kiosk.part._deadline.setInterval(0)
    show(kiosk)
    report(kiosk)
    state = setup.journal_path.parent
    kiosk.sync.say(ReportsTaken(ids=(waiting(state)[0].id,)))
    kiosk.until(lambda: waiting(state) == ())
    kiosk.close()


def test_demonstration_shows_it_and_keeps_nothing(app: QGuiApplication, setup: ScreenSetup, tmp_path: Path) -> None:
    kiosk = made(app, replace(setup, is_demo=True))
    show(kiosk)
    assert report(kiosk) == ReportStage.SHOWN_ONLY
    assert not (tmp_path / FOLDER).exists()
    kiosk.close()


@pytest.mark.parametrize(("is_enrolled", "story"), [(True, "genuine"), (False, "not_produce")])
def test_label_for_practice_and_unit_without_a_centre_offer_no_report(
    app: QGuiApplication, setup: ScreenSetup, story: str, *, is_enrolled: bool
) -> None:
    kiosk = made(app, replace(setup, place=Place("minh-khai", is_enrolled=is_enrolled)))
    kiosk.scan(story)
    kiosk.until(lambda: kiosk.view is View.RESULT)
    assert kiosk.part._window.models.report.property("isOffered") is False
    kiosk.close()


@pytest.mark.parametrize("language", Language)
def test_reasons_are_touched_in_the_lower_half_of_a_portrait_screen(
    stage: Stage, check: Checker, language: Language
) -> None:
    stage.resize(TALL)
    stage.window.speak(Words(language.value))
    shown_report(check, "copied", language, ReportStage.CHOOSING)(stage.models)
    stage.settle()
    tops = [item.mapToScene(item.boundingRect().topLeft()).y() for item in stage.items("Target")]
    assert len(tops) == len(ReportReason) + 5
    assert min(tops) >= TALL[1] / 2
