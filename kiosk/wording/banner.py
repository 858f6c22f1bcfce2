"""The banner: which goods, the headline, and why or what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from kiosk.codes.code import NoProduceCode, Refused
from kiosk.records.finding import Issue
from kiosk.records.registry import Certificate
from kiosk.trust.seal import SealState
from kiosk.verdicts.certificates import covers, is_in_force, is_stopped, needed_kinds
from kiosk.verdicts.freshness import Age, certain_day
from kiosk.verdicts.gather import certified_item
from kiosk.verdicts.verdict import AuthenticityState, CertificationState, Headline, Reason
from kiosk.wording.contradicted import contradicted_text
from kiosk.wording.names import BETWEEN, brief
from kiosk.wording.telling import Telling, day_text
from kiosk.words import Words

CLAIMED_ONLY = frozenset({AuthenticityState.FORGED, AuthenticityState.WITHDRAWN})
"""What such a label says of the goods is its own claim."""
WITHOUT_USE_BY = frozenset({Headline.EXPIRED, Headline.CONTRADICTS, Headline.NOT_CERTIFIED})
"""Headlines beside which a date would distract, or say the contrary."""
NAME_BESIDE = 90
"""Characters of goods, and of their producer, where both stand in one line: the record on a phone has them whole."""


def overline(telling: Telling) -> str:
    """Return which goods, place or number the result is about. Nothing of a stranger's text."""
    words, goods = telling.words, telling.goods
    if telling.inspection.scheme is not None:
        scheme = telling.inspection.scheme
        return scheme.hosts[0] if scheme.hosts else telling.name(scheme.owner, scheme.owner_en)
    if not goods:
        return _overline_without_goods(telling)
    if telling.inspection.verdict.authenticity in CLAIMED_ONLY:
        return words("overline.label_says", goods=goods)
    if telling.headline is Headline.RECALLED and telling.lot and telling.producer:
        goods, producer = (brief(name, NAME_BESIDE) for name in (goods, telling.producer))
        return words("overline.with_producer", goods=goods, producer=producer, lot=telling.lot)
    if telling.headline is Headline.COPIED:
        return words("overline.with_gtin", goods=goods, number=telling.number)
    if telling.item.is_commodity:
        return f"{words('overline.plu', number=telling.number)}{BETWEEN}{goods}"
    if telling.is_bar_code and telling.number and not telling.lot:
        return f"{words('overline.barcode', number=bar_code_digits(telling.number))}{BETWEEN}{goods}"
    if telling.headline is Headline.PAST_BEST_BEFORE and telling.item.dates.best_before:
        return words("overline.with_best_before", goods=goods, day=day_text(telling.item.dates.best_before))
    if telling.item.lot is not None and telling.use_by is not None and telling.headline not in WITHOUT_USE_BY:
        return words("overline.with_use_by", goods=goods, day=day_text(telling.use_by))
    return words("overline.with_lot", goods=goods, lot=telling.lot) if telling.lot else goods


def _overline_without_goods(telling: Telling) -> str:
    words, identity = telling.words, telling.inspection.identity
    if telling.producer:
        return telling.producer
    if identity.city_code:
        return words("overline.city_code", number=identity.city_code)
    if telling.is_bar_code and telling.number:
        return words("overline.barcode", number=bar_code_digits(telling.number))
    return words("overline.number_read", number=telling.number) if telling.number else words("overline.code_read")


def bar_code_digits(gtin: str) -> str:
    """Return a GTIN as it stands under a bar code: 13 digits where the first of 14 is a filler."""
    return gtin.removeprefix("0") if len(gtin) == 14 else gtin


def underline(telling: Telling) -> str:
    """Return why, or what to do, in one line."""
    telling_it = UNDERLINES.get(telling.headline)
    return telling_it(telling) if telling_it else telling.words(f"underline.{telling.headline}")


def _genuine(telling: Telling) -> str:
    as_of = telling.inspection.finding.as_of
    if as_of is not None and (not telling.is_asked or telling.also(Reason.OLDER_DATA)):
        return telling.words("underline.genuine.own", when=telling.when(as_of))
    is_certified_today = telling.headline is Headline.GENUINE_PLACE or _is_certified_today(telling)
    return telling.words(
        f"underline.{telling.headline}" if is_certified_today else f"underline.{telling.headline}.then"
    )


def _is_certified_today(telling: Telling) -> bool:
    """Return whether a certificate that counted on the day judged still does."""
    goods, finding = certified_item(telling.item, telling.now), telling.inspection.finding
    if goods is None:
        return False
    kinds = frozenset().union(*needed_kinds(finding.needed, goods))
    own = [c for c in finding.certificates if c.kind in kinds and covers(c, goods)]
    return any(is_in_force(certificate, telling.now.day) for certificate in own)


def _recalled(telling: Telling) -> str:
    recall = telling.recall()
    return telling.words("underline.recalled", when=telling.when(recall.effective_at)) if recall else ""


def _copied(telling: Telling) -> str:
    checks = telling.checks()
    markets = {check.market_id for check in checks}
    if len(markets) < 2:
        return telling.words("underline.copied")
    return telling.words("underline.copied.counted", number=len(checks), markets=len(markets))


