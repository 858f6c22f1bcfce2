"""How much of the way of the goods is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from kiosk.records.registry import Movement, Step
from kiosk.verdicts.verdict import OriginState

BEGINNINGS = frozenset({Step.HARVEST, Step.SLAUGHTER})
ARRIVALS = frozenset({Step.RECEIVING, Step.MARKET, Step.SALE})
OF_MIDDLEMEN = frozenset({Step.SHIPPING, Step.RECEIVING})
"""Steps of traders and carriers, whom competitors must not learn: shoppers see that it was done, and when."""


def movements_of(movements: Iterable[Movement], serial: str | None) -> tuple[Movement, ...]:
    """Return the movements of this item, oldest first: those that name its serial, or only the lot."""
    own = (m for m in movements if not m.serials or serial in m.serials)
    return tuple(sorted(own, key=lambda m: m.at))


def is_of_middleman(movement: Movement, producer: str) -> bool:
    """Return whether name and place of a step are not everybody's: another than the `producer` carried or received."""
    return movement.step in OF_MIDDLEMEN and movement.stated_by != producer


def judge_origin(movements: Sequence[Movement], market_id: str) -> OriginState:
    """Return the state of the origin of goods of a known establishment, from `movements` oldest first.

    `market_id` is where this kiosk stands, "" where it stands at no market: then any market will do.
    """
    if not movements:
        return OriginState.REGISTERED
    reached = {m.market_id for m in movements if m.market_id}
    if market_id and reached and market_id not in reached:
        return OriginState.ELSEWHERE
    return OriginState.PARTLY_TRACED if has_gap(movements, market_id) else OriginState.TRACED


def has_gap(movements: Sequence[Movement], market_id: str) -> bool:
    """Whether the way does not lead from the farm to this market, or goods were sent and never received on it."""
    arrivals = [m for m in movements if m.step in ARRIVALS and m.market_id and market_id in {"", m.market_id}]
    if movements[0].step not in BEGINNINGS or not arrivals:
        return True
    return any(earlier.step is Step.SHIPPING and later.step not in ARRIVALS for earlier, later in pairwise(movements))
