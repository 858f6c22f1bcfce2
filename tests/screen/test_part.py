"""The whole process in one: a scanned label becomes a painted verdict, whatever the other parts do."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from kiosk.errors import KioskError
from kiosk.messages.local import (
    Ask,
    Found,
    Guided,
    Hint,
    ListsConfirmed,
    ListsPlaced,
    Network,
    Part,
    Pictured,
    Pressed,
    SourceEnded,
)
from kiosk.messages.unit_settings import KioskSettings, SettingsAnswer
from kiosk.preview import FILE_NAME, HEIGHT, WIDTH, PreviewWriter
from kiosk.processes.check import Checker
from kiosk.processes.lists import read_lists
from kiosk.processes.screen.setup import ScreenSetup
from kiosk.records.finding import NOTHING_FOUND, Finding, Source
from kiosk.screen.views import View
from kiosk.sync.kept import Kept
from kiosk.trust.digest import digest_of
from kiosk.verdicts.verdict import Headline, Level
from tests.lookup.publishing import Publisher
from tests.screen.part import Kiosk, Voice, scanned
from tests.screen.scene import ASSETS, AT, LABELS


def found(check: Checker, ask: Ask) -> Finding:
    """Return what the sample's centre answers."""
    return check.records.find(ask.identity)


@pytest.mark.usefixtures("unhurried")
def test_a_genuine_label_is_asked_for_and_then_judged(kiosk: Kiosk, check: Checker) -> None:
    kiosk.scan("genuine")
    ask = kiosk.asked()
    assert kiosk.view is View.ASKING
    kiosk.answer(ask, found(check, ask))
    kiosk.until(lambda: kiosk.view is View.RESULT)
    kiosk.until(lambda: len(kiosk.rows()) == 1)
    [row] = kiosk.rows()
    assert (row.headline, row.check_id, row.source) == (Headline.GENUINE, ask.check_id, Source.CENTRAL)
    assert row.shown.language == "vi"
    assert row.shown.frame_to_paint_ms > 0
    kiosk.until(lambda: kiosk.lit()[-1:] == [Level.GOOD])


@pytest.mark.usefixtures("unhurried")
def test_asking_shows_facts_and_no_verdict(kiosk: Kiosk, check: Checker) -> None:
    kiosk.scan("genuine")
    ask = kiosk.asked()
    kiosk.answer(ask, replace(found(check, ask), source=Source.CACHE), is_final=False)
    overline = kiosk.part._window.models.result.property
    kiosk.until(lambda: "Rau muống" in overline("overline"))
    assert (kiosk.view, overline("mark")) == (View.ASKING, "asking")
    assert kiosk.rows() == []


@pytest.fixture
def registry(tmp_path: Path) -> None:
    """What was published stands on the unit."""
    publisher = Publisher(tmp_path, ASSETS / "sample")
    publisher.publish(AT)
    publisher.bring(tmp_path)
    publisher.engine.dispose()


@pytest.mark.usefixtures("registry")
def test_where_sync_does_not_answer_the_screen_reads_the_registry_itself(kiosk: Kiosk) -> None:
    kiosk.scan("genuine")
    kiosk.asked()
    kiosk.until(lambda: len(kiosk.rows()) == 1)
    assert (kiosk.rows()[0].source, kiosk.rows()[0].headline) == (Source.SNAPSHOT, Headline.GENUINE)


def test_nobody_answers_and_there_is_a_verdict_in_time(kiosk: Kiosk) -> None:
    begun = time.monotonic()
    kiosk.scan("genuine")
    kiosk.asked()
    kiosk.until(lambda: kiosk.view is View.RESULT)
    assert time.monotonic() - begun > 0.7
    assert kiosk.part._deadline.interval() < 1000
    kiosk.until(lambda: len(kiosk.rows()) == 1)
    assert kiosk.rows()[0].headline is Headline.CANNOT_CONFIRM


def test_sync_is_dead_and_there_is_a_verdict_in_time(kiosk: Kiosk) -> None:
    kiosk.sync.close()
    kiosk.scan("genuine")
    kiosk.until(lambda: kiosk.view is View.RESULT)


@pytest.mark.usefixtures("unhurried")
def test_where_sync_is_gone_nobody_waits_for_it(kiosk: Kiosk) -> None:
    kiosk.sync.close()
    kiosk.until(lambda: kiosk.part._server._line_of(Part.SYNC) is None)
    kiosk.scan("genuine")
    kiosk.until(lambda: len(kiosk.rows()) == 1)
    assert kiosk.rows()[0].headline is Headline.CANNOT_CONFIRM


