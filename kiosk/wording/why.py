"""What is beside the answers: why there is a warning, what to do now, whose another label is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kiosk.records.finding import Issue
from kiosk.records.history import Check
from kiosk.trust.seal import SealState
from kiosk.verdicts.freshness import certain_day
from kiosk.verdicts.gather import recall_item
from kiosk.verdicts.recalls import recalls_of
from kiosk.verdicts.verdict import Headline, Reason
from kiosk.wording.banner import past_use_by
from kiosk.wording.contradicted import is_of_weight_alone
from kiosk.wording.names import STATED_ROOM, brief
from kiosk.wording.result_view import CardKind, CardView, FactView, ItemView, Mark
from kiosk.wording.telling import Telling, day_text

SHOWN_MARKETS = 6
"""With more than these, the last line counts the others."""
JUDGED_HERE = frozenset({Headline.FORGED, Headline.LOOK_ALIKE})
"""What the kiosk finds by itself, whoever it asked of the goods."""

Advice = tuple[tuple[str, str], ...]
"""(icon, key of the words) pairs."""

_BETTER_NOT: Advice = (("shopping-basket", "dont_buy"), ("megaphone", "report"), ("package", "keep_pack"))
_DO_NOT_EAT: Advice = (("x", "dont_eat"), ("undo-2", "return"))

_ANOTHER_LABEL: Advice = (("package", "choose_matching"), ("flag", "report_strange"))

ADVICE: dict[Headline, Advice] = {
    Headline.RECALLED: (*_DO_NOT_EAT, ("phone", "ill")),
    Headline.FORGED: _BETTER_NOT,
    Headline.LOOK_ALIKE: (("unlink", "dont_open"), *_BETTER_NOT[:2]),
    Headline.WITHDRAWN_LABEL: _BETTER_NOT,
    Headline.KEY_REVOKED: _BETTER_NOT,
    Headline.COPIED: _BETTER_NOT,
    Headline.EXPIRED: (*_DO_NOT_EAT, ("store", "report_seller")),
    Headline.VIOLATION: _BETTER_NOT,
    Headline.PRACTICE: (("package", "real_label"), ("qr-code", "another_code")),
    Headline.FAULTY_CODE: (("scan-line", "hold_still"), ("qr-code", "another_code"), ("file-text", "ask_seller")),
    Headline.OTHER_SCHEME: (("unlink", "not_opened"),),
    Headline.SHOP_CODE: (("scale", "seller_scale"), ("qr-code", "another_code"), ("file-text", "ask_seller")),
    Headline.NOT_PRODUCE: (("qr-code", "another_code"), ("file-text", "ask_seller")),
    Headline.RECALL_POSSIBLE: (("search", "check_lot"), ("undo-2", "possible_return"), ("file-text", "ask_seller")),
    Headline.CANNOT_CONFIRM: (("refresh-cw", "later"), ("file-text", "ask_seller"), ("qr-code", "another_code")),
    Headline.UNKNOWN_ITEM: (("file-text", "ask_seller"), ("qr-code", "another_code"), ("flag", "report_unknown")),
    Headline.SEAL_MISSING: (("package", "choose_other"), ("file-text", "ask_papers"), ("flag", "report_strange")),
    Headline.CONTRADICTS: (("calendar-days", "check_date"), *_ANOTHER_LABEL),
    Headline.COPY_SUSPECTED: _BETTER_NOT,
    Headline.REUSED: _BETTER_NOT,
    Headline.PAST_BEST_BEFORE: (("search", "smell"), ("package", "choose_fresher")),
    Headline.NOT_CERTIFIED: (("file-text", "ask_certificate"), ("package", "another_lot"), ("flag", "report_strange")),
    Headline.PRODUCT_ONLY: (("pack-codes", "find_qr"),),
    Headline.CLOCK_UNSURE: (("calendar-days", "check_date"), ("file-text", "ask_papers")),
}
"""What to do now. Headlines without a row show the way of the goods instead."""


BESIDE_ANSWERS: Advice = (("refresh-cw", "later"), ("file-text", "ask_papers"), ("calendar-days", "check_date"))
"""Shorter, for what cannot be confirmed although there is a record to show."""
OF_ANOTHER_WEIGHT: Advice = (("scale", "weigh"), *_ANOTHER_LABEL)
"""Where the label's weight differs from the registered one, and no date does."""


def advice_card(telling: Telling, *, is_beside_answers: bool) -> CardView | None:
    """Return what to do now; None where there is nothing to do."""
    words, headline = telling.words, telling.headline
    rows = ADVICE.get(headline, ())
    if headline is Headline.CANNOT_CONFIRM and is_beside_answers:
        rows = BESIDE_ANSWERS
    if headline is Headline.CONTRADICTS and is_of_weight_alone(telling):
        rows = OF_ANOTHER_WEIGHT
    if telling.also(Reason.HOLD_UP_SQUARE_CODE) and headline is Headline.UNSEALED:
        rows = ADVICE[Headline.PRODUCT_ONLY]
    if not rows:
        return None
    items = [ItemView(words(f"advice.{key}"), words(f"advice.{key}.text"), icon=icon) for icon, key in rows]
    return_to = _return_to(telling)
    if return_to:
        items.append(ItemView(words("advice.return_to", place=return_to), icon="map-pin"))
    mark = Mark(telling.inspection.verdict.level)
    return CardView(CardKind.ADVICE, words("card.advice"), mark, items=tuple(items))


