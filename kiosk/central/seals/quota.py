"""How many labels a lot may still have: one table of rules. Pure: values in, values out.

The fraud that passes every check of a code is goods from elsewhere under genuine labels. More labels
than a lot has packs, a harvest has kilograms or a plot can give are never sealed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

WARNING_SHARE = 0.8
"""From this share on, who seals is warned early."""


class Rule(StrEnum):
    """What limits the labels of a lot."""

    QUANTITY = "quantity"
    HARVEST = "harvest"
    PLOT = "plot"


@dataclass(frozen=True, slots=True)
class Plot:
    """What one harvest of a plot can give."""

    area_m2: float
    yield_kg_m2: float


@dataclass(frozen=True, slots=True)
class Declared:
    """What was declared of a lot; None where it was not. Weights are those of one pack, and of the lot's harvest."""

    quantity: int | None = None
    net_weight_g: int | None = None
    harvest_kg: float | None = None
    plot: Plot | None = None


@dataclass(frozen=True, slots=True)
class Used:
    """What was sealed before: labels of this lot, and grams of all lots of the same harvest of the plot."""

    labels: int = 0
    harvest_g: int = 0


@dataclass(frozen=True, slots=True)
class Limit:
    """One rule as it stands for a lot. `most` and `remaining` count labels; `share` of it is used, 0 to 1 and more."""

    rule: Rule
    most: int
    remaining: int
    share: float

    @property
    def is_near(self) -> bool:
        """Whether a warning is due."""
        return self.share >= WARNING_SHARE


@dataclass(frozen=True, slots=True)
class _Measure:
    """A limit in its own unit: how much there is, how much is used, how much one label takes."""

    most: float
    used: float
    one: float


HARVEST_TOLERANCE = 1.0
"""What was harvested was weighed, and packing only loses."""
PLOT_TOLERANCE = 1.2
"""A yield is an expectation: a good season gives a fifth more."""


def _by_quantity(declared: Declared, used: Used) -> _Measure | None:
    return None if declared.quantity is None else _Measure(declared.quantity, used.labels, 1)


def _by_harvest(declared: Declared, used: Used) -> _Measure | None:
    if declared.harvest_kg is None or not declared.net_weight_g:
        return None
    one = declared.net_weight_g
    return _Measure(declared.harvest_kg * 1000 * HARVEST_TOLERANCE, used.labels * one, one)


def _by_plot(declared: Declared, used: Used) -> _Measure | None:
    if declared.plot is None or not declared.net_weight_g:
        return None
    most = declared.plot.area_m2 * declared.plot.yield_kg_m2 * 1000 * PLOT_TOLERANCE
    return _Measure(most, used.harvest_g, declared.net_weight_g)


RULES: Mapping[Rule, Callable[[Declared, Used], _Measure | None]] = {
    Rule.QUANTITY: _by_quantity,
    Rule.HARVEST: _by_harvest,
    Rule.PLOT: _by_plot,
}
"""A rule whose facts were not declared gives None, and limits nothing."""


def limits(declared: Declared, used: Used) -> tuple[Limit, ...]:
    """Return the rules that limit a lot, the strictest first."""
    found = [
        _limit(rule, measure)
        for rule, measure_of in RULES.items()
        if (measure := measure_of(declared, used)) is not None
    ]
    return tuple(sorted(found, key=lambda limit: limit.remaining))


_ROUNDING = 1e-6
"""Kilograms times tolerance in binary fractions may fall a hair short of a whole label."""


def _limit(rule: Rule, measure: _Measure) -> Limit:
    left = measure.most - measure.used
    share = measure.used / measure.most if measure.most > 0 else 1.0
    return Limit(
        rule,
        most=int(measure.most / measure.one + _ROUNDING),
        remaining=max(0, int(left / measure.one + _ROUNDING)),
        share=share,
    )