@pytest.mark.usefixtures("registry", "unhurried")
def test_sync_that_is_still_starting_is_waited_for_and_asked_and_own_data_stand_meanwhile(
    app: QGuiApplication, setup: ScreenSetup, check: Checker
) -> None:
    kiosk = Kiosk(app, setup, waits_for_sync=False)
    kiosk.scan("genuine")
    shown = kiosk.part._window.models.result.property
    kiosk.until(lambda: "Rau muống" in shown("overline"))
    assert (kiosk.view, shown("mark")) == (View.ASKING, "asking")
    kiosk.sync = Voice(kiosk.path, Part.SYNC)
    ask = kiosk.asked()
    kiosk.answer(ask, found(check, ask))
    kiosk.until(lambda: kiosk.rows() != [])
    assert kiosk.rows()[0].headline is Headline.GENUINE
    kiosk.close()


def test_first_label_is_shown_and_written_by_what_the_board_set_before(
    app: QGuiApplication, setup: ScreenSetup
) -> None:
    told = SettingsAnswer(
        version=1,
        settings=KioskSettings(languages=("en", "vi")),
        name="Trạm 7",
        market_id="M7",
        market_name="Chợ Long Biên",
        area="",
        position="",
        answered_at=AT,
    )
    kept = Kept(setup.journal_path.parent / "sync.db", "unit", setup.clock.now())
    kept.write("settings", told.model_dump_json())
    kept.close()
    kiosk = Kiosk(app, replace(setup, placed_lists_path=setup.journal_path.parent / "lists.json"))
    kiosk.scan("not_produce")
    kiosk.until(lambda: kiosk.rows() != [])
    [row] = kiosk.rows()
    assert (row.stand.unit, row.stand.market_id, row.shown.language) == ("Trạm 7", "M7", "en")
    assert kiosk.part._window.models.status.property("market") == "Chợ\u00a0Long\u00a0Biên"
    kiosk.close()


@pytest.mark.usefixtures("unhurried")
def test_sync_that_starts_anew_while_asking_is_asked_again(kiosk: Kiosk, check: Checker) -> None:
    kiosk.scan("genuine")
    first = kiosk.asked()
    kiosk.sync.close()
    kiosk.sync = Voice(kiosk.path, Part.SYNC)
    again = kiosk.asked()
    assert again == first
    kiosk.answer(again, found(check, again))
    kiosk.until(lambda: kiosk.rows() != [])
    assert kiosk.rows()[0].headline is Headline.GENUINE


@pytest.mark.parametrize("story", ["not_produce", "other_scheme", "shop_code", "faulty_code"])
@pytest.mark.usefixtures("unhurried")
def test_what_names_nothing_is_judged_at_once(kiosk: Kiosk, story: str) -> None:
    kiosk.scan(story)
    kiosk.until(lambda: kiosk.view is View.RESULT)
    kiosk.until(lambda: kiosk.rows() != [])
    assert kiosk.rows()[0].headline.value == LABELS[story]["headline"]
    assert [message for message in kiosk.sync.listen() if isinstance(message, Ask)] == []


@pytest.mark.usefixtures("unhurried")
def test_of_two_quick_scans_the_second_wins(kiosk: Kiosk, check: Checker) -> None:
    kiosk.scan("genuine")
    kiosk.scan("recalled")
    first, second = kiosk.asked(), kiosk.asked(2)
    kiosk.answer(second, found(check, second))
    kiosk.answer(first, found(check, first))
    kiosk.until(lambda: kiosk.rows() != [])
    assert [row.headline for row in kiosk.rows()] == [Headline.RECALLED]
    assert kiosk.headline == "Lô hàng đang bị thu hồi"


def test_a_verdict_that_was_never_painted_lights_nothing_and_is_not_written(kiosk: Kiosk) -> None:
    """A Wi-Fi code and a label in one batch: the label is being asked when the next frame is painted."""
    kiosk.camera.say(*(scanned(story) for story in ("not_produce", "genuine")))
    kiosk.asked()
    kiosk.until(lambda: kiosk.view is View.RESULT)
    kiosk.until(lambda: kiosk.rows() != [])
    assert [row.headline for row in kiosk.rows()] == [Headline.CANNOT_CONFIRM]
    level = kiosk.rows()[0].level
    kiosk.until(lambda: kiosk.lit()[-1:] == [level])
    assert [one for one in kiosk.lit() if one is not None] == [level]


