"""What a waiting screen tells of its own: recalls in force by this unit's registry, dated, and the mark to look for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from kiosk.lookup.offline import OfflineRecords
from kiosk.lookup.published import Recalled
from kiosk.messages.local import CameraReport, CameraState, NoticesTold, ToldNotice
from kiosk.processes.screen.setup import ScreenSetup
from kiosk.records.registry import Product, Recall
from kiosk.screen.told import STRIP_CHARACTERS, pieces
from kiosk.screen.views import View
from kiosk.settings.sections import Panel
from kiosk.wording.waiting import MAX_TITLE, button_turn, mark_turn, recall_turn, suspension_turn
from kiosk.words import Words
from tests.lookup.publishing import Publisher
from tests.screen.part import Kiosk
from tests.screen.scene import ASSETS, AT
from tests.screen.showing import RECALLED, SUSPENDED
from tests.verdicts.cases import NOW

A_DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def unit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state of a unit on which the sample registry stands."""
    folder = tmp_path_factory.mktemp("unit")
    publisher = Publisher(folder, ASSETS / "sample")
    publisher.publish(AT)
    publisher.bring(folder)
    publisher.engine.dispose()
    return folder


@pytest.fixture
def registry(unit: Path) -> Iterator[OfflineRecords]:
    with closing(OfflineRecords(unit)) as opened:
        yield opened


def test_recalls_are_told_while_they_are_in_force_and_no_more_than_wanted(registry: OfflineRecords) -> None:
    found = registry.recalled(AT, 6)
    assert [one.recall.effective_at <= AT for one in found] == [True] * len(found)
    (rolls,) = [one for one in found if any("Giò lụa" in product.name for product in one.products)]
    assert rolls.as_of == AT
    assert registry.recalled(rolls.recall.effective_at - timedelta(days=3650), 6) == ()
    assert len(registry.recalled(AT, 1)) == 1


def test_without_a_registry_nothing_is_told(tmp_path: Path) -> None:
    with closing(OfflineRecords(tmp_path)) as nothing:
        assert nothing.recalled(AT, 6) == ()


def test_a_recall_says_of_what_by_whom_since_when_and_how_old_the_data_are() -> None:
    turn = recall_turn(RECALLED, Words("vi"))
    assert (turn.title, turn.sign) == ("Thu hồi: Giò lụa, 500\u00a0g", "recall")
    for said in ("Lô G1120", "Sở\u00a0Nông nghiệp và Môi trường Hà\u00a0Nội", "22/11/2026", "23/11\u00a0·\u00a007:00"):
        assert said in turn.text


def test_names_too_long_for_a_title_stand_in_the_text_whole() -> None:
    long = replace(RECALLED.products[0], name="Giò lụa " * 20)
    turn = recall_turn(replace(RECALLED, products=(long,)), Words("vi"))
    assert len(turn.title) < MAX_TITLE
    assert long.name in turn.text


def test_a_recall_that_names_nothing_known_here_is_told_all_the_same() -> None:
    bare = Recalled(Recall("R1", "", "Sở", "", AT, scope="lô G1120"), (), (), AT)
    assert recall_turn(bare, Words("en")).text.startswith("lô G1120. Sở, 23/11/2026.")


def test_suspensions_are_told_while_they_are_in_force_and_no_other_decision(registry: OfflineRecords) -> None:
    (found,) = registry.suspended(AT.date(), 6)
    assert (found.violation.id, found.establishment.id) == ("decision-2026-214", "cong-ty-mau-b")
    last, published = found.violation.in_force_until, found.violation.published_on
    assert last is not None
    assert [len(registry.suspended(day, 6)) for day in (published, last)] == [1, 1]
    assert [registry.suspended(day, 6) for day in (published - A_DAY, last + A_DAY)] == [(), ()]
    assert registry.suspended(AT.date(), 0) == ()


