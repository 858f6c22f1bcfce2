"""The plan of markets: north is up, what is marked is named, and no name lies over another."""

from __future__ import annotations

import math
import re
from itertools import combinations

import pytest

from kiosk.central.console.alerts.plan import LETTER, LINE, WIDTHS, Mark, Plan, Spot, plans_of

SPOTS = (
    Spot("minh-khai", "Chợ đầu mối Minh Khai", 21.0503, 105.7402),
    Spot("long-bien", "Chợ Long Biên", 21.0412, 105.8465),
    Spot("den-lu", "Chợ Đền Lừ", 20.9871, 105.8596),
    Spot("ha-dong", "Chợ Hà Đông", 20.9706, 105.7791),
    Spot("van-dinh", "Chợ Vân Đình", 20.7344, 105.7712),
)
TEXTS = {"minh-khai": "2", "long-bien": "1", "den-lu": "1"}


def plan_of(spots: tuple[Spot, ...], texts: dict[str, str], way: tuple[str, ...] = (), key: str = "wide") -> Plan:
    (plan,) = (each for each in plans_of(spots, texts, way) if each.key == key)
    return plan


def marks(texts: dict[str, str], spots: tuple[Spot, ...] = SPOTS, key: str = "wide") -> dict[str, Mark]:
    return {mark.id: mark for mark in plan_of(spots, texts, key=key).marks}


def span(mark: Mark) -> tuple[float, float, float, float]:
    length = len(mark.name) * LETTER
    left = {"start": mark.name_x, "end": mark.name_x - length, "middle": mark.name_x - length / 2}[mark.anchor]
    return left, left + length, mark.name_y - LINE + 6, mark.name_y + 6


def test_north_is_up_and_east_is_right() -> None:
    found = marks(TEXTS)
    assert found["minh-khai"].y < found["den-lu"].y
    assert found["minh-khai"].x < found["long-bien"].x


def test_what_lies_far_from_all_that_is_marked_is_left_out() -> None:
    assert marks(TEXTS).keys() == {"minh-khai", "long-bien", "den-lu", "ha-dong"}
    assert marks({"minh-khai": "1"}).keys() == {spot.id for spot in SPOTS}


@pytest.mark.parametrize("key", WIDTHS)
def test_every_marked_market_is_named_and_no_two_names_meet(key: str) -> None:
    found = marks(TEXTS, key=key)
    named = [mark for mark in found.values() if mark.name]
    assert {mark.id for mark in named} >= TEXTS.keys()
    for one, other in combinations(named, 2):
        a, b = span(one), span(other)
        assert a[1] <= b[0] or b[1] <= a[0] or a[3] <= b[2] or b[3] <= a[2], (one, other)
    assert all(span(mark)[0] >= 0 and span(mark)[1] <= WIDTHS[key] for mark in named)


def test_market_without_room_for_its_name_is_a_mark_alone() -> None:
    crowd = tuple(Spot(str(number), "Một cái tên rất dài của chợ", 21.0, 105.8 + number / 1e6) for number in range(9))
    found = marks({spot.id: "1" for spot in crowd}, crowd)
    assert len(found) == len(crowd)
    assert 0 < len([mark for mark in found.values() if mark.name]) < len(crowd)


def test_way_is_drawn_from_market_to_market() -> None:
    plan = plan_of(SPOTS, TEXTS, ("minh-khai", "minh-khai", "long-bien", "elsewhere", "den-lu"))
    found = {mark.id: (mark.x, mark.y) for mark in plan.marks}
    assert [((leg.x1, leg.y1), (leg.x2, leg.y2)) for leg in plan.legs] == [
        (found["minh-khai"], found["long-bien"]),
        (found["long-bien"], found["den-lu"]),
    ]


def test_one_market_or_none_is_no_fault() -> None:
    assert not plans_of((), {})
    alone = plan_of(SPOTS[:1], {"minh-khai": "1"})
    assert (len(alone.marks), alone.river) == (1, "")


def test_way_goes_through_no_name_where_there_is_room_beside_it() -> None:
    spots = (Spot("a", "Chợ A", 21.0, 105.7), Spot("b", "Chợ B", 21.0, 105.9), Spot("c", "Chợ C", 20.8, 105.7))
    plan = plan_of(spots, dict.fromkeys("abc", "1"), ("a", "b"))
    (leg,) = plan.legs
    for mark in plan.marks:
        left, right, top, bottom = span(mark)
        assert not (left < leg.x2 and right > leg.x1 and top < leg.y1 < bottom), mark


def test_long_bien_lies_beside_the_river_and_the_inner_city_on_its_bank() -> None:
    plan = plan_of(SPOTS, dict.fromkeys((spot.id for spot in SPOTS), "1"))
    river, city = (
        [tuple(map(float, one)) for one in re.findall(r"([\d.-]+) ([\d.-]+)", path)] for path in (plan.river, plan.city)
    )
    market = next(mark for mark in plan.marks if mark.id == "long-bien")
    nearest = min(math.dist(one, (market.x, market.y)) for one in river)
    assert nearest < min(math.dist(one, (market.x, market.y)) for one in [city[1]])
    assert plan.lake