def note_card(telling: Telling) -> CardView:
    """Return what the verdict does not say, where there is little else to say."""
    words, key = telling.words, f"why.note.{telling.headline}"
    lines = (words(key),) if words.has(key) else ()
    if telling.headline is Headline.RECALL_POSSIBLE:
        return CardView(CardKind.CODE, words("card.why"), Mark.CAUTION, words(key), _possible_scopes(telling))
    return CardView(CardKind.CODE, words("card.meaning"), Mark.UNKNOWN, words("why.note"), lines)


def why_card(telling: Telling) -> CardView:
    """Return why it is stopped, and what else would have warned."""
    card, also = WHY[telling.headline](telling), telling.also_said()
    return replace(card, lines=(*card.lines, also)) if also else card


def scheme_cards(telling: Telling) -> tuple[CardView, ...]:
    """Return whose another label is, what it proves and what not, as our table says it."""
    words, scheme = telling.words, telling.inspection.scheme
    if scheme is None:
        return (note_card(telling),)
    days = (("label.first_day", day_text(scheme.first_day)), ("label.last_day", day_text(scheme.last_day)))
    register = words("stated.register")
    owner = CardView(
        CardKind.SCHEME,
        words("card.scheme.owner"),
        Mark.NONE,
        telling.name(scheme.owner, scheme.owner_en),
        facts=telling.facts(days),
        stated_by=register,
    )
    proves = _sentences(telling.name(scheme.proves, scheme.proves_en))
    proves_not = _sentences(telling.name(scheme.proves_not, scheme.proves_not_en))
    return (
        owner,
        CardView(CardKind.SCHEME, words("card.scheme.proves"), lines=proves, stated_by=register),
        CardView(CardKind.SCHEME, words("card.scheme.not"), lines=proves_not, stated_by=register),
    )


def _sentences(text: str) -> tuple[str, ...]:
    parts = (part.strip() for part in text.split(";"))
    return tuple(part[0].upper() + part[1:] for part in parts if part)


def _checked(telling: Telling, wrong: str) -> tuple[ItemView, ...]:
    """Return what this kiosk checked of a label, what was `wrong` with it, and what no kiosk can check."""
    words = telling.words
    return (
        ItemView(words("why.checked.read"), icon="check"),
        ItemView(words(f"why.checked.{wrong}"), icon="x"),
        ItemView(words("why.checked.goods"), icon="circle-question-mark"),
    )


def _stop_card(telling: Telling, heading: str, *lines: str, **more: tuple[FactView, ...]) -> CardView:
    return CardView(
        CardKind.WHY,
        telling.words("card.why"),
        Mark.STOP,
        heading,
        lines,
        more.get("facts", ()),
        stated_by=telling.words("stated.unit") if telling.headline in JUDGED_HERE else telling.stated_by_system(),
    )


def _recalled(telling: Telling) -> CardView:
    words, recall = telling.words, telling.recall()
    if recall is None:  # a verdict of recall without one: nobody makes it
        return _stop_card(telling, words("headline.recalled"))
    authority = telling.name(recall.authority, recall.authority_en)
    pairs = (
        ("label.authority", authority),
        ("label.date", telling.when(recall.effective_at)),
        ("label.document", recall.document),
        ("label.scope", telling.name(recall.scope, recall.scope_en)),
        ("label.this_pack", words("label.this_pack.covered")),
    )
    return CardView(
        CardKind.WHY,
        words("card.why.recalled"),
        Mark.STOP,
        telling.name(recall.reason, recall.reason_en),
        facts=telling.facts(pairs),
        stated_by=telling.stated(brief(authority, STATED_ROOM)),
    )


def _as_read(telling: Telling) -> tuple[FactView, ...]:
    """Return which goods the label claims, and where and when it was read; on a phone there is no such place.

    Of a label that is not ours nothing but digits is shown: its lot is what a stranger wrote.
    """
    if telling.on_phone is not None:
        return ()
    now = telling.now
    pairs = (
        ("label.claimed_gtin", telling.inspection.identity.gtin or ""),
        ("label.scanned_at", telling.here),
        ("label.scanned", telling.when(now.at) if now.is_trusted else ""),
    )
    return telling.facts(pairs)


def _return_to(telling: Telling) -> str:
    recall = telling.recall() if telling.headline in {Headline.RECALLED, Headline.RECALL_POSSIBLE} else None
    return telling.name(recall.return_to, recall.return_to_en) if recall else ""


