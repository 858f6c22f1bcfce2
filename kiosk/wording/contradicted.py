"""What a label bears otherwise than the registry, named: a sentence for the banner, and both values. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.verdicts.label_dates import contradictions, elements_of, is_packed_in_future, other_weight_g
from kiosk.wording.names import NO_BREAK
from kiosk.wording.result_view import FactView
from kiosk.wording.telling import Telling, day_text

WEIGHT = "weight"
PACKED_LATER = "packed_later"


@dataclass(frozen=True, slots=True)
class Other:
    """One thing, as the label bears it and as it is registered; `registered` is "" where the label alone is wrong."""

    kind: str
    printed: str
    registered: str = ""


def others_of(telling: Telling) -> tuple[Other, ...]:
    """Return what the label bears otherwise, dates first; nothing of a code that agrees with the registry."""
    item = telling.item
    found = contradictions(item.dates, item.lot) if item.lot is not None else ()
    others = [Other(one.kind, day_text(one.printed), day_text(one.registered)) for one in found]
    if item.dates.packed_on is not None and is_packed_in_future(item.dates, telling.now):
        others.append(Other(PACKED_LATER, day_text(item.dates.packed_on)))
    product = item.product if item.lot is not None else None
    weight_g = other_weight_g(elements_of(item.code), product) if product is not None else None
    if product is not None and weight_g is not None:
        others.append(Other(WEIGHT, _grams(weight_g), _grams(product.net_weight_g or 0)))
    return tuple(others)


def printed_facts(telling: Telling) -> tuple[tuple[str, str], ...]:
    """Return what the label bears otherwise, as (key of the words, value)."""
    return tuple((f"label.printed.{one.kind}", one.printed) for one in others_of(telling))


def contradicted_facts(telling: Telling) -> tuple[FactView, ...]:
    """Return both values of each, the label's before the registered one."""
    pairs = (
        pair
        for one in others_of(telling)
        for pair in ((f"label.printed.{one.kind}", one.printed), (f"label.registered.{one.kind}", one.registered))
    )
    return telling.facts(pairs)


def contradicted_text(telling: Telling) -> str:
    """Return in one sentence what differs; of several things that they do."""
    others = others_of(telling)
    if len(others) != 1:
        return telling.words("underline.contradicts")
    [one] = others
    return telling.words(f"underline.contradicts.{one.kind}", printed=one.printed, registered=one.registered)


def is_of_weight_alone(telling: Telling) -> bool:
    """Return whether nothing but the weight differs."""
    return [one.kind for one in others_of(telling)] == [WEIGHT]


def _grams(weight_g: float) -> str:
    return f"{weight_g:.2f}".rstrip("0").rstrip(".") + f"{NO_BREAK}g"