def past_use_by(telling: Telling) -> date | None:
    """Return the use-by date that has passed, the earliest of those printed and registered."""
    lot, dates = telling.item.lot, telling.item.dates
    correction = telling.inspection.finding.correction
    days = [dates.use_by, lot.use_by if lot else None, correction.printed_use_by if correction else None]
    return min((day for day in days if day is not None and day < certain_day(telling.now)), default=None)


def _expired(telling: Telling) -> str:
    day = past_use_by(telling)
    if day is None:
        return telling.words("underline.expired.undated")
    return telling.words("underline.expired", day=day_text(day))


def _withdrawn_label(telling: Telling) -> str:
    is_issued = telling.inspection.finding.issue is not Issue.NEVER_ISSUED
    return telling.words("underline.withdrawn_label" if is_issued else "underline.withdrawn_label.never")


def _cannot_confirm(telling: Telling) -> str:
    words, inspection = telling.words, telling.inspection
    if telling.also(Reason.LOT_NOT_ASKED):
        return words("underline.cannot_confirm.lot")
    if inspection.seal.state not in {SealState.VALID, SealState.ABSENT}:
        return words("underline.cannot_confirm.seal")
    if inspection.finding.as_of is not None and telling.age is Age.OLDER:
        return words("underline.cannot_confirm.old", day=telling.when(inspection.finding.as_of))
    return words("underline.cannot_confirm") if telling.is_asked else words("underline.cannot_confirm.network")


def _refused(telling: Telling) -> str:
    code = telling.inspection.code
    refusal = code.refusal if isinstance(code, Refused | NoProduceCode) else None
    return telling.words(f"refusal.{refusal}") if refusal else telling.words(f"underline.{telling.headline}")


def _unknown_item(telling: Telling) -> str:
    return telling.words("underline.unknown_item.lot" if telling.item.product else "underline.unknown_item")


def _product_only(telling: Telling) -> str:
    if telling.item.is_commodity:
        return telling.words("underline.product_only.kind")
    return telling.words("underline.product_only" if telling.item.product else "underline.product_only.place")


def _past_best_before(telling: Telling) -> str:
    day = telling.item.dates.best_before
    return telling.words("underline.past_best_before", day=day_text(day)) if day else ""


def _stale(telling: Telling) -> str:
    as_of = telling.inspection.finding.as_of
    return telling.words("underline.stale", day=telling.when(as_of)) if as_of else ""


def _not_certified(telling: Telling) -> str:
    words = telling.words
    deciding = deciding_certificate(telling)
    if deciding is None:
        return words("underline.not_certified")
    kind = kind_name(words, deciding.kind)
    if telling.inspection.verdict.certification is CertificationState.SUSPENDED or deciding.last_day is None:
        return words("underline.not_certified.stopped", kind=kind)
    return words("underline.not_certified.expired", kind=kind, day=day_text(deciding.last_day))


def deciding_certificate(telling: Telling) -> Certificate | None:
    """Return the certificate that was stopped, or ended last, where that is why nothing is in force."""
    goods, state = certified_item(telling.item, telling.now), telling.inspection.verdict.certification
    if goods is None or state not in {CertificationState.SUSPENDED, CertificationState.EXPIRED}:
        return None
    finding = telling.inspection.finding
    kinds = frozenset().union(*needed_kinds(finding.needed, goods))
    own = [c for c in finding.certificates if c.kind in kinds and covers(c, goods)]
    if state is CertificationState.SUSPENDED:
        return next((c for c in own if is_stopped(c, goods.judged_on, telling.now.day)), None)
    ended = [c for c in own if c.last_day is not None and c.last_day < goods.judged_on]
    return max(ended, key=lambda c: c.last_day or date.min, default=None)


def kind_name(words: Words, kind: str) -> str:
    """Return the name of a kind of certificate; a kind that has no words yet is "other"."""
    key = f"certificate.{kind}"
    return words(key) if words.has(key) else words("certificate.other")


UNDERLINES: dict[Headline, Callable[[Telling], str]] = {
    Headline.GENUINE: _genuine,
    Headline.GENUINE_LOT: _genuine,
    Headline.GENUINE_PLACE: _genuine,
    Headline.RECALLED: _recalled,
    Headline.WITHDRAWN_LABEL: _withdrawn_label,
    Headline.COPIED: _copied,
    Headline.EXPIRED: _expired,
    Headline.CONTRADICTS: contradicted_text,
    Headline.CANNOT_CONFIRM: _cannot_confirm,
    Headline.FAULTY_CODE: _refused,
    Headline.NOT_PRODUCE: _refused,
    Headline.UNKNOWN_ITEM: _unknown_item,
    Headline.PRODUCT_ONLY: _product_only,
    Headline.PAST_BEST_BEFORE: _past_best_before,
    Headline.STALE: _stale,
    Headline.NOT_CERTIFIED: _not_certified,
}
"""Where the line names a date, a count or a cause; every other headline has one line of its own."""
