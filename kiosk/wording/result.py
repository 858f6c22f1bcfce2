"""Inspection → the words and values that fill a result, in one language. Pure; QML decides layout only."""

from __future__ import annotations

from kiosk.codes.code import Elements, Link
from kiosk.codes.digital_link import TYPED_MARK, link_text
from kiosk.inspection import Inspection
from kiosk.moment import Moment
from kiosk.trust.seal import SealState
from kiosk.verdicts.gather import item_of
from kiosk.verdicts.verdict import AuthenticityState, Headline, Level
from kiosk.wording.banner import overline, underline
from kiosk.wording.cards import asking_facts, authenticity_card, certification_card, origin_card
from kiosk.wording.result_view import CardKind, CardView, Mark, ResultView, StopView
from kiosk.wording.spoken import spoken_lines
from kiosk.wording.telling import Telling
from kiosk.wording.way import way_of
from kiosk.wording.why import advice_card, note_card, scheme_cards, why_card
from kiosk.words import Words

SHOWN_STOPS = 5
"""As many stops of the way as stand side by side; the first and the last ones."""

ABOUT_THE_CODE = frozenset(
    {
        Headline.PRACTICE,
        Headline.FAULTY_CODE,
        Headline.SHOP_CODE,
        Headline.NOT_PRODUCE,
        Headline.RECALL_POSSIBLE,
        Headline.UNKNOWN_ITEM,
    }
)
"""Headlines that leave no answers to show: a note, and what to do."""
NOT_TO_BE_TAKEN_ALONG = frozenset({AuthenticityState.FORGED, AuthenticityState.WITHDRAWN})
"""Their page would show the record of the genuine label."""
SIGNED = frozenset({SealState.VALID, SealState.REVOKED_KEY})
"""Only a label that a key of the city signed is taken along with all that it says."""


def result_view(
    inspection: Inspection, language_words: Words, now: Moment, place_name: str, *, is_asking: bool = False
) -> ResultView:
    """Return everything that the result of `inspection` shows in the language of `language_words`.

    `place_name` is this market's name, as the registry has it. With `is_asking` only neutral facts
    are shown, and no colour of a verdict. Nothing of a stranger's text is ever in it.
    """
    item = item_of(inspection.code, inspection.finding, now)
    telling = Telling(inspection, item, language_words, now, place_name)
    return _asking(telling) if is_asking else judged_view(telling)


def judged_view(telling: Telling) -> ResultView:
    """Return everything that a judged result shows."""
    words, verdict = telling.words, telling.inspection.verdict
    headline = words(f"headline.{verdict.headline}")
    cards = _main_cards(telling)
    is_about_goods = cards[0].kind is CardKind.ORIGIN
    advice = advice_card(telling, is_beside_answers=is_about_goods)
    all_cards = (*cards, *((advice,) if advice else ()))
    under = underline(telling)
    url = _take_along_url(telling)
    return ResultView(
        mark=Mark(verdict.level),
        overline=overline(telling),
        headline=headline,
        underline=under,
        cards=all_cards,
        stops=() if advice or not is_about_goods else _stops(telling),
        take_along_url=url,
        take_along_text=words(_take_along_key(telling)) if url else "",
        spoken=spoken_lines(telling.product or telling.producer, headline, under, all_cards),
        can_open=is_about_goods,
    )


def _main_cards(telling: Telling) -> tuple[CardView, ...]:
    if telling.inspection.verdict.level is Level.STOP:
        return (why_card(telling),)
    if telling.headline is Headline.OTHER_SCHEME:
        return scheme_cards(telling)
    is_nothing_known = telling.item.establishment is None and telling.item.product is None
    if telling.headline in ABOUT_THE_CODE or is_nothing_known:
        return (note_card(telling),)
    return origin_card(telling), certification_card(telling), authenticity_card(telling)


def _asking(telling: Telling) -> ResultView:
    words, establishment = telling.words, telling.item.establishment
    asking = words("answer.asking")
    as_of = telling.inspection.finding.as_of
    stated = words("stated.label_and_list", when=telling.clock(as_of)) if as_of else words("stated.label")
    origin = CardView(
        CardKind.ORIGIN,
        words("card.origin"),
        Mark.ASKING,
        telling.producer or asking,
        (telling.name(establishment.place, establishment.place_en),) if establishment else (),
        asking_facts(telling),
        stated_by=stated,
    )
    return ResultView(
        mark=Mark.ASKING,
        overline=telling.goods or overline(telling),
        headline=words("headline.asking"),
        underline=words("underline.asking"),
        cards=(
            origin,
            CardView(CardKind.CERTIFICATION, words("card.certification"), Mark.ASKING, asking),
            CardView(CardKind.AUTHENTICITY, words("card.authenticity"), Mark.ASKING, asking),
        ),
    )


def _stops(telling: Telling) -> tuple[StopView, ...]:
    way = way_of(telling)
    shown = way if len(way) <= SHOWN_STOPS else (way[0], *way[1 - SHOWN_STOPS :])
    return tuple(StopView(stop.icon, stop.title, stop.when, stop.in_short) for stop in shown)


def _take_along_url(telling: Telling) -> str:
    """Return the same record's address for a phone, without the seal; "" where no page would help.

    It says where no seal was checked at the kiosk: of what was typed, and of a code that carries none.
    """
    inspection = telling.inspection
    verdict, code = inspection.verdict, inspection.code
    if verdict.headline is Headline.PRACTICE or verdict.authenticity in NOT_TO_BE_TAKEN_ALONG:
        return ""
    is_registered = telling.item.product is not None or telling.item.establishment is not None
    is_shown = is_registered or (isinstance(code, Link) and inspection.identity.gtin is not None)
    if not is_shown or not inspection.our_host:
        return ""
    if isinstance(code, Link) and inspection.seal.state in SIGNED:
        return _link(code.host, code.elements)
    url = _link(inspection.our_host, _registered_elements(telling))
    return f"{url}&{TYPED_MARK}" if url else ""


def _registered_elements(telling: Telling) -> Elements:
    """Of what no key vouches for, only numbers and what the registry knows go into an address of ours."""
    identity, lot = telling.inspection.identity, telling.item.lot
    is_ours = isinstance(telling.inspection.code, Link)
    pairs = (
        ("01", identity.gtin if is_ours or telling.item.product else None),
        ("10", lot.lot if lot else None),
        ("414", identity.gln if telling.item.establishment else None),
    )
    return tuple((ai, value) for ai, value in pairs if value)


def _link(host: str, elements: Elements) -> str:
    try:
        return link_text(host, elements, is_from_kiosk=True)
    except ValueError:  # a code that names nothing with a page of its own
        return ""


def _take_along_key(telling: Telling) -> str:
    if telling.headline is Headline.RECALLED:
        return "take_along.recall"
    return "take_along.continue" if telling.is_asked else "take_along.ask_again"
