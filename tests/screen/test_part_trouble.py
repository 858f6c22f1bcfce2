"""What the screen says of a part that fails, while shoppers go on scanning."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from kiosk.camera.naming import SourceKind
from kiosk.messages.local import (
    CameraReport,
    CameraState,
    Guided,
    Hint,
    Part,
)
from kiosk.processes.screen.setup import ScreenSetup
from kiosk.screen.server import LOOK_EVERY_MS, LOST_AFTER_S
from kiosk.screen.views import View
from kiosk.verdicts.verdict import Level
from tests.screen.part import Kiosk, Voice


@pytest.fixture(scope="module", autouse=True)
def silence() -> None:
    """Here it is a loss."""


@pytest.mark.parametrize("state", [CameraState.LOST, CameraState.BLACK, CameraState.FROZEN])
def test_a_camera_without_pictures_is_said_and_ends(kiosk: Kiosk, state: CameraState) -> None:
    kiosk.camera.say(CameraReport(state=state, number="CAM-02"))
    kiosk.until(lambda: kiosk.part._window.models.trouble.property("number") == "CAM-02")
    assert kiosk.view is View.TROUBLE
    assert kiosk.part._window.models.trouble.property("since") == "09:00"
    kiosk.camera.say(CameraReport(state=CameraState.WORKING))
    kiosk.until(lambda: kiosk.view is View.WAITING)


def test_a_camera_that_falls_silent_is_said_within_2_seconds(kiosk: Kiosk) -> None:
    kiosk.until(lambda: not kiosk.part._state.lost)
    kiosk.until(lambda: kiosk.view is View.TROUBLE)
    assert LOST_AFTER_S + LOOK_EVERY_MS / 1000 < 2


def test_sync_that_falls_silent_is_said_and_scanning_goes_on(kiosk: Kiosk) -> None:
    def is_said() -> bool:
        kiosk.camera.say(Guided(hint=Hint.NONE))
        return bool(kiosk.part._window.models.status.property("trouble") == "sync")

    def is_lost() -> bool:
        kiosk.camera.say(Guided(hint=Hint.NONE))
        return Part.SYNC in kiosk.part._state.lost

    kiosk.until(is_lost)
    assert not is_said()
    kiosk.part._around = replace(kiosk.part._around, sync_lost_s=time.monotonic() - 15.0)
    kiosk.until(is_said)
    assert kiosk.view is View.WAITING


def test_a_journal_that_cannot_be_written_is_said_and_shoppers_get_verdicts(
    app: QGuiApplication, setup: ScreenSetup, tmp_path: Path
) -> None:
    kiosk = Kiosk(app, replace(setup, journal_path=tmp_path / "absent" / "journal.db"))
    kiosk.scan("not_produce")
    kiosk.until(lambda: kiosk.lit()[-1:] == [Level.UNKNOWN])
    assert kiosk.part._window.models.status.property("trouble") == "journal"
    (tmp_path / "absent").mkdir()
    kiosk.scan("shop_code")
    kiosk.until(lambda: kiosk.part._window.models.status.property("trouble") != "journal")
    kiosk.close()


@pytest.mark.parametrize(
    ("source", "advice"),
    [(SourceKind.CAMERA, "lost"), (SourceKind.GUN, "lost_gun"), (SourceKind.FILE, "lost_file")],
)
def test_who_has_no_camera_is_not_sent_to_look_at_its_cable(
    app: QGuiApplication, setup: ScreenSetup, source: SourceKind, advice: str
) -> None:
    kiosk = Kiosk(app, replace(setup, source=source))
    kiosk.camera.say(CameraReport(state=CameraState.LOST, number="CAM-02"))
    kiosk.until(lambda: kiosk.view is View.TROUBLE)
    assert kiosk.part._window.models.trouble.property("state") == advice
    assert bool(kiosk.part._window.models.guidance.property("isGun")) is (source is SourceKind.GUN)
    kiosk.close()


@pytest.mark.parametrize(("is_demo", "grace_s"), [(False, 10.0), (True, 60.0)])
def test_a_demonstration_waits_longer_for_parts_that_start_after_its_centre(
    app: QGuiApplication, setup: ScreenSetup, is_demo: bool, grace_s: float
) -> None:
    kiosk = Kiosk(app, replace(setup, is_demo=is_demo), waits_for_sync=False)
    left_s = kiosk.part._server._heard[Part.SYNC] + LOST_AFTER_S - time.monotonic()
    assert grace_s - 5 < left_s <= grace_s
    kiosk.sync = Voice(kiosk.path, Part.SYNC)
    kiosk.close()
