"""The plan of markets: north is up, what is marked is named, and no name lies over another."""

from __future__ import annotations

from itertools import combinations

from kiosk.central.console.alerts.plan import LETTER, LINE, WIDTH, Mark, Spot, plan_of

SPOTS = (
    Spot("minh-khai", "Chợ đầu mối Minh Khai", 21.0503, 105.7402),
    Spot("long-bien", "Chợ Long Biên", 21.0412, 105.8465),
    Spot("den-lu", "Chợ Đền Lừ", 20.9871, 105.8596),
    Spot("ha-dong", "Chợ Hà Đông", 20.9706, 105.7791),
    Spot("van-dinh", "Chợ Vân Đình", 20.7344, 105.7712),
)
TEXTS = {"minh-khai": "2", "long-bien": "1", "den-lu": "1"}


def marks(texts: dict[str, str], spots: tuple[Spot, ...] = SPOTS) -> dict[str, Mark]:
    plan = plan_of(spots, texts)
    assert plan is not None
    return {mark.id: mark for mark in plan.marks}


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


def test_every_marked_market_is_named_and_no_two_names_meet() -> None:
    found = marks(TEXTS)
    named = [mark for mark in found.values() if mark.name]
    assert {mark.id for mark in named} >= TEXTS.keys()
    for one, other in combinations(named, 2):
        a, b = span(one), span(other)
        assert a[1] <= b[0] or b[1] <= a[0] or a[3] <= b[2] or b[3] <= a[2], (one, other)
    assert all(span(mark)[0] >= 0 and span(mark)[1] <= WIDTH for mark in named)


def test_market_without_room_for_its_name_is_a_mark_alone() -> None:
    crowd = tuple(Spot(str(number), "Một cái tên rất dài của chợ", 21.0, 105.8 + number / 1e6) for number in range(9))
    found = marks({spot.id: "1" for spot in crowd}, crowd)
    assert len(found) == len(crowd)
    assert 0 < len([mark for mark in found.values() if mark.name]) < len(crowd)


def test_way_is_drawn_from_market_to_market() -> None:
    plan = plan_of(SPOTS, TEXTS, ["minh-khai", "minh-khai", "long-bien", "elsewhere", "den-lu"])
    assert plan is not None
    found = {mark.id: (mark.x, mark.y) for mark in plan.marks}
    assert [((leg.x1, leg.y1), (leg.x2, leg.y2)) for leg in plan.legs] == [
        (found["minh-khai"], found["long-bien"]),
        (found["long-bien"], found["den-lu"]),
    ]


def test_one_market_or_none_is_no_fault() -> None:
    assert plan_of((), {}) is None
    assert len(marks({"minh-khai": "1"}, SPOTS[:1])) == 1
