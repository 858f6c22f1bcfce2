"""What a result says: every headline in both languages, dates, sources, and nothing of a stranger's text."""

from __future__ import annotations

from dataclasses import astuple, replace
from datetime import date
from itertools import product

import pytest

from kiosk.codes.code import Family, ForeignLink, NoProduceCode, OtherScheme, Refusal, Refused, TradeItemNumber
from kiosk.codes.schemes import Scheme
from kiosk.records.finding import NOTHING_FOUND, Source
from kiosk.records.registry import CertificateStatus, Step
from kiosk.trust.seal import Seal, SealState
from kiosk.verdicts.rules import RULES
from kiosk.verdicts.verdict import Level
from kiosk.wording.result_view import CardKind, Mark
from kiosk.wording.why import ADVICE, BESIDE_ANSWERS, OF_ANOTHER_WEIGHT, WHY
from kiosk.words import LANGUAGES, Words
from kiosk.words.compile import read_words
from tests.rows import of_each
from tests.verdicts.cases import (
    AT,
    FARM,
    FOUND,
    GENUINE,
    GTIN,
    HOST,
    KEY,
    LINK,
    LOT_RECORD,
    SPINACH,
    UNSEALED,
    VIETGAP,
    Case,
    aged,
    check,
    checked,
    moved,
)
from tests.verdicts.test_rows import BAR_CODE, EAN, PLU, ROWS, STOPPED, TAKE_ALONG
from tests.wording.shown import HERE, card, said, shown, texts

SCHEME = Scheme(
    "s",
    "Bộ Nông nghiệp và Môi trường",
    ("other.example",),
    "Cơ sở đã đăng ký; có mã vùng trồng",
    "Hàng trong gói đúng là hàng đã khai",
    owner_en="Ministry of Agriculture and Environment",
    first_day=date(2025, 7, 1),
)
SLOGAN = "HACKED9"
WORDS_OF = {language: read_words(language) for language in LANGUAGES}
every_case = of_each(product(ROWS, LANGUAGES), " in ".join)


@every_case
def test_every_case_has_its_words(row: tuple[str, str]) -> None:
    name, language = row
    case, headline = ROWS[name]
    view = shown(case, language)
    keys = WORDS_OF[language]
    assert view.headline == keys[f"headline.{headline}"]
    assert view.mark is Mark(case.verdict().level)
    assert 1 <= len(view.cards) <= 4
    assert view.overline
    assert view.underline
    assert view.spoken
    assert not [text for text in texts(astuple(view)) if text in keys or "{" in text]


@every_case
def test_asking_says_nothing_of_a_verdict(row: tuple[str, str]) -> None:
    name, language = row
    view = shown(ROWS[name][0], language, is_asking=True)
    assert view.mark is Mark.ASKING
    assert {card.mark for card in view.cards} == {Mark.ASKING}
    assert view.headline == Words(language)("headline.asking")
    assert (view.stops, view.take_along_url) == ((), "")


def test_every_stop_says_why_and_what_to_do() -> None:
    stops = {rule.headline for rule in RULES if rule.level is Level.STOP}
    assert set(WHY) == stops
    assert stops <= set(ADVICE)


def test_every_piece_of_advice_in_the_catalogue_is_given() -> None:
    given = {key for rows in (*ADVICE.values(), BESIDE_ANSWERS, OF_ANOTHER_WEIGHT) for _, key in rows} | {"return_to"}
    keys = {key.split(".")[1] for key in read_words("vi") if key.startswith("advice.")}
    assert given == keys


def test_genuine_shows_goods_answers_way_and_a_link_without_its_seal() -> None:
    view = shown(GENUINE)
    assert view.overline == "Rau muống VietGAP, bó 500 g · dùng đến 30/11/2026"
    assert view.underline == "Chữ ký đúng · Chứng nhận còn hạn · Không bị thu hồi"
    assert [c.mark for c in view.cards] == [Mark.GOOD] * 3
    assert [(f.label, f.value) for f in view.cards[0].facts][:2] == [("Thu hoạch", "22/11/2026"), ("Lô", "L2611A")]
    assert view.cards[0].stated_by == "theo HTX Rau mẫu"
    assert view.cards[2].lines[0] == "Lần kiểm tra đầu tiên tại các chợ."
    assert view.cards[2].stated_by == "theo hệ thống truy xuất Hà Nội, 09:00"
    assert [stop.when for stop in view.stops] == ["22/11 · 05:30", "22/11 · 08:00", "23/11 · 00:00", "23/11 · 03:00"]
    assert view.stops[0].icon == "sprout"
    assert view.take_along_url == f"https://{HOST}/01/{GTIN}/10/L2611A/21/7K2M9Q4T?17=261130&from=kiosk"
    assert view.take_along_text == "Xem tiếp trên điện thoại"
    assert view.spoken[:2] == ("Rau muống VietGAP", "Mã xác thực đúng, nguồn gốc rõ")


