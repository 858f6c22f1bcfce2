"""The rules of the quota, row by row."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.central.seals.quota import PLOT_TOLERANCE, RULES, Declared, Limit, Plot, Rule, Used, limits

PLOT = Plot(area_m2=1000, yield_kg_m2=2)  # 2,000 kg, with the tolerance 2,400 kg: 4,800 packs of 500 g
ALL = Declared(quantity=5000, net_weight_g=500, harvest_kg=1900, plot=PLOT)


def by_rule(declared: Declared, used: Used) -> dict[Rule, int]:
    return {limit.rule: limit.remaining for limit in limits(declared, used)}


@pytest.mark.parametrize(
    ("declared", "used", "expected"),
    [
        (Declared(), Used(), {}),
        (Declared(quantity=10), Used(), {Rule.QUANTITY: 10}),
        (Declared(quantity=10), Used(labels=9), {Rule.QUANTITY: 1}),
        (Declared(quantity=10), Used(labels=10), {Rule.QUANTITY: 0}),
        (Declared(quantity=10), Used(labels=12), {Rule.QUANTITY: 0}),
        (Declared(quantity=0), Used(), {Rule.QUANTITY: 0}),
        (Declared(harvest_kg=1), Used(), {}),  # without a content weight nobody can tell
        (Declared(plot=PLOT), Used(), {}),
        (Declared(harvest_kg=1, net_weight_g=500), Used(), {Rule.HARVEST: 2}),
        (Declared(harvest_kg=1.4, net_weight_g=500), Used(), {Rule.HARVEST: 2}),
        (Declared(harvest_kg=0.1 + 0.2, net_weight_g=100), Used(), {Rule.HARVEST: 3}),
        (Declared(harvest_kg=1, net_weight_g=500), Used(labels=1), {Rule.HARVEST: 1}),
        (Declared(harvest_kg=0.4, net_weight_g=500), Used(), {Rule.HARVEST: 0}),
        (Declared(plot=PLOT, net_weight_g=500), Used(), {Rule.PLOT: 4800}),
        (Declared(plot=PLOT, net_weight_g=500), Used(harvest_g=2_399_500), {Rule.PLOT: 1}),
        (Declared(plot=PLOT, net_weight_g=500), Used(harvest_g=2_399_501), {Rule.PLOT: 0}),
        (ALL, Used(), {Rule.QUANTITY: 5000, Rule.HARVEST: 3800, Rule.PLOT: 4800}),
        (ALL, Used(labels=100, harvest_g=60_000), {Rule.QUANTITY: 4900, Rule.HARVEST: 3700, Rule.PLOT: 4680}),
    ],
)
def test_row(declared: Declared, used: Used, expected: dict[Rule, int]) -> None:
    assert by_rule(declared, used) == expected


def test_the_strictest_rule_stands_first() -> None:
    assert [limit.rule for limit in limits(ALL, Used())] == [Rule.HARVEST, Rule.PLOT, Rule.QUANTITY]


def test_every_rule_has_a_row() -> None:
    assert set(RULES) == set(Rule)


@pytest.mark.parametrize(("labels", "is_near"), [(0, False), (79, False), (80, True), (100, True), (120, True)])
def test_the_warning_comes_at_four_fifths(labels: int, is_near: bool) -> None:
    (limit,) = limits(Declared(quantity=100), Used(labels=labels))
    assert limit.is_near is is_near


@given(
    area=st.floats(1, 1e6),
    yield_=st.floats(0.01, 100),
    weight=st.integers(1, 50_000),
    used=st.integers(0, 10**9),
)
def test_labels_never_weigh_more_than_the_plot_gives(area: float, yield_: float, weight: int, used: int) -> None:
    declared = Declared(net_weight_g=weight, plot=Plot(area, yield_))
    (limit,) = limits(declared, Used(harvest_g=used))
    most_g = area * yield_ * 1000 * PLOT_TOLERANCE
    assert limit.remaining == 0 or used + limit.remaining * weight <= most_g + weight * 1e-5
    assert used + (limit.remaining + 1) * weight > most_g * (1 - 1e-9)


def test_more_that_is_used_never_leaves_more() -> None:
    def remaining(labels: int) -> Limit:
        return limits(replace(ALL, plot=None), Used(labels=labels))[0]

    left = [remaining(labels).remaining for labels in range(0, 5200, 100)]
    assert left == sorted(left, reverse=True)