@pytest.mark.usefixtures("unhurried")
def test_a_late_stop_that_another_label_overtook_is_not_written(kiosk: Kiosk, check: Checker) -> None:
    kiosk.scan("copied")
    ask = kiosk.asked()
    known = found(check, ask)
    kiosk.answer(ask, replace(known, history=type(known.history)()))
    kiosk.until(lambda: len(kiosk.rows()) == 1)
    kiosk.part._on_message(Part.SYNC, Found(check_id=ask.check_id, finding=known, is_final=True))
    kiosk.part._on_prepared()
    kiosk.part._on_scanned(scanned("genuine"))
    kiosk.part._on_painted()
    assert kiosk.view is View.ASKING
    assert len(kiosk.rows()) == 1
    kiosk.until(lambda: any(kiosk.lit()) and kiosk.lit()[-1] is None)
    assert Level.STOP not in kiosk.lit()


def test_the_next_pack_of_a_lot_gets_a_verdict_of_its_own(kiosk: Kiosk) -> None:
    for number in (1, 2):
        kiosk.scan("not_produce")
        kiosk.until(lambda number=number: len(kiosk.rows()) == number)  # type: ignore[misc]
    kiosk.until(lambda: [one for one in kiosk.lit() if one is not None] == [Level.UNKNOWN] * 2)
    first, second = kiosk.rows()
    assert first.check_id != second.check_id


@pytest.mark.usefixtures("unhurried")
def test_a_late_stop_replaces_what_is_shown(kiosk: Kiosk, check: Checker) -> None:
    kiosk.scan("copied")
    ask = kiosk.asked()
    known = found(check, ask)
    kiosk.answer(ask, replace(known, history=type(known.history)()))
    kiosk.until(lambda: len(kiosk.rows()) == 1)
    kiosk.answer(ask, known)
    kiosk.until(lambda: len(kiosk.rows()) == 2)
    assert kiosk.rows()[1].headline is Headline.COPIED
    assert [(row.check_id, row.replaces) for row in kiosk.rows()] == [(ask.check_id, None), (ask.check_id, 1)]
    kiosk.until(lambda: kiosk.lit()[-1] is Level.STOP)


@pytest.mark.usefixtures("unhurried")
def test_a_late_answer_that_is_no_stop_leaves_a_known_result(kiosk: Kiosk, check: Checker) -> None:
    kiosk.scan("genuine")
    ask = kiosk.asked()
    known = found(check, ask)
    kiosk.answer(ask, replace(known, certificates=()))
    kiosk.until(lambda: len(kiosk.rows()) == 1)
    shown = kiosk.headline
    kiosk.answer(ask, known)
    kiosk.sync.say(Network(is_online=True))
    kiosk.until(lambda: kiosk.part._window.models.status.property("network") == "online")
    assert (kiosk.headline, len(kiosk.rows())) == (shown, 1)


@pytest.mark.usefixtures("unhurried")
def test_a_late_answer_replaces_what_could_not_be_confirmed(kiosk: Kiosk, check: Checker) -> None:
    kiosk.scan("genuine")
    ask = kiosk.asked()
    kiosk.answer(ask, NOTHING_FOUND)
    kiosk.until(lambda: len(kiosk.rows()) == 1)
    kiosk.answer(ask, found(check, ask))
    kiosk.until(lambda: len(kiosk.rows()) == 2)
    assert [row.headline for row in kiosk.rows()] == [Headline.CANNOT_CONFIRM, Headline.GENUINE]


def test_the_same_answer_again_is_no_second_row(kiosk: Kiosk) -> None:
    kiosk.scan("genuine")
    ask = kiosk.asked()
    kiosk.until(lambda: len(kiosk.rows()) == 1)
    kiosk.answer(ask, NOTHING_FOUND)
    kiosk.sync.say(Network(is_online=True))
    kiosk.until(lambda: kiosk.part._window.models.status.property("network") == "online")
    assert len(kiosk.rows()) == 1