def test_names_are_english_where_the_registry_has_them() -> None:
    view = shown(GENUINE, "en")
    assert view.overline == "Water spinach VietGAP, 500 g bunch · use by 30/11/2026"
    assert view.cards[0].heading == "HTX Rau mẫu"
    assert view.cards[0].lines == ("Phúc Thịnh commune, Hanoi",)
    assert view.cards[1].items[0].stated_by == "stated by Sample Certification Body"


def test_offline_says_of_when_the_data_are_and_claims_no_first_check() -> None:
    view = shown(aged(GENUINE, hours=2, minutes=20))
    assert view.underline == "Theo dữ liệu lúc 06:40 hôm nay · Chữ ký kiểm tra ngay tại trạm"
    assert view.cards[2].lines[0] == "Chưa hỏi được lịch sử quét."
    assert view.cards[2].stated_by == "theo trạm này; hỏi lần cuối 06:40"
    assert view.take_along_text == "Hỏi lại bằng điện thoại"


@pytest.mark.parametrize("hours", [2, 50, 80, 24 * 40])
def test_the_units_own_registry_says_nothing_of_a_way_that_it_does_not_hold(hours: int) -> None:
    view = shown(aged(GENUINE.found(movements=()), hours=hours))
    assert view.cards[0].lines[1:] == ("Mất mạng: chưa hỏi được đường đi.",)


def test_a_way_that_was_asked_and_is_not_recorded_is_said_to_be_so() -> None:
    assert shown(GENUINE.found(movements=())).cards[0].lines[1:] == ("Đường đi chưa được ghi.",)


def test_older_data_carry_their_date() -> None:
    assert shown(aged(GENUINE, hours=50)).underline.startswith("Theo dữ liệu lúc 21/11/2026, 07:00")


@pytest.mark.parametrize(
    ("hours", "market", "line"),
    [
        ((), "", "Lần kiểm tra đầu tiên tại các chợ."),
        ((3, 1), "minh-khai", "Lần kiểm tra thứ 3 hôm nay, đều tại chợ này."),
        ((30,), "minh-khai", "Lần kiểm tra thứ 2, đều tại chợ này."),
        ((30,), "long-bien", "Lần kiểm tra thứ 2, tại 2 chợ."),
    ],
)
def test_history_is_told_in_words(hours: tuple[float, ...], market: str, line: str) -> None:
    assert shown(checked(*(check(h, market) for h in hours))).cards[2].lines[0] == line


def test_certificates_say_how_long_they_hold() -> None:
    items = {
        "Còn hạn": VIETGAP,
        "Còn 21 ngày": replace(VIETGAP, last_day=date(2026, 12, 14)),
        "Còn 1 ngày": replace(VIETGAP, last_day=date(2026, 11, 24)),
        "Hết hạn hôm nay": replace(VIETGAP, last_day=date(2026, 11, 23)),
        "Hết hạn": replace(VIETGAP, last_day=date(2026, 11, 22)),
        "Tạm đình chỉ": STOPPED,
        "Đã bị rút": replace(STOPPED, status=CertificateStatus.WITHDRAWN),
        "Hàng khác": replace(VIETGAP, groups=("fruit",)),
        "Chưa hiệu lực": replace(VIETGAP, first_day=date(2026, 12, 1)),
    }
    for badge, certificate in items.items():
        view = shown(GENUINE.found(certificates=(certificate,)))
        assert card(view, CardKind.CERTIFICATION).items[0].badge == badge


def test_a_certificate_that_ended_since_the_harvest_is_told_as_such() -> None:
    view = shown(GENUINE.found(certificates=(replace(VIETGAP, last_day=date(2026, 11, 22)),)))
    assert view.mark is Mark.GOOD
    assert "Chứng nhận còn hạn" not in view.underline
    assert "hết hạn 22/11/2026" in card(view, CardKind.CERTIFICATION).items[0].text


