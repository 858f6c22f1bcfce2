"""An answer opened in full: everything that is recorded, who states it, and a plain map."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.codes.code import TradeItemNumber
from kiosk.codes.identity import identify
from kiosk.codes.payload import Payload
from kiosk.inspection import Inspection
from kiosk.processes.check import Checker
from kiosk.records.registry import Market, Step
from kiosk.verdicts.verdict import CertificationState
from kiosk.wording.opened import opened_view
from kiosk.wording.opened_view import OpenedView
from kiosk.wording.result import result_view
from kiosk.wording.result_view import CardKind
from kiosk.wording.way_map import SHOWN_SPOTS, Spot, map_of
from kiosk.words import Words
from tests.screen.scene import LABELS, checker
from tests.wording.spaces import plain

FARM = Spot("HTX", 21.1512, 105.8203)
MARKET = Spot("Chợ", 21.0503, 105.7402, is_here=True)
ELSEWHERE = Market("m-1", "Chợ ở nơi khác", 20.9850, 105.8590)
FURTHER = Market("m-2", "Chợ xa", 20.7, 105.9)
MINUTE = timedelta(minutes=1)
KINDS = (CardKind.ORIGIN, CardKind.CERTIFICATION, CardKind.AUTHENTICITY)


@pytest.fixture(scope="module")
def check() -> Iterator[Checker]:
    with checker() as found:
        yield found


def inspected(check: Checker, story: str = "genuine") -> Inspection:
    row = LABELS[story]
    return check.inspect(Payload(row["payload"].encode(), row["symbology"]))


def opened(check: Checker, inspection: Inspection, kind: CardKind, language: str = "vi") -> OpenedView:
    return plain(opened_view(inspection, Words(language), check.now, check.place_name, kind))


def test_every_certificate_is_listed_with_number_span_scope_and_issuer(check: Checker) -> None:
    inspection = inspected(check)
    view = opened(check, inspection, CardKind.CERTIFICATION)
    assert len(view.rows) == len(inspection.finding.certificates) == 4
    assert view.rows[0].text == "Số VG-TT-26-0148 · từ 15/03/2026 đến 14/03/2028"
    assert all(row.more.startswith("Cho: ") and row.stated_by.startswith("theo ") for row in view.rows)


def test_what_is_listed_in_full_is_not_counted_as_left_out(check: Checker) -> None:
    inspection = inspected(check)
    number = identify(TradeItemNumber(inspection.identity.gtin or ""))
    typed = replace(
        inspection,
        code=TradeItemNumber(number.gtin or ""),
        identity=number,
        finding=replace(inspection.finding, lot=None),
        verdict=replace(inspection.verdict, certification=CertificationState.UNKNOWN),
    )
    view = opened(check, typed, CardKind.CERTIFICATION)
    assert (view.heading, len(view.rows)) == ("4 giấy của nơi sản xuất", 4)
    assert view.lines == ("Giấy của nơi sản xuất. Không rõ gói này có thuộc diện được chứng nhận không.",)


def test_what_is_lacking_is_counted_apart(check: Checker) -> None:
    view = opened(check, inspected(check, "not_certified"), CardKind.CERTIFICATION)
    assert (view.heading, len(view.rows)) == ("Còn thiếu 1 giấy; nơi sản xuất có 2 giấy", 3)


def test_what_is_lacking_stands_before_what_there_is(check: Checker) -> None:
    view = opened(check, inspected(check, "not_certified"), CardKind.CERTIFICATION)
    assert (view.rows[0].title, view.rows[0].badge) == ("Giấy cho hàng này", "Chưa có")


def test_every_stop_has_its_time_and_who_states_it_and_a_carrier_keeps_its_name(check: Checker) -> None:
    view = opened(check, inspected(check), CardKind.ORIGIN)
    assert [row.badge for row in view.rows] == ["22/11 · 05:30", "22/11 · 08:10", "22/11 · 23:40", "23/11 · 03:15"]
    assert all(row.stated_by for row in view.rows)
    carried = view.rows[2]
    assert (carried.text, carried.stated_by) == ("", "theo bên vận chuyển")


def test_every_group_of_facts_says_who_states_it(check: Checker) -> None:
    groups = opened(check, inspected(check), CardKind.ORIGIN).groups
    assert [group.stated_by for group in groups] == [
        "theo HTX Rau mẫu",
        "theo sổ đăng ký của thành phố",
        "theo tem này",
    ]


def test_sixty_stops_and_forty_certificates_are_all_there(check: Checker) -> None:
    inspection = inspected(check)
    [first, *_], [certificate, *_] = inspection.finding.movements, inspection.finding.certificates
    movements = tuple(replace(first, event_id=str(at), at=first.at + timedelta(hours=at)) for at in range(60))
    certificates = tuple(replace(certificate, id=str(at)) for at in range(40))
    many = replace(inspection, finding=replace(inspection.finding, movements=movements, certificates=certificates))
    assert len(opened(check, many, CardKind.ORIGIN).rows) == 60
    assert len(opened(check, many, CardKind.CERTIFICATION).rows) == 40


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("story", LABELS)
def test_what_can_be_opened_has_something_to_say_and_a_stop_is_not_opened(
    check: Checker, story: str, language: str
) -> None:
    inspection = inspected(check, story)
    result = result_view(inspection, Words(language), check.now, check.place_name)
    assert not (result.can_open and result.mark.value == "stop")
    for kind in KINDS if result.can_open else ():
        view = opened(check, inspection, kind, language)
        assert view.heading
        assert view.kind is kind


def test_the_map_names_where_the_list_does_in_the_order_of_the_way(check: Checker) -> None:
    inspection = inspected(check)
    [harvest, packing, shipping, market] = inspection.finding.movements
    sent = replace(shipping, stated_by=harvest.stated_by, market_id=ELSEWHERE.id)
    kept = replace(market, step=Step.RECEIVING, stated_by="Vựa mẫu", market_id=ELSEWHERE.id, at=market.at - MINUTE)
    sold = replace(market, step=Step.SALE, market_id=FURTHER.id, at=market.at + MINUTE)
    found = replace(
        inspection.finding,
        movements=(harvest, packing, sent, kept, market, sold),
        markets=(*inspection.finding.markets, ELSEWHERE, FURTHER),
    )
    view = opened(check, replace(inspection, finding=found), CardKind.ORIGIN)
    assert view.map is not None
    assert [spot.name for spot in view.map.spots] == ["HTX Rau mẫu", check.place_name, FURTHER.name]
    assert ELSEWHERE.name not in str(view)


def test_map_has_north_above_and_keeps_its_shape() -> None:
    shown = map_of([FARM, MARKET])
    assert shown is not None
    farm, market = shown.spots
    assert farm.x > market.x
    assert farm.y < market.y
    assert (farm.y, market.y) == pytest.approx((0.12, 0.88))
    assert (farm.x - market.x) / (market.y - farm.y) == pytest.approx(8.31 / 11.22, rel=0.01)
    assert shown.scale == "5\u00a0km"
    assert shown.scale_share == pytest.approx(0.76 * 5 / 11.22, rel=0.01)


@pytest.mark.parametrize("spots", [[], [FARM], [FARM, replace(FARM, name="cùng chỗ")], [FARM, Spot("sai", 200.0, 0.0)]])
def test_without_two_places_there_is_no_map(spots: list[Spot]) -> None:
    assert map_of(spots) is None


def test_places_that_would_hide_each_other_share_a_number() -> None:
    shown = map_of([FARM, MARKET, Spot("Quầy", 21.0510, 105.7405)])
    assert shown is not None
    assert [spot.name for spot in shown.spots] == ["HTX", "Chợ, Quầy"]


@pytest.mark.parametrize("here", [0, 1])
def test_places_that_share_a_number_are_here_where_one_of_them_is(here: int) -> None:
    near = [replace(MARKET, is_here=False), Spot("Quầy", 21.0510, 105.7405)]
    near[here] = replace(near[here], is_here=True)
    shown = map_of([FARM, *near])
    assert shown is not None
    assert [spot.is_here for spot in shown.spots] == [False, True]


def test_no_more_places_are_shown_than_have_room() -> None:
    shown = map_of([Spot(str(at), 20.0 + at, 105.0) for at in range(8)])
    assert shown is not None
    assert len(shown.spots) == SHOWN_SPOTS
