"""Two packs side by side: of one shopper, by one touch, and nothing that a false label only claims."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication

from kiosk.codes.payload import Payload
from kiosk.processes.check import Checker
from kiosk.processes.screen.comparing import KEPT_S, Comparing
from kiosk.screen.check import Bench, Check, begin
from kiosk.screen.events import Event, FoundLate, Judged, NextPressed, Opened, Scanned, TimePassed
from kiosk.screen.state import ScreenState, step
from kiosk.screen.views import Language, View
from kiosk.wording.packs import packs_view
from kiosk.words import Words
from tests.screen.conftest import Stage
from tests.screen.part import Kiosk, scanned
from tests.screen.scene import LABELS


def show(kiosk: Kiosk, check: Checker, story: str, number: int) -> None:
    """Hold the label of a story up, as the `number`th one, until its verdict is written."""
    kiosk.scan(story)
    ask = kiosk.asked(number)
    kiosk.answer(ask, check.records.find(ask.identity))
    kiosk.until(lambda: kiosk.view is View.RESULT and len(kiosk.rows()) == number)


def view_of(kiosk: Kiosk) -> str:
    return kiosk.view.value


@pytest.mark.usefixtures("unhurried")
def test_the_second_pack_is_laid_beside_the_first_by_one_touch(
    app: QGuiApplication, kiosk: Kiosk, check: Checker
) -> None:
    stage, models = Stage(app, kiosk.part._window), kiosk.part._window.models
    show(kiosk, check, "genuine", 1)
    assert not models.packs.property("isOffered")
    models.touches.openView("packs")
    assert view_of(kiosk) == "result", "there is no other"
    show(kiosk, check, "not_certified", 2)
    stage.window.picture()
    stage.click(stage.item("packs"))
    assert view_of(kiosk) == "packs"
    assert [pack["mark"] for pack in models.packs.property("packs")] == ["caution", "good"]
    assert ["L2611A" in row["values"][1] for row in models.packs.property("rows") if row["label"] == "Lô"] == [True]
    stage.window.picture()
    stage.click(stage.item("back"))
    assert view_of(kiosk) == "result"
    assert len(kiosk.rows()) == 2, "looking is no check"


class Shopper:
    """Holds labels up, one after the other, and leaves."""

    def __init__(self, check: Checker) -> None:
        self.bench = Bench(check.lists, check.place)
        self.now = check.now
        self.state = ScreenState()
        self.comparing = Comparing()
        self.shown: Check | None = None
        self.now_s = 0.0
        self.count = 0

    def shows(self, story: str) -> str:
        """Return the label of the pack that this one can be compared with; "" where there is none."""
        self.count += 1
        check = begin(str(self.count), scanned(story), self.bench, self.now)
        level = check.inspection.verdict.level
        self.does(Scanned(check.check_id, check.label), check)
        self.does(Judged(check.check_id, level), check)
        self.does(FoundLate(check.check_id, level), check)
        former = self.comparing.former(check)
        return "" if former is None else former.label

    def does(self, event: Event, check: Check | None = None) -> None:
        before, self.state = self.state, step(self.state, event, self.now_s)
        self.comparing.follow(before, self.state, event, check, self.now_s)


@pytest.fixture
def shopper(check: Checker) -> Shopper:
    return Shopper(check)


def label(story: str) -> str:
    row = LABELS[story]
    return f"{row['symbology']}:{row['payload'].encode().hex()}"


def test_the_pack_before_is_the_last_other_one(shopper: Shopper) -> None:
    assert shopper.shows("genuine") == ""
    assert shopper.shows("copied") == label("genuine")
    assert shopper.shows("copied") == label("genuine"), "the same label again is no other pack"
    assert shopper.shows("not_produce") == "", "what is no pack is compared with none"
    assert shopper.shows("recalled") == label("copied")


def test_who_presses_next_has_it_for_a_while_and_who_walks_away_leaves_nothing(shopper: Shopper) -> None:
    shopper.shows("genuine")
    shopper.does(NextPressed())
    assert shopper.shows("copied") == label("genuine")
    shopper.now_s += KEPT_S + 1
    shopper.does(NextPressed())
    assert shopper.shows("recalled") == ""
    shopper.now_s += 60
    shopper.does(TimePassed())
    assert shopper.state.view is View.WAITING
    assert shopper.shows("genuine") == ""


def test_opening_and_leaving_the_comparison_keeps_it(shopper: Shopper) -> None:
    shopper.shows("genuine")
    shopper.shows("copied")
    shopper.does(Opened(View.PACKS))
    assert shopper.state.view is View.PACKS
    shopper.does(NextPressed())
    assert shopper.shows("recalled") == label("copied")


@pytest.mark.parametrize("story", ["forged", "look_alike", "copied"])
@pytest.mark.parametrize("language", Language)
def test_of_a_label_that_is_false_nothing_is_compared_but_that(check: Checker, story: str, language: Language) -> None:
    words = Words(language.value)
    false, genuine = (
        check.inspect(Payload(LABELS[one]["payload"].encode(), LABELS[one]["symbology"])) for one in (story, "genuine")
    )
    view = packs_view(false, genuine, words, check.now)
    *facts, seal = view.rows
    assert {row.values[0] for row in facts} == {words("label.not_known")}
    assert "L2611A" in {row.values[1] for row in facts}
    assert seal.marks == ("stop", "good")