def test_a_suspension_says_of_whom_what_for_of_which_goods_by_whom_and_until_when() -> None:
    turn = suspension_turn(SUSPENDED, Words("vi"))
    assert (turn.title, turn.sign) == ("Cơ sở đang bị đình chỉ: Công ty mẫu B", "suspension")
    until = "hiệu lực đến 17/02/2027"
    for said in (
        "không đủ điều kiện vệ sinh",
        "Không được kinh doanh: Thủy sản.",
        "18/11/2026",
        until,
        "23/11\u00a0·\u00a007:00",
    ):
        assert said in turn.text
    endless = replace(SUSPENDED, violation=replace(SUSPENDED.violation, in_force_until=None, suspends_groups=("eggs",)))
    text = suspension_turn(endless, Words("en")).text
    assert ("in force until" in text, "May not sell: another group of goods." in text, "{" in text) == (
        False,
        True,
        False,
    )


def test_a_name_too_long_for_its_title_stands_in_the_text_whole() -> None:
    long = replace(SUSPENDED, establishment=replace(SUSPENDED.establishment, name="Công ty mẫu " * 20))
    turn = suspension_turn(long, Words("vi"))
    assert turn.title == "Cơ sở đang bị đình chỉ"
    assert turn.text.startswith("Công ty mẫu Công ty")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_mark_to_look_for_leads_where_the_citys_links_lead(language: str) -> None:
    assert "trace.example" in mark_turn("trace.example", Words(language)).text
    assert "{" not in mark_turn("", Words(language)).text


@pytest.fixture
def waiting(app: QGuiApplication, setup: ScreenSetup, unit: Path) -> Iterator[Kiosk]:
    kiosk = Kiosk(app, replace(setup, journal_path=unit / "journal.db"))
    kiosk.camera.say(CameraReport(state=CameraState.WORKING))
    kiosk.until(lambda: kiosk.view is View.WAITING)
    yield kiosk
    kiosk.close()


def test_a_waiting_kiosk_tells_all_in_turn_and_beside_an_emergency_none(waiting: Kiosk) -> None:
    part = waiting.part
    assert {turn.sign for turn in part._around.idle} == {"recall", "suspension", "mark"}
    board = part._window.models.board
    assert board.property("sign") in {"recall", "suspension", "mark"}
    fire = ToldNotice(id="1", is_emergency=True, text="Có cháy", text_en="Fire", remaining_s=60)
    waiting.sync.say(NoticesTold(notices=(fire,)))
    waiting.until(lambda: bool(board.property("emergency")))
    assert (board.property("sign"), board.property("title")) == ("", "")


def test_what_is_older_than_a_week_suspends_nobody(waiting: Kiosk) -> None:
    ages = (timedelta(days=7), timedelta(days=8))
    told = [waiting.part._checking.suspended(replace(NOW, at=AT + age, floor=AT + age)) for age in ages]
    assert [len(found) for found in told] == [1, 0]


def test_what_the_button_does_is_told_where_there_is_one(app: QGuiApplication, setup: ScreenSetup) -> None:
    kiosk = Kiosk(app, replace(setup, has_button=True))
    kiosk.camera.say(CameraReport(state=CameraState.WORKING))
    kiosk.until(lambda: kiosk.view is View.WAITING)
    kiosk.until(lambda: [turn.sign for turn in kiosk.part._around.idle] == ["mark", "button"])
    kiosk.close()


@pytest.mark.parametrize(
    ("panel", "has_button"),
    [
        (Panel(), False),
        (Panel(factory="lgpio"), True),
        (Panel(factory="lgpio", next_button=None), False),
    ],
)
def test_a_panel_has_a_button_where_it_is_reached_and_wired(panel: Panel, has_button: bool) -> None:
    assert panel.has_button is has_button


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_the_button_does_is_one_piece_of_the_strip(language: str) -> None:
    turn = button_turn(Words(language))
    assert pieces(turn.text, STRIP_CHARACTERS) == [turn.text]


def test_goods_of_many_names_are_not_all_in_the_title() -> None:
    products = tuple(Product(str(number), f"Giò {number}", "meat", "E1") for number in range(3))
    assert recall_turn(replace(RECALLED, products=products), Words("vi")).title == "Thu hồi: Giò 0, Giò 1 …"
