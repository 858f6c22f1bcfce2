"""What a new shopper can do by hand, walked through on a kiosk that runs: each shape, each language, by touch alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication

from kiosk.journal.report_box import waiting
from kiosk.messages.local import CameraReport, CameraState
from kiosk.messages.reports import ReportReason
from kiosk.processes.screen.setup import ScreenSetup
from kiosk.screen.views import Language, View
from kiosk.verdicts.gather import Place
from tests.screen.hand import Hand, codes_on
from tests.screen.part import Kiosk, bar_code
from tests.screen.scene import TALL, WIDE, Size


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("size", [WIDE, TALL], ids=["wide", "tall"])
def test_shopper_looks_for_the_code_practises_scans_reports_and_leaves_nothing(
    app: QGuiApplication, setup: ScreenSetup, size: Size, language: Language
) -> None:
    kiosk = Kiosk(app, replace(setup, size=size, place=Place("minh-khai", is_enrolled=True)))
    kiosk.part._deadline.setInterval(0)
    kiosk.camera.say(CameraReport(state=CameraState.WORKING))
    kiosk.until(lambda: kiosk.view is View.WAITING)
    hand = Hand(kiosk)
    for name in (f"language-{language}", "where", "practice", "lesson", "lesson"):
        hand.touch(name)
    kiosk.camera.say(bar_code())
    kiosk.until(lambda: kiosk.view is View.RESULT)
    assert kiosk.part._state.language is language
    for name in ("report", "back", "report", f"reason-{ReportReason.SPOILED}", "send"):
        hand.touch(name)
    (kept,) = waiting(setup.journal_path.parent)
    assert codes_on(kiosk.part._window.picture()) == [f"https://trace.example/report/{kept.number}"]
    hand.touch("next")
    assert (kiosk.view, kiosk.part._state.check_id, kiosk.part._checking.check) == (View.WAITING, "", None)
    kiosk.close()