def _possible_scopes(telling: Telling) -> tuple[str, ...]:
    possible = recalls_of(telling.inspection.finding.recalls, recall_item(telling.item), telling.now)[1]
    scopes = (telling.name(recall.scope, recall.scope_en) or ", ".join(recall.lots) for recall in possible)
    return tuple(scope for scope in scopes if scope)


def _forged(telling: Telling) -> CardView:
    words, state = telling.words, telling.inspection.seal.state
    told = state if state in {SealState.INVALID, SealState.MALFORMED, SealState.UNKNOWN_KEY} else SealState.OUT_OF_SCOPE
    card = _stop_card(telling, words(f"why.forged.{told}"), words("why.forged.text"), facts=_as_read(telling))
    return replace(card, items=_checked(telling, "signature"))


def _look_alike(telling: Telling) -> CardView:
    words = telling.words
    card = _stop_card(telling, words("why.look_alike"), words("why.look_alike.text"), facts=_as_read(telling))
    return replace(card, items=_checked(telling, "address"))


def _withdrawn_label(telling: Telling) -> CardView:
    words = telling.words
    if telling.inspection.finding.issue is Issue.NEVER_ISSUED:
        card = _stop_card(telling, words("why.withdrawn_label.never"), words("why.forged.text"))
        return replace(card, items=_checked(telling, "never_issued"))
    card = _stop_card(telling, words("why.withdrawn_label"), words("why.withdrawn_label.text"))
    return replace(card, items=_checked(telling, "withdrawn"))


def _key_revoked(telling: Telling) -> CardView:
    card = _stop_card(telling, telling.words("why.key_revoked"), telling.words("why.key_revoked.text"))
    return replace(card, items=_checked(telling, "key"))


def _copied(telling: Telling) -> CardView:
    words, checks = telling.words, telling.checks()
    markets: dict[str, list[Check]] = {}
    for check in checks:
        markets.setdefault(check.market_id, []).append(check)
    if len(markets) < 2:
        return _stop_card(telling, words("why.copied.flag"), words("why.copied.text"))
    ranked = sorted(markets.values(), key=len, reverse=True)
    busiest = ranked if len(ranked) <= SHOWN_MARKETS else ranked[: SHOWN_MARKETS - 1]
    others = len(ranked) - len(busiest)
    items = tuple(
        ItemView(
            words("why.markets", market=telling.market(seen[-1]), count=len(seen)),
            telling.when(seen[-1].at),
            icon="store",
        )
        for seen in busiest
    )
    return CardView(
        CardKind.WHY,
        words("card.why"),
        Mark.STOP,
        words("why.copied", markets=len(markets)),
        (words("why.copied.text"),),
        items=(*items, ItemView(words("why.more_markets", count=others))) if others else items,
        stated_by=telling.stated_by_system(),
    )


def _expired(telling: Telling) -> CardView:
    words, lot, dates = telling.words, telling.item.lot, telling.item.dates
    printed = dates.use_by
    registered = lot.use_by if lot else None
    days = (("label.printed.use_by", day_text(printed)), ("label.registered.use_by", day_text(registered)))
    day = past_use_by(telling)
    if day is not None and (certain_day(telling.now) - day).days > 1:
        heading = words("why.expired.days", days=(certain_day(telling.now) - day).days)
    else:
        heading = words("why.expired")
    return _stop_card(telling, heading, words("why.expired.text"), facts=(*telling.facts(days), *_as_read(telling)))


def _violation(telling: Telling) -> CardView:
    words, product = telling.words, telling.item.product
    decisions = telling.inspection.finding.violations
    decision = next((v for v in decisions if product is not None and product.group in v.suspends_groups), None)
    if decision is None:  # a verdict of violation without one: nobody makes it
        return _stop_card(telling, words("headline.violation"))
    authority = telling.name(decision.authority, decision.authority_en)
    pairs = (
        ("label.authority", authority),
        ("label.date", day_text(decision.published_on)),
        ("label.document", decision.document),
        ("label.until", day_text(decision.in_force_until) if decision.in_force_until else ""),
    )
    return CardView(
        CardKind.WHY,
        words("card.why"),
        Mark.STOP,
        telling.name(decision.summary, decision.summary_en),
        (words("why.violation.text"),),
        telling.facts(pairs),
        stated_by=telling.stated(brief(authority, STATED_ROOM)),
    )


WHY: dict[Headline, Callable[[Telling], CardView]] = {
    Headline.RECALLED: _recalled,
    Headline.FORGED: _forged,
    Headline.LOOK_ALIKE: _look_alike,
    Headline.WITHDRAWN_LABEL: _withdrawn_label,
    Headline.KEY_REVOKED: _key_revoked,
    Headline.COPIED: _copied,
    Headline.EXPIRED: _expired,
    Headline.VIOLATION: _violation,
}
"""A row for every headline of level stop."""
