"""Inspection → one of the three answers in full: every certificate, every stop of the way, who states what. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kiosk.inspection import Inspection
from kiosk.moment import Moment
from kiosk.records.registry import Certificate, Step
from kiosk.verdicts.certificates import CertifiedItem
from kiosk.verdicts.gather import certified_item, item_of
from kiosk.verdicts.verdict import CertificationState
from kiosk.wording.cards import (
    authenticity_card,
    certificate_item,
    certification_card,
    certification_doubt,
    missing_item,
    origin_card,
    ranked_certificates,
)
from kiosk.wording.opened_view import MapView, OpenedView
from kiosk.wording.phone_goods import goods_view
from kiosk.wording.result_view import CardKind, CardView, ItemView
from kiosk.wording.telling import Telling, day_text, group_names
from kiosk.wording.way import is_hidden, movements_shown, way_of
from kiosk.wording.way_map import Spot, map_of
from kiosk.words import Words

LACKING = frozenset({CertificationState.EXPIRED, CertificationState.NONE})
SHOWN_GROUPS = 3
"""Names of groups in the scope of a certificate; the others are counted."""


def opened_view(
    inspection: Inspection, language_words: Words, now: Moment, place_name: str, kind: CardKind
) -> OpenedView:
    """Return all of one answer, `kind` of the three, in the language of `language_words`."""
    telling = Telling(inspection, item_of(inspection.code, inspection.finding, now), language_words, now, place_name)
    match kind:
        case CardKind.ORIGIN:
            return _origin(telling)
        case CardKind.CERTIFICATION:
            return _certification(telling)
        case _:
            return _authenticity(telling)


def _of_card(card: CardView, lines: tuple[str, ...]) -> OpenedView:
    return OpenedView(card.kind, card.title, card.mark, card.heading, lines, stated_by=card.stated_by)


def _origin(telling: Telling) -> OpenedView:
    card, goods = origin_card(telling), goods_view(telling, "")
    stops = tuple(
        ItemView(stop.title, stop.place, stop.stated_by, stop.icon, badge=stop.when) for stop in way_of(telling)
    )
    return replace(
        _of_card(card, card.lines if goods is None else card.lines[1:]),
        groups=goods.groups if goods is not None else (),
        rows_title=telling.words("card.way") if stops else "",
        rows=stops,
        map=_map(telling),
    )


def _map(telling: Telling) -> MapView | None:
    """Return the map of where the goods were, as far as the list names it: the producer, then markets in their order.

    Where goods were only sent to they have not been, and where a trader keeps them is not shown.
    """
    return map_of(list(dict.fromkeys(_spots(telling))))


def _spots(telling: Telling) -> Iterator[Spot]:
    movements, establishment = movements_shown(telling), telling.item.establishment
    if not movements:
        return
    if establishment is not None and establishment.latitude is not None and establishment.longitude is not None:
        yield Spot(telling.producer, establishment.latitude, establishment.longitude)
    markets = {market.id: market for market in telling.inspection.finding.markets}
    for movement in movements:
        market = markets.get(movement.market_id)
        if market is not None and movement.step is not Step.SHIPPING and not is_hidden(movement, telling):
            is_here = telling.place_name in {market.name, market.name_en}
            yield Spot(telling.name(market.name, market.name_en), market.latitude, market.longitude, is_here)


def _certification(telling: Telling) -> OpenedView:
    words, card = telling.words, certification_card(telling)
    goods, ranked = certified_item(telling.item, telling.now), ranked_certificates(telling)
    rows = tuple(_in_full(certificate, telling, goods) for certificate in ranked)
    state = telling.inspection.verdict.certification
    lacking = missing_item(telling, goods, ranked) if state in LACKING and goods is not None else None
    counted = words("opened.certificates_lacking" if lacking else "opened.certificates", count=len(ranked))
    return replace(
        _of_card(card, (certification_doubt(telling),) if state is CertificationState.UNKNOWN else ()),
        heading=counted if ranked else card.heading,
        rows=(lacking, *rows) if lacking else rows,
        stated_by=telling.stated_by_system(),
    )


def _in_full(certificate: Certificate, telling: Telling, goods: CertifiedItem | None) -> ItemView:
    words, item = telling.words, certificate_item(certificate, telling, goods)
    first, last = day_text(certificate.first_day), certificate.last_day
    if last is None:
        text = words("certification.from", number=certificate.number, day=first)
    else:
        text = words("opened.span", number=certificate.number, first=first, last=day_text(last))
    return replace(item, text=text, more=_scope(certificate, telling))


def _scope(certificate: Certificate, telling: Telling) -> str:
    """Return for which goods a certificate holds."""
    words = telling.words
    if certificate.groups:
        names = group_names(certificate.groups, words)
        said = ", ".join(names[:SHOWN_GROUPS])
        return words("opened.scope_more" if len(names) > SHOWN_GROUPS else "opened.scope", goods=said)
    if (count := len(certificate.gtins)) == 1:
        return words("opened.scope_products_one")
    if count:
        return words("opened.scope_products", count=count)
    return words("opened.scope_all")


def _authenticity(telling: Telling) -> OpenedView:
    words, card = telling.words, authenticity_card(telling)
    checks = tuple(
        ItemView(telling.market(check), "", icon="store", badge=telling.when(check.at))
        for check in reversed(telling.checks())
    )
    limits = tuple(words(f"opened.limit.{name}") for name in ("goods", "label", "person"))
    return replace(
        _of_card(card, (*card.lines, *limits)),
        rows_title=words("opened.checks") if checks else "",
        rows=checks,
    )
