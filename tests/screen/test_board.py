"""The board's word on the screen of the running part: settings, notices, admission; and what the screen tells back."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any

import pytest

from kiosk.messages.local import (
    Admission,
    CameraReport,
    CameraState,
    Fares,
    Maintained,
    Network,
    NoticesTold,
    PairingOffered,
    Part,
    SettingsTold,
    ToldNotice,
)
from kiosk.messages.signing import SignatureFault
from kiosk.messages.unit_settings import KioskSettings, OpeningHours
from kiosk.processes.check import Checker
from kiosk.screen.views import View
from kiosk.wording.names import together
from tests.screen.part import MARKET, Kiosk, Voice

SET = SettingsTold(
    settings=KioskSettings(languages=("en", "vi")),
    name="Trạm 7",
    market_id="long-bien",
    market_name="Chợ Long Biên",
    area="Nhà A",
    position="Cửa 1",
)
FIRE = ToldNotice(id="1", is_emergency=True, text="Có cháy ở nhà B", text_en="Fire in hall B", remaining_s=3600.0)


def shown(kiosk: Kiosk, model: str, name: str) -> object:
    return getattr(kiosk.part._window.models, model).property(name)


def codes(kiosk: Kiosk) -> list[str]:
    languages: Any = shown(kiosk, "screen", "languages")
    return [one["code"] for one in languages]


def test_market_and_place_are_those_that_the_board_gave(kiosk: Kiosk) -> None:
    assert shown(kiosk, "status", "market") == together(MARKET)
    kiosk.sync.say(SET)
    kiosk.until(lambda: shown(kiosk, "status", "market") == "Chợ\u00a0Long\u00a0Biên")
    assert shown(kiosk, "status", "position") == "Nhà\u00a0A\u00a0· Cửa 1"


def test_header_names_the_market_in_the_language_that_is_read(kiosk: Kiosk) -> None:
    kiosk.sync.say(SET.model_copy(update={"market_name_en": "Long Bien market"}))
    kiosk.until(lambda: shown(kiosk, "status", "market") == "Long\u00a0Bien market")
    kiosk.part._window.models.touches.chooseLanguage("vi")
    assert shown(kiosk, "status", "market") == "Chợ\u00a0Long\u00a0Biên"


def test_language_that_the_board_chose_is_spoken(kiosk: Kiosk) -> None:
    kiosk.sync.say(SET)
    kiosk.until(lambda: shown(kiosk, "screen", "language") == "en")
    assert codes(kiosk) == ["en", "vi"]


def test_only_language_leaves_nothing_to_choose(kiosk: Kiosk) -> None:
    kiosk.sync.say(SET.model_copy(update={"settings": KioskSettings(languages=("vi",))}))
    kiosk.until(lambda: codes(kiosk) == ["vi"])


def test_rows_are_written_as_the_kiosk_that_the_board_named(kiosk: Kiosk) -> None:
    kiosk.sync.say(SET)
    kiosk.until(lambda: shown(kiosk, "status", "market") == "Chợ\u00a0Long\u00a0Biên")
    kiosk.scan("genuine")
    kiosk.until(lambda: kiosk.rows() != [])
    stand = kiosk.rows()[0].stand
    assert (stand.unit, stand.market_id) == ("Trạm 7", "long-bien")


def test_emergency_stands_on_every_view(kiosk: Kiosk) -> None:
    kiosk.sync.say(NoticesTold(notices=(FIRE,)))
    kiosk.until(lambda: shown(kiosk, "board", "emergency") == FIRE.text)
    kiosk.scan("genuine")
    kiosk.until(lambda: kiosk.view is View.RESULT)
    assert shown(kiosk, "board", "emergency") == FIRE.text


def test_emergency_ends_by_itself(kiosk: Kiosk) -> None:
    kiosk.sync.say(NoticesTold(notices=(FIRE.model_copy(update={"remaining_s": 0.3}),)))
    kiosk.until(lambda: shown(kiosk, "board", "emergency") == FIRE.text)
    kiosk.sync.close()
    kiosk.until(lambda: shown(kiosk, "board", "emergency") == "")


def test_unit_that_is_denied_tells_staff_and_calls_itself_offline(kiosk: Kiosk) -> None:
    kiosk.sync.say(Network(is_online=True), Admission(refusal=SignatureFault.DENIED))
    kiosk.until(lambda: shown(kiosk, "status", "number") == "NET-21")
    assert (shown(kiosk, "status", "trouble"), shown(kiosk, "status", "network")) == ("admission", "offline")


def test_unit_whose_identity_cannot_be_read_tells_staff(kiosk: Kiosk) -> None:
    kiosk.sync.say(Network(is_online=True), Admission(broken="STO-20"))
    kiosk.until(lambda: shown(kiosk, "status", "number") == "STO-20")
    assert (shown(kiosk, "status", "trouble"), shown(kiosk, "status", "network")) == ("admission", "online")


def test_unit_that_is_admitted_again_has_no_trouble(kiosk: Kiosk) -> None:
    kiosk.sync.say(Admission(refusal=SignatureFault.DENIED))
    kiosk.until(lambda: shown(kiosk, "status", "trouble") == "admission")
    kiosk.sync.say(Admission())
    kiosk.until(lambda: shown(kiosk, "status", "trouble") == "")


def fares(kiosk: Kiosk) -> list[Fares]:
    return [message for message in kiosk.sync.listen() if isinstance(message, Fares)]


def test_screen_tells_sync_how_the_camera_is(kiosk: Kiosk) -> None:
    kiosk.camera.say(CameraReport(state=CameraState.WORKING))
    kiosk.until(lambda: bool(fares(kiosk)) and fares(kiosk)[-1].camera is CameraState.WORKING)
    kiosk.camera.say(CameraReport(state=CameraState.BLACK, number="CAM-05"))
    kiosk.until(lambda: fares(kiosk)[-1].camera is CameraState.BLACK)
    assert fares(kiosk)[-1].faults == ("CAM-05",)


def test_sync_that_starts_anew_is_told_how_the_unit_fares(kiosk: Kiosk) -> None:
    kiosk.until(lambda: fares(kiosk) != [])
    kiosk.sync.close()
    kiosk.sync = Voice(kiosk.path, Part.SYNC)
    kiosk.until(lambda: fares(kiosk) != [])
    assert fares(kiosk)[0].trust_version > 0


def test_what_did_not_change_is_not_told_again(kiosk: Kiosk) -> None:
    kiosk.until(lambda: fares(kiosk) != [])
    told = len(fares(kiosk))
    for _ in range(5):
        kiosk.part._on_tick()
    kiosk.app.processEvents()
    assert len(fares(kiosk)) == told


def test_a_closed_market_is_said_with_when_it_opens_again_and_a_touch_wakes_it(kiosk: Kiosk) -> None:
    """The clock stands at 09:00 of a Monday."""
    hours = (
        OpeningHours(weekday=1, opens="03:00", closes="08:30"),
        OpeningHours(weekday=2, opens="03:00", closes="11:00"),
    )
    kiosk.sync.say(SET.model_copy(update={"settings": KioskSettings(opening_hours=hours)}))
    kiosk.until(lambda: kiosk.view is View.CLOSED)
    assert shown(kiosk, "standing", "opens") == "Mở cửa lại lúc 03:00 ngày mai"
    assert shown(kiosk, "screen", "isAsleep") is True
    kiosk.part._window.models.touches.touch()
    assert kiosk.view is View.WAITING


def test_a_label_is_answered_though_the_market_is_closed(kiosk: Kiosk) -> None:
    kiosk.sync.say(SET.model_copy(update={"settings": KioskSettings(opening_hours=())}))
    kiosk.until(lambda: kiosk.view is View.CLOSED)
    kiosk.scan("genuine")
    kiosk.until(lambda: kiosk.view is View.RESULT)


def test_letters_of_a_pairing_stand_as_long_as_the_command_runs(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    technician = Voice(kiosk.path, Part.TECHNICIAN)
    fingerprint = "3F9A C214 77BE 05D8 E16B 9A40 2CF7 D853"
    technician.say(PairingOffered(letters="KHTM-RVWX", fingerprint=fingerprint, remaining_s=560.0, release="1.0"))
    kiosk.until(lambda: kiosk.view is View.PAIRING)
    assert shown(kiosk, "standing", "letters") == "KHTM-RVWX"
    assert shown(kiosk, "standing", "fingerprint") == ["3F9A  C214  77BE  05D8", "E16B  9A40  2CF7  D853"]
    technician.close()
    monkeypatch.setattr("kiosk.screen.server.LOST_AFTER_S", 0.5)
    kiosk.until(lambda: kiosk.view is not View.PAIRING)


def test_letters_that_have_ended_are_shown_no_more(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    technician = Voice(kiosk.path, Part.TECHNICIAN)
    technician.say(PairingOffered(letters="KHTM-RVWX", fingerprint="3F9A", remaining_s=600.0))
    kiosk.until(lambda: kiosk.view is View.PAIRING)
    later_s = time.monotonic() + 601
    monkeypatch.setattr("kiosk.processes.screen.part.time", SimpleNamespace(monotonic=lambda: later_s))
    kiosk.until(lambda: kiosk.view is not View.PAIRING)
    technician.close()


def test_maintenance_stands_before_a_pairing(kiosk: Kiosk) -> None:
    technician = Voice(kiosk.path, Part.TECHNICIAN)
    technician.say(PairingOffered(letters="KHTM-RVWX", fingerprint="3F9A", remaining_s=60.0), Maintained())
    kiosk.until(lambda: kiosk.view is View.MAINTENANCE)
    technician.close()


@pytest.mark.usefixtures("unhurried")
def test_an_answer_is_opened_turned_and_left_by_touch(kiosk: Kiosk, check: Checker) -> None:
    kiosk.scan("genuine")
    ask = kiosk.asked()
    kiosk.answer(ask, check.records.find(ask.identity))
    kiosk.until(lambda: kiosk.view is View.RESULT and bool(kiosk.rows()))
    touches = kiosk.part._window.models.touches
    touches.openAnswer("certification")
    assert shown(kiosk, "answer", "opened")["heading"] == "4 giấy của nơi sản xuất"  # type: ignore[index]
    touches.openAnswer("origin")
    assert (kiosk.view, shown(kiosk, "screen", "answer")) == (View.ANSWER, "origin")
    touches.pressBack()
    assert kiosk.view is View.RESULT
    assert len(kiosk.rows()) == 1, "what is opened is no new check"


def test_a_label_that_comes_wins_over_an_opened_answer(kiosk: Kiosk) -> None:
    kiosk.scan("genuine")
    kiosk.until(lambda: kiosk.view is View.RESULT)
    kiosk.part._window.models.touches.openAnswer("origin")
    kiosk.scan("not_produce")
    kiosk.until(lambda: kiosk.view is View.RESULT and kiosk.part._state.answer is None)
