"""What a page must tell of goods at least, each fact with who states it (docs/specs/pages.md). Pure."""

from __future__ import annotations

from collections.abc import Iterable

from kiosk.records.registry import Step
from kiosk.trust.seal import SealState
from kiosk.wording.contradicted import printed_facts
from kiosk.wording.phone_view import GoodsView, StatedFacts
from kiosk.wording.telling import Telling, day_text

BEGINNINGS = frozenset({Step.HARVEST, Step.SLAUGHTER})

Pairs = Iterable[tuple[str, str]]


def goods_view(telling: Telling, picture: str) -> GoodsView | None:
    """Return the facts of the goods, or of a place; None where nothing is registered.

    What does not exist is left out, never printed empty.
    """
    item = telling.item
    if item.establishment is None and item.product is None:
        return None
    words = telling.words
    groups = (
        _group(telling, _by_producer(telling), telling.producer),
        _group(telling, _by_city(telling), words("page.city")),
        _group(telling, _by_label(telling), words("label.this_label")),
    )
    title = words("card.place_facts" if item.product is None else "card.goods")
    own = picture if item.product is not None else ""
    return GoodsView(title, tuple(group for group in groups if group.facts), own, telling.product if own else "")


def _by_producer(telling: Telling) -> Pairs:
    """Yield what the producer says of the goods."""
    product, lot = telling.item.product, telling.item.lot
    yield "label.product", telling.goods
    yield "label.gtin", product.gtin if product else ""
    if lot is None:
        return
    movements = telling.inspection.finding.movements
    beginning = next((movement for movement in movements if movement.step in BEGINNINGS), None)
    yield "label.lot", lot.lot
    yield "label.grown_at", telling.name(beginning.place, beginning.place_en) if beginning else ""
    yield "label.harvested", day_text(lot.harvested_on)
    yield "label.packed", day_text(lot.packed_on)
    yield "label.use_by", day_text(lot.use_by)
    yield "label.best_before", day_text(lot.best_before)


def _by_city(telling: Telling) -> Pairs:
    """Yield whose goods they are, where that is, and its codes: the city registered the establishment."""
    establishment = telling.item.establishment
    if establishment is None:
        return
    yield "label.producer" if telling.item.product else "label.name", telling.producer
    yield "label.address", telling.name(establishment.place, establishment.place_en)
    yield "label.city_code", establishment.city_code
    yield "label.gln", establishment.gln


def _by_label(telling: Telling) -> Pairs:
    """Yield what the label bears otherwise than the registry, and its own number, where its seal vouches for that."""
    yield from printed_facts(telling)
    if telling.inspection.seal.state is SealState.VALID:
        yield "label.serial", telling.inspection.identity.serial or ""


def _group(telling: Telling, pairs: Pairs, who: str) -> StatedFacts:
    return StatedFacts(telling.facts(pairs), telling.stated(who))