def test_next_goes_back_and_puts_the_lamp_out(kiosk: Kiosk) -> None:
    kiosk.scan("not_produce")
    kiosk.until(lambda: kiosk.lit()[-1:] == [Level.UNKNOWN])
    kiosk.panel.say(Pressed())
    kiosk.until(lambda: kiosk.view is View.WAITING)
    kiosk.until(lambda: kiosk.lit()[-1] is None)


def test_touching_a_language_says_the_result_again(kiosk: Kiosk) -> None:
    kiosk.scan("not_produce")
    kiosk.until(lambda: kiosk.rows() != [])
    kiosk.part._window.models.touches.chooseLanguage("en")
    assert kiosk.headline == "Not a code of farm produce"
    assert len(kiosk.rows()) == 1


def test_confirmed_lists_are_judged_by(kiosk: Kiosk) -> None:
    trust = kiosk.part._checking.bench.lists.trust
    digest = digest_of(trust)
    kiosk.sync.say(ListsConfirmed(version=trust.version + 1, digest=digest, at=AT))
    kiosk.sync.say(ListsConfirmed(version=trust.version, digest=digest, at=AT + timedelta(minutes=1)))
    kiosk.until(lambda: kiosk.part._checking.bench.lists.confirmed_at == AT + timedelta(minutes=1))


def test_lists_that_came_are_judged_by_without_a_restart(
    app: QGuiApplication, setup: ScreenSetup, tmp_path: Path
) -> None:
    placed = tmp_path / "lists.json"
    lists = json.loads((ASSETS / "sample/lists.json").read_bytes())
    newer = lists["trust"]["version"] + 1
    placed.write_text(json.dumps({**lists, "trust": {**lists["trust"], "version": newer}}))
    kiosk = Kiosk(app, replace(setup, placed_lists_path=placed))
    kiosk.sync.say(ListsPlaced())
    kiosk.until(lambda: kiosk.part._checking.bench.lists.trust.version == newer)
    kiosk.close()


def test_lists_that_came_broken_leave_those_that_are(app: QGuiApplication, setup: ScreenSetup, tmp_path: Path) -> None:
    (tmp_path / "lists.json").write_text("{")
    kiosk = Kiosk(app, replace(setup, placed_lists_path=tmp_path / "lists.json"))
    before = kiosk.part._checking.bench.lists.trust
    kiosk.sync.say(ListsPlaced())
    kiosk.sync.say(ListsConfirmed(version=before.version, digest=digest_of(before), at=AT))
    kiosk.until(lambda: kiosk.part._checking.bench.lists.confirmed_at == AT)
    kiosk.close()


def test_the_live_picture_is_shown_while_waiting(kiosk: Kiosk) -> None:
    writer = PreviewWriter(kiosk.setup.runtime_dir / FILE_NAME)
    writer.write(1, 5, bytes(WIDTH * HEIGHT * 4))
    kiosk.camera.say(Pictured(number=1))
    kiosk.until(lambda: bool(kiosk.part._window.models.live.property("isLive")))
    writer.close()


def test_a_hint_is_shown(kiosk: Kiosk) -> None:
    kiosk.camera.say(Guided(hint=Hint.CLOSER))
    kiosk.until(lambda: kiosk.part._window.models.guidance.property("hint") == "closer")


def test_pictures_of_the_screens_are_kept_in_order(app: QGuiApplication, setup: ScreenSetup, tmp_path: Path) -> None:
    kiosk = Kiosk(app, replace(setup, screenshots=tmp_path))
    for story in ("not_produce", "shop_code"):
        kiosk.scan(story)
        kiosk.until(lambda story=story: any(row.headline.value == story for row in kiosk.rows()))  # type: ignore[misc]
    kiosk.until((tmp_path / "02-shop_code.png").exists)
    assert sorted(path.name for path in tmp_path.glob("*.png")) == [
        "00-waiting.png",
        "01-not_produce.png",
        "02-shop_code.png",
    ]
    kiosk.close()


def test_it_ends_with_its_source_after_the_last_verdict(app: QGuiApplication, setup: ScreenSetup) -> None:
    kiosk = Kiosk(app, replace(setup, ends_with_source=True))
    kiosk.scan("genuine")
    kiosk.camera.say(SourceEnded())
    assert app.exec() == 0
    assert len(kiosk.rows()) == 1
    kiosk.close()


def test_lists_that_are_not_there_are_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(KioskError, match="SCR-06"):
        read_lists(tmp_path / "lists.json")