def test_a_missing_certificate_is_named() -> None:
    view = shown(GENUINE.found(certificates=(replace(VIETGAP, last_day=date(2026, 10, 31)),)))
    items = card(view, CardKind.CERTIFICATION).items
    assert view.underline == "Nguồn gốc đã đăng ký; giấy VietGAP hết hạn ngày 31/10/2026"
    assert [(item.title, item.badge) for item in items] == [("VietGAP", "Hết hạn"), ("Giấy cho hàng này", "Chưa có")]
    assert items[1].text.startswith("Cần một giấy còn hạn, như: VietGAP, Đủ điều kiện ATTP")


def test_a_kind_without_words_is_another_certificate() -> None:
    view = shown(GENUINE.found(certificates=(VIETGAP, replace(VIETGAP, kind="new_kind"))))
    assert card(view, CardKind.CERTIFICATION).items[1].title == "Giấy chứng nhận khác"


def test_more_certificates_than_fit_are_counted() -> None:
    view = shown(GENUINE.found(certificates=(VIETGAP,) * 5))
    assert len(card(view, CardKind.CERTIFICATION).items) == 2
    assert "và 3 giấy khác" in card(view, CardKind.CERTIFICATION).lines


@pytest.mark.parametrize(("language", "name"), [("vi", HERE), ("en", "Minh Khai wholesale market")])
def test_this_market_is_named_in_the_language_of_the_result(language: str, name: str) -> None:
    view = shown(replace(GENUINE, seal=Seal(SealState.INVALID, 17, KEY)), language)
    assert name in [fact.value for fact in view.cards[0].facts]


def test_where_nothing_warns_no_warning_is_explained() -> None:
    view = shown(replace(EAN, finding=replace(NOTHING_FOUND, source=Source.CENTRAL, as_of=AT)))
    assert view.cards[0].title == "Điều này có nghĩa gì"


def test_who_states_a_stop_is_named_in_english_too() -> None:
    way = (replace(FOUND.movements[0], stated_by="HTX Rau mẫu", stated_by_en="Sample Vegetable Cooperative"),)
    assert shown(GENUINE.found(movements=way), "en").stops[0].stated_by == "by Sample Vegetable Cooperative"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", [Step.SHIPPING, Step.RECEIVING])
def test_who_only_carried_or_received_is_named_nowhere(step: Step, language: str) -> None:
    trader = replace(moved(step, 7, "long-bien"), stated_by="Thương lái mẫu", stated_by_en="Sample Trader")
    view = shown(GENUINE.found(movements=(*FOUND.movements, trader)), language)
    assert view.stops[-2].stated_by == Words(language)("stated.short", who=Words(language)(f"way.{step}"))
    assert [name for name in (trader.stated_by, trader.stated_by_en) if name in said(view)] == []


def test_a_producer_who_carries_itself_is_named() -> None:
    assert shown(GENUINE).stops[2].stated_by == "theo HTX Rau mẫu"


def test_a_bar_code_shows_what_is_known_and_asks_for_the_square_code() -> None:
    view = shown(EAN)
    assert view.overline == "Mã vạch 8930000000019 · Rau muống VietGAP, bó 500 g"
    assert {card.mark for card in view.cards[:3]} == {Mark.UNKNOWN}
    assert ("Lô", "không rõ") in {(f.label, f.value) for f in view.cards[0].facts}
    assert card(view, CardKind.ADVICE).items[0].icon == "pack-codes"
    assert "vuông" in card(shown(BAR_CODE), CardKind.AUTHENTICITY).lines[0]


@pytest.mark.parametrize(("language", "goods"), [("vi", "PLU 4011 · Rau"), ("en", "PLU 4011 · Vegetables")])
def test_a_price_look_up_number_tells_the_kind_of_goods_and_nobodys_name(language: str, goods: str) -> None:
    view = shown(PLU, language)
    assert view.overline == goods
    assert view.underline == Words(language)("underline.product_only.kind")
    assert [card.mark for card in view.cards[:3]] == [Mark.UNKNOWN] * 3
    claims = (FARM.name, FARM.place, FARM.place_en, VIETGAP.number, SPINACH.name, SPINACH.name_en, SPINACH.content)
    assert [claim for claim in claims if claim in said(view)] == []
    assert goods not in said(shown(PLU.found(product=replace(SPINACH, group="new")), language))


