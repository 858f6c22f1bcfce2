"""The mass balance: more kilograms out of a lot, or out of a place, than went in is a finding.

Not an error: scales differ, and events come late. Where no weight is said nothing is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kiosk.central.epcis.items import Role
from kiosk.central.epcis.steps import Amount, Step

ROUNDING: Final = 1e-6
"""Sums of decimal fractions are not exact."""
_SOLD: Final = "retail_selling"
_SENT: Final = frozenset({"shipping", "departing"})
_CAME: Final = frozenset({"receiving", "arriving", "accepting"})


class Excess(StrEnum):
    """Where more came out than went in."""

    LOT = "lot"
    """More was used, sold and destroyed than the lot ever had."""
    TRANSFORMATION = "transformation"
    """More came out of a transformation than was put in."""
    PLACE = "place"
    """More was sent from a place than the lot had there."""


@dataclass(frozen=True, slots=True)
class Finding:
    """More out than in. `item` is the lot, or "" for a transformation; `place` a URI or ""."""

    excess: Excess
    item: str
    place: str
    event_id: str
    kilograms_in: float
    kilograms_out: float


def weigh(steps: Sequence[Step]) -> list[Finding]:
    """Return the findings of the way `steps`, lot by lot."""
    findings = [finding for step in steps for finding in _of_transformation(step)]
    items = dict.fromkeys(amount.item for step in steps for amount in step.amounts if amount.kilograms is not None)
    for item in items:
        findings += _of_lot(item, steps)
        findings += _of_places(item, steps)
    return findings


def _of_transformation(step: Step) -> Iterable[Finding]:
    inputs = _sum(amount for amount in step.amounts if amount.role is Role.INPUT)
    outputs = _sum(amount for amount in step.amounts if amount.role is Role.OUTPUT)
    yield from _excess(Excess.TRANSFORMATION, inputs, outputs, place=step.place, event_id=step.event_id)


def _of_lot(item: str, steps: Sequence[Step]) -> Iterable[Finding]:
    came = _sum(one for _, one in _of(item, steps) if one.role in (Role.MADE, Role.OUTPUT))
    went = _sum(one for step, one in _of(item, steps) if one.role in (Role.INPUT, Role.ENDED) or _is_sale(step, one))
    yield from _excess(Excess.LOT, came, went, item=item)


def _of_places(item: str, steps: Sequence[Step]) -> Iterable[Finding]:
    here = [(step, one) for step, one in _of(item, steps) if step.place]
    for place in dict.fromkeys(step.read_point or step.place for step, _ in here):
        own = [(step, one) for step, one in here if place in (step.read_point, step.biz_location)]
        came = _sum(one for step, one in own if one.role in (Role.MADE, Role.OUTPUT) or step.biz_step in _CAME)
        went = _sum(one for step, one in own if one.role is Role.SEEN and step.biz_step in _SENT)
        yield from _excess(Excess.PLACE, came, went, item=item, place=place)


def _excess(
    excess: Excess, came: float | None, went: float | None, *, item: str = "", place: str = "", event_id: str = ""
) -> Iterable[Finding]:
    if came and went and went > came * (1 + ROUNDING):
        yield Finding(excess, item, place, event_id, came, went)


def _of(item: str, steps: Sequence[Step]) -> Iterable[tuple[Step, Amount]]:
    return ((step, amount) for step in steps for amount in step.amounts if amount.item == item)


def _is_sale(step: Step, amount: Amount) -> bool:
    return amount.role is Role.SEEN and step.biz_step == _SOLD


def _sum(amounts: Iterable[Amount]) -> float | None:
    """Return the kilograms together; None where one of them is not weighed: then nothing can be said."""
    weights = [amount.kilograms for amount in amounts]
    return None if None in weights else sum(weight for weight in weights if weight is not None)
