"""Inspection → the page that a phone opens: the kiosk's words, and what only a page has room for. Pure."""

from __future__ import annotations

from dataclasses import replace

from kiosk.inspection import Inspection
from kiosk.moment import Moment
from kiosk.verdicts.gather import item_of
from kiosk.verdicts.verdict import AuthenticityState, Headline, Reason
from kiosk.wording.phone_goods import goods_view
from kiosk.wording.phone_history import sale_line
from kiosk.wording.phone_view import PhoneView
from kiosk.wording.result import judged_view
from kiosk.wording.result_view import CardKind, CardView, FactView, ItemView, Mark, ResultView
from kiosk.wording.telling import PageViews, Telling, day_text
from kiosk.wording.way import way_of
from kiosk.words import PhoneWords

DOUBTED = frozenset({AuthenticityState.FORGED, AuthenticityState.WITHDRAWN, AuthenticityState.COPIED})
"""The record that such a label names is another's: its way and facts are not shown beside it."""
TYPED_AGAIN = {
    Headline.PRODUCT_ONLY: "page.type_lot",
    Headline.RECALL_POSSIBLE: "page.type_lot",
    Headline.UNKNOWN_ITEM: "page.type_code",
    Headline.FAULTY_CODE: "page.type_code",
}
"""Where typing helps: the lot that a code does not tell, the number that was not read."""


def phone_view(inspection: Inspection, words: PhoneWords, now: Moment, views: PageViews, picture: str) -> PhoneView:
    """Return everything that the page of one label shows.

    `views` counts its openings, this one included; `picture` is the address of the product's picture,
    "" where there is none.
    """
    item = item_of(inspection.code, inspection.finding, now)
    telling = Telling(inspection, item, words, now, place_name="", on_phone=views)
    if _is_lot_unknown(telling):
        return _lot_unknown(telling)
    is_doubted = inspection.verdict.authenticity in DOUBTED
    return PhoneView(
        result=_result(telling),
        correction=_correction(telling),
        goods=None if is_doubted else goods_view(telling, picture),
        way=() if is_doubted else way_of(telling),
        type_again=words(TYPED_AGAIN[telling.headline]) if telling.headline in TYPED_AGAIN else "",
    )


def _result(telling: Telling) -> ResultView:
    """Return the result as the kiosk has it, but where a page is another place: at home, or without the seal."""
    words = telling.words
    result = replace(judged_view(telling), stops=())  # a page has the way with its places
    if telling.headline in {Headline.GENUINE, Headline.GENUINE_LOT}:
        return replace(result, overline=telling.goods, underline=_lasts_until(telling) or result.underline)
    for reason in (Reason.TYPED, Reason.SEAL_CHECKED_AT_KIOSK):
        if telling.also(reason) and telling.headline is Headline.UNSEALED:
            return replace(result, headline=words("headline.from_kiosk"), underline=words(f"reason.{reason}"))
    if telling.headline is Headline.REUSED and (sale := sale_line(telling)):
        return replace(result, underline=sale)
    return result


def _lasts_until(telling: Telling) -> str:
    """Return the one date that matters of goods in order; "" where they have none."""
    words, lot = telling.words, telling.item.lot
    if telling.use_by is not None:
        return words("underline.use_by", day=day_text(telling.use_by))
    best_before = (lot.best_before if lot else None) or telling.item.dates.best_before
    return words("underline.best_before", day=day_text(best_before)) if best_before else ""


def _is_lot_unknown(telling: Telling) -> bool:
    identity = telling.inspection.identity
    return telling.headline is Headline.UNKNOWN_ITEM and telling.item.product is not None and identity.lot is not None


def _lot_unknown(telling: Telling) -> PhoneView:
    """Return the page of a known product's lot that nobody registered: an invented lot must not look genuine.

    Of a stranger's text only the lot is shown: 20 characters at most, of those that GS1 allows.
    """
    words, identity = telling.words, telling.inspection.identity
    lot = identity.lot or ""
    meaning = CardView(
        CardKind.CODE,
        words("card.meaning"),
        Mark.UNKNOWN,
        words("lot_unknown.heading", lot=lot),
        (words("lot_unknown.text"),),
    )
    product = CardView(
        CardKind.GOODS,
        words("card.product"),
        heading=telling.producer,
        lines=(telling.goods,),
        facts=(FactView(words("label.gtin"), identity.gtin or ""),),
        stated_by=telling.stated(telling.producer),
    )
    steps = ("compare", "papers", "report")
    can_do = CardView(
        CardKind.STEPS, words("card.can_do"), items=tuple(ItemView(words(f"lot_unknown.{step}")) for step in steps)
    )
    result = ResultView(
        mark=Mark.UNKNOWN,
        overline=telling.goods,
        headline=words("lot_unknown"),
        underline=words("lot_unknown.lot", lot=lot),
        cards=(meaning, product, can_do),
    )
    return PhoneView(result, _correction(telling), is_lot_unknown=True, type_again=words("page.type_lot_again"))


def _correction(telling: Telling) -> CardView | None:
    """Return what was wrong with the printed code, as whoever corrected it says."""
    words, correction = telling.words, telling.inspection.finding.correction
    if correction is None:
        return None
    pairs = (("label.gtin", correction.gtin), ("label.lot", correction.lot), ("label.date", _day(telling)))
    return CardView(
        CardKind.CODE,
        words("card.correction"),
        Mark.UNKNOWN,
        words("correction.heading"),
        (telling.name(correction.note, correction.note_en),),
        telling.facts(pairs),
        stated_by=telling.stated_by_system(),
    )


def _day(telling: Telling) -> str:
    correction = telling.inspection.finding.correction
    return "" if correction is None else telling.when(correction.since)