def test_the_take_along_code_says_where_the_seal_was_checked() -> None:
    lines = card(shown(TAKE_ALONG), CardKind.AUTHENTICITY).lines
    assert "Chữ ký đã được kiểm tra tại trạm, không phải ở mã này." in lines


def test_an_unknown_number_is_shown_as_digits_and_nothing_is_said_of_the_goods() -> None:
    case = replace(EAN, finding=replace(NOTHING_FOUND, source=Source.CENTRAL, as_of=AT))
    view = shown(case)
    assert view.overline == f"Mã vạch {GTIN[1:]}"
    assert view.cards[0].heading == "Điều này không nói lên hàng tốt hay xấu."
    assert len(view.cards[1].items) == 3


def test_another_scheme_says_whose_it_is_and_what_it_proves_and_not() -> None:
    view = shown(Case(code=OtherScheme("s"), seal=UNSEALED, finding=NOTHING_FOUND), scheme=SCHEME)
    owner, proves, proves_not, advice = view.cards
    assert (view.overline, owner.heading) == ("other.example", SCHEME.owner)
    assert [(f.label, f.value) for f in owner.facts] == [("Áp dụng từ", "01/07/2025")]
    assert proves.lines == ("Cơ sở đã đăng ký", "Có mã vùng trồng")
    assert proves_not.lines == ("Hàng trong gói đúng là hàng đã khai",)
    assert len(advice.items) == 1
    assert view.take_along_url == ""


@pytest.mark.parametrize("is_asking", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "code",
    [
        ForeignLink(f"{SLOGAN}.example", (("01", GTIN), ("10", SLOGAN), ("21", SLOGAN)), seal_text=SLOGAN),
        ForeignLink(f"{SLOGAN}.example", (("01", GTIN), ("10", SLOGAN)), imitates_ours=True),
        replace(LINK, elements=(("01", GTIN), ("10", SLOGAN), ("21", SLOGAN)), seal_text=None),
        Refused(Family.DIGITAL_LINK, Refusal.BAD_SYNTAX),
        NoProduceCode(Refusal.OTHER_TEXT),
    ],
)
def test_nothing_of_a_strangers_text_is_shown(
    code: ForeignLink | Refused | NoProduceCode, language: str, *, is_asking: bool
) -> None:
    case = Case(code=code, seal=UNSEALED, finding=replace(FOUND, lot=None))
    assert SLOGAN not in said(shown(case, language, is_asking=is_asking))


def test_of_a_false_label_only_its_claim_is_told_and_no_page_is_offered() -> None:
    view = shown(replace(GENUINE, seal=Seal(SealState.INVALID, 17, KEY)))
    assert view.overline == "Tem ghi: Rau muống VietGAP, bó 500 g"
    assert (view.take_along_url, view.stops) == ("", ())
    assert "L2611A" not in said(view)


def test_of_anothers_code_a_registered_item_is_taken_along_on_our_host() -> None:
    no_seal_was_read = f"https://{HOST}/01/{GTIN}?from=kiosk&typed=1"
    assert shown(EAN).take_along_url == no_seal_was_read
    unknown = replace(EAN, code=TradeItemNumber(GTIN), finding=NOTHING_FOUND)
    assert shown(unknown).take_along_url == ""


def test_a_long_way_keeps_its_first_and_last_stops() -> None:
    way = [moved(moved_step, hours) for hours, moved_step in enumerate([m.step for m in FOUND.movements] * 2, 1)]
    view = shown(GENUINE.found(movements=(*FOUND.movements, *way), lot=replace(LOT_RECORD)))
    assert len(view.stops) == 5
    assert view.stops[0].when == "22/11 · 05:30"
    assert view.stops[-1].when == "23/11 · 08:00"


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_beside_answers_are_short_enough_for_their_row(language: str) -> None:
    words = Words(language)
    for rows in (*ADVICE.values(), BESIDE_ANSWERS, OF_ANOTHER_WEIGHT):
        if len(rows) == 3:
            assert all(len(words(f"advice.{key}")) <= 36 for _, key in rows)
