"""What the board told this kiosk, as values: languages, pieces of notices and pages, and their end."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from kiosk.messages.local import NoticesTold, SettingsTold, ToldNotice
from kiosk.messages.unit_settings import USUAL_VOLUME, KioskSettings, QuietHours, WaitingPage
from kiosk.moment import HANOI, Moment
from kiosk.screen.told import GOES_ON, NOTHING, PIECE_S, STRIP_CHARACTERS, Piece, Told, pieces
from kiosk.screen.views import Language

QUIET = (QuietHours(begins="22:00", ends="05:00", volume=20), QuietHours(begins="04:00", ends="06:30", volume=40))
VI, EN = Language.VIETNAMESE, Language.ENGLISH
PAGE = WaitingPage(title="Rửa rau", title_en="Wash greens", text="Rửa ba lần.", text_en="Wash three times.")


def set_to(settings: KioskSettings) -> Told:
    told = SettingsTold(settings=settings, name="", market_id="", market_name="", area="", position="")
    return Told().with_message(told, 0.0)


def notice(text: str, *, is_emergency: bool = False, remaining_s: float = 60.0) -> ToldNotice:
    return ToldNotice(id=text, is_emergency=is_emergency, text=text, text_en=f"en {text}", remaining_s=remaining_s)


def moment_at(time: str) -> Moment:
    at = datetime.fromisoformat(f"2026-11-23T{time}:30").replace(tzinfo=HANOI)
    return Moment(at, is_trusted=True, floor=at)


def told(*notices: ToldNotice, of: Told | None = None) -> Told:
    return (of or Told()).with_message(NoticesTold(notices=notices), 0.0)


def test_where_nobody_chose_there_are_all_languages_and_the_units_own_home() -> None:
    assert Told().languages() == (VI, EN)
    assert Told().home_language(EN) is EN


@pytest.mark.parametrize("languages", [("en", "vi"), ("en",)])
def test_first_language_of_the_board_is_home(languages: tuple[str, ...]) -> None:
    chosen = set_to(KioskSettings.model_validate({"languages": languages}))
    assert chosen.home_language(VI) is EN
    assert chosen.languages() == tuple(Language(one) for one in languages)


@pytest.mark.parametrize(
    ("time", "volume"),
    [("21:59", 70), ("22:00", 20), ("00:00", 20), ("04:59", 20), ("05:00", 40), ("06:29", 40), ("06:30", 70)],
)
def test_volume_of_the_hour_goes_past_midnight_and_ends_with_its_minute(time: str, volume: int) -> None:
    now = moment_at(time)
    assert set_to(KioskSettings(volume=70, quiet=QUIET)).volume(now) == volume


def test_clock_that_may_be_wrong_has_no_quiet_hours() -> None:
    at_night = replace(moment_at("23:00"), is_trusted=False)
    assert set_to(KioskSettings(volume=70, quiet=QUIET)).volume(at_night) == 70
    assert set_to(KioskSettings(quiet=QUIET)).volume(at_night) == USUAL_VOLUME


def test_emergency_is_told_in_the_language_of_the_screen() -> None:
    fire = told(notice("cháy", is_emergency=True))
    assert fire.emergency(VI, 0.0, 99) == Piece(text="cháy")
    assert fire.emergency(EN, 0.0, 99) == Piece(text="en cháy")


def test_notice_vanishes_at_its_end_whoever_is_silent() -> None:
    both = told(notice("cháy", is_emergency=True), notice("nghỉ"))
    assert both.emergency(VI, 59.9, 99) != NOTHING
    assert both.emergency(VI, 60.0, 99) == NOTHING
    assert both.board(VI, "Thông báo", 60.0) == NOTHING


def test_emergency_is_no_ordinary_notice() -> None:
    assert told(notice("cháy", is_emergency=True)).board(VI, "Thông báo", 0.0) == NOTHING
    assert told(notice("nghỉ")).emergency(VI, 0.0, 99) == NOTHING


def test_notices_told_anew_take_the_place_of_those_before() -> None:
    assert told(of=told(notice("cháy", is_emergency=True))).emergency(VI, 0.0, 99) == NOTHING


def test_notices_come_before_pages_and_each_has_its_turn() -> None:
    board = told(notice("nghỉ"), of=set_to(KioskSettings(waiting=(PAGE,))))
    turns = [board.board(VI, "Thông báo", number * PIECE_S) for number in range(3)]
    assert turns == [
        Piece("Thông báo", "nghỉ", "1 / 2"),
        Piece("Rửa rau", "Rửa ba lần.", "2 / 2"),
        Piece("Thông báo", "nghỉ", "1 / 2"),
    ]


def test_page_is_told_in_english_too() -> None:
    board = set_to(KioskSettings(waiting=(PAGE,)))
    assert board.board(EN, "Notice", 0.0) == Piece("Wash greens", "Wash three times.")


def test_page_of_a_title_alone_stands() -> None:
    board = set_to(KioskSettings(waiting=(WaitingPage(title="Chào", title_en="Hello"),)))
    assert board.board(VI, "Thông báo", 0.0) == Piece("Chào")


def test_long_text_is_told_whole_in_pieces_that_end_at_words() -> None:
    text = "chợ nghỉ bán từ 29 Tết đến hết mùng 3 " * 16
    cut = pieces(text, STRIP_CHARACTERS)
    assert " ".join(one.removesuffix(GOES_ON) for one in cut) == text.strip()
    assert all(len(one) <= STRIP_CHARACTERS for one in cut)
    assert all(one.endswith(GOES_ON) for one in cut[:-1])


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Có cháy ở nhà B. Mời bà con rời chợ theo cổng A.", "Có cháy ở nhà B."),
        ("Có cháy ở nhà B, mời bà con rời chợ theo cổng A.", "Có cháy ở nhà B, …"),
        ("Có cháy ở nhà B mời bà con rời chợ theo cổng A.", "Có cháy ở nhà B mời bà con …"),
        ("A. Mời bà con rời chợ ngay theo cổng A.", "A. Mời bà con rời chợ ngay …"),
        ("x" * 40, "x" * 28 + " …"),
    ],
    ids=["sentence", "clause", "word", "too early", "one word"],
)
def test_piece_ends_with_a_sentence_else_a_clause_else_a_word(text: str, first: str) -> None:
    assert pieces(text, 30)[0] == first
