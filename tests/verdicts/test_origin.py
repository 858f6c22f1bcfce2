"""How much of the way is known."""

from __future__ import annotations

import pytest

from kiosk.records.registry import Movement, Step
from kiosk.verdicts.origin import judge_origin, movements_of
from kiosk.verdicts.verdict import OriginState
from tests.verdicts.cases import WAY, moved


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        (WAY, OriginState.TRACED),
        ((), OriginState.REGISTERED),
        (WAY[1:], OriginState.PARTLY_TRACED),
        (WAY[:3], OriginState.PARTLY_TRACED),
        ((*WAY[:3], moved(Step.PACKING, 8), WAY[3]), OriginState.PARTLY_TRACED),
        ((*WAY[:3], moved(Step.MARKET, 6, "long-bien")), OriginState.ELSEWHERE),
        ((moved(Step.SLAUGHTER, 30), *WAY[1:]), OriginState.TRACED),
    ],
)
def test_origin(way: tuple[Movement, ...], expected: OriginState) -> None:
    assert judge_origin(way, "minh-khai") is expected


def test_at_no_market_any_market_will_do() -> None:
    assert judge_origin((*WAY[:3], moved(Step.MARKET, 6, "long-bien")), "") is OriginState.TRACED


def test_movements_of_other_serials_are_left_out_and_order_is_by_time() -> None:
    mine, other = moved(Step.SALE, 1, "", ("mine",)), moved(Step.SALE, 1, "", ("other",))
    assert movements_of((mine, other, *WAY[::-1]), "mine") == (*WAY, mine)
    assert movements_of((mine, *WAY), None) == WAY
