"""What a result says where something warns: recalls, copies, false labels, and what a label bears otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from kiosk.codes.identity import identify
from kiosk.inspection import Inspection
from kiosk.records.finding import Issue
from kiosk.records.history import Flag, FlagKind, History
from kiosk.trust.seal import Seal, SealState
from kiosk.wording.banner import NAME_BESIDE
from kiosk.wording.result import result_view
from kiosk.wording.result_view import CardKind, Mark
from kiosk.words import LANGUAGES, Words
from tests.verdicts.cases import (
    AT,
    FOUND,
    GENUINE,
    KEY,
    LOT_RECORD,
    NOW,
    RECALL,
    VIOLATION,
    Case,
    check,
    checked,
    flagged,
    labelled,
)
from tests.verdicts.test_rows import EAN, ROWS
from tests.wording.shown import HERE, card, shown


def test_a_recall_says_reason_authority_date_and_where_to_return() -> None:
    view = shown(GENUINE.found(recalls=(RECALL,)))
    why, advice = view.cards
    assert view.underline == "Không mua, không ăn · Có hiệu lực từ 22/11/2026, 14:00"
    assert why.heading == "Phát hiện hàn the, chất cấm"
    assert ("Số văn bản", "128/TB-MẪU") in {(f.label, f.value) for f in why.facts}
    assert why.stated_by == "theo Sở Nông nghiệp và Môi trường Hà Nội"
    assert advice.items[-1].title == "Nơi nhận trả: quầy A1, tầng 1"
    assert view.take_along_text == "Xem thông báo trên điện thoại"


def test_goods_and_producer_of_a_recall_stand_in_few_lines_however_long_their_names() -> None:
    names = {"product": 200 * "Rau ", "establishment": 200 * "HTX "}
    found = {key: replace(getattr(FOUND, key), name=name) for key, name in names.items()}
    goods, producer, lot = shown(GENUINE.found(recalls=(RECALL,), **found)).overline.split(" · ")
    assert (goods.endswith("Rau…"), producer.endswith("HTX…"), lot) == (True, True, "lô L2611A")
    assert max(len(goods), len(producer)) <= NAME_BESIDE


def test_a_recall_that_ended_while_it_was_read_still_has_its_words() -> None:
    case = GENUINE.found(recalls=(replace(RECALL, ends_at=AT + timedelta(seconds=1)),))
    inspection = Inspection(case.code, identify(case.code), case.seal, case.finding, case.verdict())
    later = replace(NOW, at=AT + timedelta(seconds=5))
    assert result_view(inspection, Words("vi"), later, HERE).cards[0].heading == RECALL.reason


def test_copies_are_shown_by_market_busiest_first() -> None:
    checks = (*(check(h, "long-bien") for h in (90, 60, 50)), check(40, "ha-dong"), check(20, "den-lu"))
    view = shown(checked(*checks))
    assert view.underline.endswith("mã này đã được kiểm tra 5 lần ở 3 chợ")
    assert view.cards[0].items[0].title == "Chợ Long Biên · 3 lần"


def test_the_markets_shown_and_those_counted_make_up_all_of_them() -> None:
    names = ("long-bien", "ha-dong", "den-lu", "minh-khai", "van-dinh", "nghe", "another")
    for number in (6, 7):
        view = shown(checked(*(check(90 - at, market) for at, market in enumerate(names[:number]))))
        items = view.cards[0].items
        assert len(items) == 6
        assert (items[-1].title == "và 2 chợ khác") == (number == 7)


def test_what_the_kiosk_itself_finds_is_not_laid_at_the_centres_door() -> None:
    forged = shown(replace(GENUINE, seal=Seal(SealState.INVALID, 17, KEY)))
    assert forged.cards[0].stated_by == "theo trạm này"
    assert card(shown(EAN), CardKind.AUTHENTICITY).stated_by == "theo trạm này"


@pytest.mark.parametrize(
    ("case", "underline", "wrong"),
    [
        (flagged(FlagKind.WITHDRAWN, days=2), "Số tem này đã bị rút · Chưa nên mua", "Số tem: đã bị rút"),
        (
            GENUINE.found(issue=Issue.NEVER_ISSUED),
            "Hệ thống chưa từng cấp số tem này · Chưa nên mua",
            "Số tem: chưa từng được cấp",
        ),
        (
            ROWS["stolen key, lot registered later"][0],
            "Lô này đăng ký sau khi khóa bị lộ · Chưa nên mua",
            "Khóa ký tem: đã bị lộ",
        ),
    ],
)
def test_a_stop_says_which_check_failed_and_what_none_can_tell(case: Case, underline: str, wrong: str) -> None:
    view = shown(case)
    assert view.underline == underline
    items = [(item.title, item.icon) for item in view.cards[0].items]
    assert items[1:] == [(wrong, "x"), ("Hàng bên trong: trạm không kiểm nghiệm", "circle-question-mark")]


def test_copies_known_by_a_flag_alone_name_no_numbers() -> None:
    case = GENUINE.found(history=History(flags=(Flag(FlagKind.COPIED, AT),), was_asked=True))
    assert not any(character.isdigit() for character in shown(case).underline)


def test_what_else_would_warn_is_said_too() -> None:
    view = shown(Case(code=labelled(ai17="261122")).found(recalls=(RECALL,)))
    assert view.cards[0].lines == ("Ngoài ra: Đã quá hạn sử dụng · Tem khác với hồ sơ đăng ký",)


def test_a_suspicion_is_not_repeated_beside_what_is_known() -> None:
    flags = (Flag(FlagKind.COPIED, AT), Flag(FlagKind.COPY_SUSPECTED, AT))
    view = shown(GENUINE.found(history=History(flags=flags, was_asked=True)))
    assert not any(line.startswith("Ngoài ra") for line in view.cards[0].lines)


def test_a_violation_without_suspension_is_told_with_the_origin() -> None:
    view = shown(GENUINE.found(violations=(VIOLATION,)))
    assert view.mark is Mark.GOOD
    assert "Cơ sở có vi phạm đã công bố." in view.cards[0].lines


OTHERWISE: dict[str, tuple[dict[str, str], dict[str, Any], str, str]] = {
    "use_by": ({"ai17": "261201"}, {}, "01/12/2026", "30/11/2026"),
    "best_before": ({"ai15": "261128"}, {"best_before": date(2026, 11, 29)}, "28/11/2026", "29/11/2026"),
    "packed": ({"ai13": "261121"}, {}, "21/11/2026", "22/11/2026"),
    "produced": ({"ai11": "261121"}, {}, "21/11/2026", "22/11/2026"),
    "harvested": ({"ai7007": "261120261121"}, {}, "20/11/2026", "22/11/2026"),
    "weight": ({"ai3103": "000450"}, {}, "450 g", "500 g"),
    "packed_later": ({"ai13": "261126"}, {"packed_on": None}, "26/11/2026", ""),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", OTHERWISE)
def test_what_a_label_bears_otherwise_is_named_with_both_values(kind: str, language: str) -> None:
    on_label, in_record, printed, registered = OTHERWISE[kind]
    lot = replace(LOT_RECORD, **in_record)
    case = Case(code=labelled(**on_label)).found(lot=lot)
    view, words = shown(case, language), Words(language)
    assert view.headline == words("headline.contradicts")
    assert view.underline == words(f"underline.contradicts.{kind}", printed=printed, registered=registered)
    assert view.cards[0].mark is Mark.CAUTION
    values = [fact.value for fact in view.cards[0].facts]
    assert values[: 2 if registered else 1] == [printed, registered][: 2 if registered else 1]
    assert len(values) == 3
    first = card(view, CardKind.ADVICE).items[0]
    assert first.icon == ("scale" if kind == "weight" else "calendar-days")


def test_of_several_things_that_a_label_bears_otherwise_each_stands_with_both_values() -> None:
    view = shown(Case(code=labelled(ai17="261201", ai13="261121")))
    assert view.underline == "Ngày hoặc khối lượng trên tem khác với số đã đăng ký"
    assert [fact.value for fact in view.cards[0].facts] == ["01/12/2026", "30/11/2026", "21/11/2026", "22/11/2026"]
