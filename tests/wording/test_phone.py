"""What a phone's page says otherwise than a kiosk, and what it leaves out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kiosk.codes.payload import Payload
from kiosk.inspection import Inspection, inspect
from kiosk.records.finding import Correction, Finding
from kiosk.records.registry import Step
from kiosk.trust.lists import Lists
from kiosk.verdicts.gather import Place
from kiosk.wording.phone import phone_view
from kiosk.wording.phone_view import PhoneView
from kiosk.wording.telling import PageViews
from kiosk.words import LANGUAGES, PhoneWords, Words
from kiosk.words.compile import read_words
from tests.conformance import world as w
from tests.conformance.table_verdicts import UNIT_LABEL
from tests.wording.spaces import plain

FIRST = PageViews(1, date(2026, 11, 23))


class Known:
    """Records that know one thing."""

    def __init__(self, finding: Finding) -> None:
        self._finding = finding

    def find(self, identity: object) -> Finding:
        return self._finding


def inspected(finding: Finding) -> Inspection:
    lists = Lists(w.TRUST, w.SCHEMES, confirmed_at=w.AT)
    payload = Payload(UNIT_LABEL.printed(), "]Q1")
    return inspect(payload, Known(finding), lists, Place(), w.CLOCKS["now"])


def view(finding: Finding, language: str = "vi", views: PageViews = FIRST) -> PhoneView:
    return plain(phone_view(inspected(finding), PhoneWords(language), w.CLOCKS["now"], views, ""))


def authenticity(shown: PhoneView) -> tuple[str, ...]:
    return next(card.lines for card in shown.result.cards if card.kind == "authenticity")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_wording_for_phones_stands_beside_one_for_the_kiosk(language: str) -> None:
    keys = read_words(language)
    own = [key.removeprefix("phone.") for key in keys if key.startswith("phone.")]
    assert own
    assert [key for key in own if key not in keys] == []
    assert [key for key in own if keys[key] == keys[f"phone.{key}"]] == []


def test_phone_has_its_own_words_and_the_rest_of_the_kiosk() -> None:
    phone, kiosk = PhoneWords("vi"), Words("vi")
    assert phone("headline.forged") == kiosk("headline.forged")
    assert phone("stated.unit") != kiosk("stated.unit")


def test_no_check_at_a_scan_point_is_no_claim_of_a_first_one() -> None:
    assert authenticity(view(w.FOUND))[0] == "Chưa trạm quét nào kiểm tra mã này."


def test_checks_at_scan_points_are_counted_with_the_first_place_and_time() -> None:
    assert authenticity(view(w.seen((1.0, "minh-khai"))))[0] == (
        "Trạm quét đã kiểm tra 1 lần: 08:00 hôm nay, Chợ đầu mối Minh Khai."
    )
    assert authenticity(view(w.seen((30.0, "long-bien"), (1.0, "minh-khai"))))[0].startswith(
        "Trạm quét ở 2 chợ đã kiểm tra 2 lần; lần đầu 22/11/2026, 03:00, Chợ Long Biên."
    )


def test_openings_of_the_page_are_told_from_the_second_on() -> None:
    assert not any("mở" in line for line in authenticity(view(w.FOUND)))
    lines = authenticity(view(w.FOUND, views=PageViews(3, date(2026, 11, 20))))
    assert "Trang này đã mở 3 lần từ 20/11/2026, mở lại cũng tính." in lines


def test_recorded_sale_is_told_and_is_no_warning_at_home() -> None:
    sold = replace(w.FOUND, movements=(*w.WAY, w.moved(Step.SALE, 48, "minh-khai", ("7K2M9Q4T",))))
    shown = view(sold)
    assert shown.result.mark == "good"
    assert any(line.startswith("Theo sổ ghi, hàng này bán lúc 21/11/2026") for line in authenticity(shown))


@pytest.mark.parametrize("step", [Step.SHIPPING, Step.RECEIVING])
def test_who_carried_or_received_is_not_named(step: Step) -> None:
    trader = replace(w.moved(step, 8), stated_by="Thương lái mẫu", place="Kho mẫu", place_en="Sample store")
    for language in LANGUAGES:
        shown = view(replace(w.FOUND, movements=(*w.FROM_FARM, trader)), language)
        assert [told for told in ("Thương lái mẫu", "Kho mẫu", "Sample store") if told in str(shown)] == []
    shown = view(replace(w.FOUND, movements=(*w.FROM_FARM, trader)))
    assert shown.way[-1].stated_by in {"theo bên vận chuyển", "theo bên nhận hàng"}


def test_producer_who_carries_itself_is_named() -> None:
    assert view(w.FOUND).way[2].stated_by == "theo HTX Rau mẫu"


def test_way_of_another_year_says_its_day() -> None:
    old = replace(w.moved(Step.HARVEST, 27), at=w.AT - timedelta(days=400))
    assert view(replace(w.FOUND, movements=(old,))).way[0].when == "19/10/2025"


def test_corrected_code_is_told_with_the_note() -> None:
    correction = Correction(w.G, w.LOT, "In thừa một chữ.", "One letter too many.", w.AT - timedelta(days=3))
    card = view(replace(w.FOUND, correction=correction), "en").correction
    assert card is not None
    assert card.lines == ("One letter too many.",)
    assert ("Lot", w.LOT) in {(fact.label, fact.value) for fact in card.facts}


@pytest.mark.parametrize("gtin", [w.OTHER_G, w.G])
def test_misprinted_code_gets_the_verdict_on_what_was_meant(gtin: str) -> None:
    meant = replace(
        w.FOUND,
        product=replace(w.SPINACH, gtin=gtin),
        lot=replace(w.LOT_RECORD, gtin=gtin, lot="L2611B"),
        correction=Correction(gtin, "L2611B", "In sai số lô.", "Lot misprinted.", w.AT),
    )
    shown = view(meant)
    assert inspected(meant).verdict.headline == "genuine"
    assert shown.correction is not None
    assert inspected(replace(meant, correction=None)).verdict.headline == "unknown_item"


def test_what_is_not_registered_is_left_out() -> None:
    bare = w.lot(harvested_on=None, packed_on=None, use_by=None)
    goods = view(bare).goods
    assert goods is not None
    told = {fact.label for group in goods.groups for fact in group.facts}
    assert told.isdisjoint({"Thu hoạch", "Đóng gói", "Dùng đến"})
    assert all(fact.value for group in goods.groups for fact in group.facts)
    assert all(group.stated_by.startswith("theo ") for group in goods.groups)
