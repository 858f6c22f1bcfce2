"""The keypad, touched as by a finger: what is typed is asked, judged and written down as typed, and leaves nothing."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from kiosk.codes.city_code import city_check_character
from kiosk.codes.code import Family, Identity
from kiosk.codes.typed import TypedNumber
from kiosk.messages.announcements import AnnouncedLot
from kiosk.messages.local import AnnouncementsTold, CameraReport, CameraState
from kiosk.moment import Moment, hanoi_day
from kiosk.processes.check import Checker
from kiosk.processes.screen.keypad import _offered
from kiosk.screen.told import Told
from kiosk.screen.views import View
from kiosk.verdicts.verdict import Headline, Reason
from tests.screen.conftest import Stage
from tests.screen.part import Kiosk
from tests.screen.scene import AT

pytestmark = pytest.mark.usefixtures("unhurried")
GTIN, LOT = "09521234543213", "L2611A"
ANNOUNCED = AnnouncedLot(
    stall="Quầy A04", plu="4089", gtin=GTIN, lot=LOT, product="Rau muống", product_en="", producer="HTX Rau mẫu"
)


def told(*, days: int = 0) -> AnnouncementsTold:
    other = ANNOUNCED.model_copy(update={"stall": "Quầy B07", "lot": "L2611B"})
    return AnnouncementsTold(day=hanoi_day(AT) + timedelta(days=days), lots=(ANNOUNCED, other))


class Shopper:
    """Somebody before a kiosk that waits, with a finger."""

    def __init__(self, app: QGuiApplication, kiosk: Kiosk) -> None:
        self.kiosk = kiosk
        self.stage = Stage(app, kiosk.part._window)
        kiosk.camera.say(CameraReport(state=CameraState.WORKING))
        kiosk.until(lambda: kiosk.view is View.WAITING)

    def touch(self, *names: str) -> None:
        for name in names:
            self.kiosk.until(partial(self._shows, name))
            self.stage.window.picture()  # everything has found its place
            self.stage.click(self.stage.item(name))

    def _shows(self, name: str) -> bool:
        return any(one.objectName() == name for one in self.stage.items(""))

    def type(self, text: str) -> None:
        self.stage.window.picture()
        for key in text:
            self.stage.click(self.stage.item(f"key-{key}"))

    def shown(self, name: str) -> str:
        return str(self.stage.item(name).property("text"))


@pytest.fixture
def shopper(app: QGuiApplication, kiosk: Kiosk) -> Shopper:
    made = Shopper(app, kiosk)
    made.touch("keypad")
    kiosk.until(lambda: kiosk.view is View.KEYPAD)
    return made


def test_a_typed_number_is_asked_judged_and_written_as_typed_and_half_a_number_is_not(
    shopper: Shopper, check: Checker
) -> None:
    kiosk = shopper.kiosk
    shopper.type("952123454321")
    shopper.touch("enter")
    assert kiosk.view is View.KEYPAD, "the check digit is wrong"
    shopper.type("4")
    shopper.touch("erase")
    shopper.type("3")
    assert shopper.shown("typed") == "9521234543213"
    shopper.touch("enter")
    ask = kiosk.asked()
    assert (ask.identity, ask.is_counted) == (Identity(gtin=GTIN), False)
    kiosk.answer(ask, check.records.find(ask.identity))
    kiosk.until(lambda: len(kiosk.rows()) == 1)
    [row] = kiosk.rows()
    assert (row.family, row.code.is_typed, row.headline) == (Family.GTIN, True, Headline.PRODUCT_ONLY)


def test_a_city_code_takes_only_what_may_stand_there(shopper: Shopper) -> None:
    shopper.touch("kind-place")
    shopper.type("P0A0417")
    assert shopper.shown("typed") == "HNP00417"
    last = city_check_character("HNP00417")
    shopper.type(last)
    shopper.touch("enter")
    assert shopper.kiosk.asked().identity == Identity(city_code=f"HNP00417{last}")


def test_a_plu_leads_to_the_lots_announced_today_and_a_lot_to_its_verdict_without_a_label(
    shopper: Shopper, check: Checker
) -> None:
    kiosk = shopper.kiosk
    kiosk.sync.say(told())
    kiosk.until(lambda: kiosk.part._around.told.announced is not None)
    shopper.type("4089")
    shopper.touch("enter")
    assert kiosk.view is View.KEYPAD
    shopper.touch("lot-0")
    ask = kiosk.asked()
    assert ask.identity == Identity(gtin=GTIN, lot=LOT)
    kiosk.answer(ask, check.records.find(ask.identity))
    kiosk.until(lambda: len(kiosk.rows()) == 1)
    [row] = kiosk.rows()
    assert str(kiosk.part._window.models.result.property("takeAlongUrl")).endswith(f"/10/{LOT}?from=kiosk&typed=1")
    assert (row.headline, row.reasons, row.code.is_typed) == (Headline.UNSEALED, (Reason.TYPED,), True)


def test_who_knows_no_stall_is_told_what_the_plu_itself_says(shopper: Shopper) -> None:
    shopper.kiosk.sync.say(told())
    shopper.kiosk.until(lambda: shopper.kiosk.part._around.told.announced is not None)
    shopper.type("4089")
    shopper.touch("enter", "change")
    assert shopper.shown("typed") == "408"
    shopper.type("9")
    shopper.touch("enter", "unknown")
    assert shopper.kiosk.asked().identity == Identity(plu="4089")


def test_a_label_that_is_held_up_wins_and_what_was_typed_is_gone(shopper: Shopper, check: Checker) -> None:
    kiosk = shopper.kiosk
    shopper.type("952")
    kiosk.scan("genuine")
    ask = kiosk.asked()
    assert kiosk.view is View.ASKING
    kiosk.answer(ask, check.records.find(ask.identity))
    kiosk.until(lambda: kiosk.view is View.RESULT)
    shopper.touch("next", "keypad")
    assert shopper.shown("typed") == "–"


PLU = TypedNumber(text="4089")


@pytest.mark.parametrize(
    ("days", "is_trusted", "lots"), [(0, True, 2), (-1, True, None), (1, True, None), (0, False, None)]
)
def test_only_what_is_surely_of_today_is_offered(days: int, is_trusted: bool, lots: int | None) -> None:
    announced = Told().with_message(told(days=days), 0.0)
    offered = _offered(PLU, announced, Moment(AT, is_trusted, AT))
    assert (None if offered is None else len(offered)) == lots
    assert _offered(TypedNumber(text="94089"), Told().with_message(told(), 0.0), Moment(AT, True, AT)) == []


def test_a_keyboard_goes_through_the_keys_in_their_order_and_types(shopper: Shopper) -> None:
    view, seen = shopper.kiosk.part._window.view, []
    shopper.stage.window.picture()
    for _ in range(40):
        QTest.keyClick(view, Qt.Key.Key_Tab)
        shopper.kiosk.app.processEvents()
        item = view.activeFocusItem()
        seen.append(item.objectName() if item is not None else "")
    begins = seen.index("key-1")
    keys = [*(f"key-{digit}" for digit in "123456789"), "clear", "key-0", "erase"]
    assert seen[begins : begins + len(keys)] == keys
    assert {"kind-number", "kind-place", "back"} <= set(seen)
    assert "enter" not in seen, "nothing is whole"
    while view.activeFocusItem().objectName() != "key-7":
        QTest.keyClick(view, Qt.Key.Key_Tab)
    QTest.keyClick(view, Qt.Key.Key_Space)
    shopper.kiosk.until(lambda: shopper.shown("typed") == "7")
