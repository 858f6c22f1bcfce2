"""The three answers as cards: origin, certification, authenticity."""

from __future__ import annotations

from datetime import date, timedelta

from kiosk.moment import hanoi_day
from kiosk.records.finding import Source
from kiosk.records.registry import Certificate, CertificateStatus
from kiosk.verdicts.certificates import (
    EXPIRES_SOON,
    CertifiedItem,
    covers,
    is_in_force,
    needed_kinds,
)
from kiosk.verdicts.gather import certified_item
from kiosk.verdicts.verdict import AuthenticityState, CertificationState, Headline, OriginState, Reason
from kiosk.wording.banner import kind_name
from kiosk.wording.contradicted import contradicted_facts
from kiosk.wording.names import BETWEEN, STATED_ROOM, brief
from kiosk.wording.phone_history import phone_history
from kiosk.wording.result_view import CardKind, CardView, FactView, ItemView, Mark
from kiosk.wording.telling import Telling, day_text

SHOWN_CERTIFICATES = 2
SHOWN_ON_PAGE = 12
SHOWN_FACTS = 3
"""Where some of them differ from the label: the answer that is opened has them all."""
SHOWN_KINDS = 3
"""As many names of certificates as fit; that there are others is said."""

CERTIFICATION_MARKS = {
    CertificationState.IN_FORCE: Mark.GOOD,
    CertificationState.EXPIRING: Mark.GOOD,
    CertificationState.EXPIRED: Mark.CAUTION,
    CertificationState.SUSPENDED: Mark.CAUTION,
    CertificationState.NONE: Mark.CAUTION,
    CertificationState.UNKNOWN: Mark.UNKNOWN,
}
AUTHENTICITY_MARKS = {
    AuthenticityState.GENUINE_SEAL: Mark.GOOD,
    AuthenticityState.GENUINE_LOT_LABEL: Mark.GOOD,
    AuthenticityState.UNCHECKED: Mark.GOOD,
    AuthenticityState.NO_SEAL: Mark.UNKNOWN,
    AuthenticityState.SEAL_MISSING: Mark.CAUTION,
    AuthenticityState.FORGED: Mark.STOP,
    AuthenticityState.COPIED: Mark.STOP,
    AuthenticityState.COPY_SUSPECTED: Mark.CAUTION,
    AuthenticityState.REUSED: Mark.CAUTION,
    AuthenticityState.WITHDRAWN: Mark.STOP,
    AuthenticityState.UNKNOWN: Mark.UNKNOWN,
}


UNCERTAIN = frozenset({Headline.CANNOT_CONFIRM, Headline.PRODUCT_ONLY})
"""Headlines beside which nothing of these goods has a tick."""
STATES_JUDGED_HERE = frozenset({AuthenticityState.NO_SEAL, AuthenticityState.FORGED})
"""What the kiosk finds by itself, whoever it asked of the goods."""
WITH_HISTORY = frozenset(
    {
        AuthenticityState.GENUINE_SEAL,
        AuthenticityState.UNCHECKED,
        AuthenticityState.COPY_SUSPECTED,
        AuthenticityState.REUSED,
    }
)


def origin_card(telling: Telling) -> CardView:
    """Return where it comes from. Of goods without a lot only the producer is known: no tick."""
    words, establishment = telling.words, telling.item.establishment
    state = telling.inspection.verdict.origin
    if establishment is None or state is OriginState.UNKNOWN:
        return CardView(
            CardKind.ORIGIN,
            words("card.origin"),
            Mark.UNKNOWN,
            words("origin.unknown"),
            (words("origin.unknown.kind" if telling.item.is_commodity else "origin.unknown.text"),),
            product_facts(telling),
        )
    is_certain = (telling.item.lot is not None or telling.item.names_place) and telling.headline not in UNCERTAIN
    way = () if telling.item.lot is None or state is OriginState.TRACED else (_way_text(telling),)
    if telling.also(Reason.VIOLATION_WITHOUT_SUSPENSION):
        way = (*way, words(f"reason.{Reason.VIOLATION_WITHOUT_SUSPENSION}"))
    others = contradicted_facts(telling)
    room = max(SHOWN_FACTS, len(others)) if others and telling.on_phone is None else None
    return CardView(
        CardKind.ORIGIN,
        words("card.place" if telling.item.names_place else "card.origin"),
        Mark.CAUTION if others else Mark.GOOD if is_certain else Mark.UNKNOWN,
        telling.producer,
        (telling.name(establishment.place, establishment.place_en), *way),
        (*others, *product_facts(telling))[:room],
        stated_by=telling.stated(brief(telling.producer, STATED_ROOM)),
    )


def _way_text(telling: Telling) -> str:
    """Return how much of the way is recorded; a unit's own registry holds none of it, and knows nothing of that."""
    state = telling.inspection.verdict.origin
    if state is OriginState.REGISTERED and telling.inspection.finding.source is Source.SNAPSHOT:
        return telling.words("origin.not_asked")
    return telling.words(f"origin.{state}")


def product_facts(telling: Telling) -> tuple[FactView, ...]:
    """Return the facts of goods, or of a place; what does not exist is left out, what this code hides is said."""
    words, lot, establishment = telling.words, telling.item.lot, telling.item.establishment
    if telling.item.product is None and establishment is not None:
        pairs = [("label.city_code", establishment.city_code), ("label.gln", establishment.gln)]
        return telling.facts(pairs)
    if lot is not None:
        return telling.facts(
            [
                ("label.harvested", day_text(lot.harvested_on)),
                ("label.packed", day_text(None if lot.harvested_on else lot.packed_on)),
                ("label.lot", lot.lot),
                ("label.gtin", telling.inspection.identity.gtin or ""),
            ],
        )
    if telling.headline is Headline.PRODUCT_ONLY:
        hidden = words("label.not_known")
        return telling.facts([("label.product", telling.product), ("label.harvested", hidden), ("label.lot", hidden)])
    return telling.facts([("label.lot", telling.lot), ("label.gtin", telling.inspection.identity.gtin or "")])


def asking_facts(telling: Telling) -> tuple[FactView, ...]:
    """Return what can be said before anybody was asked: neutral facts."""
    return telling.facts(
        [
            ("label.use_by", day_text(telling.use_by if telling.item.lot else None)),
            ("label.lot", telling.lot),
            ("label.gtin", telling.inspection.identity.gtin or ""),
            ("label.gln", telling.inspection.identity.gln or ""),
        ],
    )


def certification_card(telling: Telling) -> CardView:
    """Return who certified it: each certificate with kind, number, issuer and dates, the deciding ones first.

    A phone's page is as long as it has to be: it lists what a screen only counts.
    """
    shown = SHOWN_CERTIFICATES if telling.on_phone is None else SHOWN_ON_PAGE
    words, state = telling.words, telling.inspection.verdict.certification
    goods = certified_item(telling.item, telling.now)
    ranked = ranked_certificates(telling)
    items = [certificate_item(c, telling, goods) for c in ranked[:shown]]
    if state in {CertificationState.EXPIRED, CertificationState.NONE} and goods is not None:
        items = [*items[: shown - 1], missing_item(telling, goods, ranked)]
    lines = []
    if len(ranked) > shown:
        lines.append(words("certification.more", count=len(ranked) - shown))
    if state is CertificationState.UNKNOWN:
        lines.append(certification_doubt(telling))
    return CardView(
        CardKind.CERTIFICATION,
        words("card.certification"),
        Mark.UNKNOWN if telling.headline in UNCERTAIN else CERTIFICATION_MARKS[state],
        "" if items else words("certification.unknown"),
        tuple(lines),
        items=tuple(items),
    )


def certification_doubt(telling: Telling) -> str:
    """Return why nothing is known of who certified these goods."""
    is_of_producer = bool(ranked_certificates(telling))
    return telling.words("certification.of_producer" if is_of_producer else "certification.unknown.text")


def ranked_certificates(telling: Telling) -> list[Certificate]:
    """Return the certificates of whoever made the goods, the deciding ones first."""
    goods = certified_item(telling.item, telling.now)
    own = [c for c in telling.inspection.finding.certificates if c.establishment_id in telling.item.establishment_ids]
    return sorted(own, key=lambda c: _rank(c, telling, goods))


def authenticity_card(telling: Telling) -> CardView:
    """Return whether the label is genuine, how often it was checked, and who says so."""
    words, state = telling.words, telling.inspection.verdict.authenticity
    also = telling.also_said()
    lines = (*_history_lines(telling), words(_authenticity_text(telling)), *((also,) if also else ()))
    return CardView(
        CardKind.AUTHENTICITY,
        words("card.authenticity"),
        AUTHENTICITY_MARKS[state],
        words(f"authenticity.{state}"),
        lines,
        stated_by=telling.words("stated.unit") if state in STATES_JUDGED_HERE else telling.stated_by_system(),
    )


def _history_lines(telling: Telling) -> tuple[str, ...]:
    """Return how often and where a serial was checked, in words; nothing for labels without one."""
    words, history = telling.words, telling.inspection.finding.history
    if telling.inspection.identity.serial is None or telling.inspection.verdict.authenticity not in WITH_HISTORY:
        return ()
    if telling.on_phone is not None:
        return phone_history(telling, telling.on_phone)
    if not history.was_asked:
        return (words("history.not_asked"),)
    checks = telling.checks()
    number = len(checks) + 1
    if not checks:
        is_clean = telling.inspection.verdict.authenticity is AuthenticityState.GENUINE_SEAL
        return (words("history.first"),) if is_clean else ()
    if not all(telling.is_here(check) for check in checks):
        others = {check.market_id for check in checks if not telling.is_here(check)}
        return (words("history.nth_markets", number=number, markets=len(others) + 1),)
    is_today = all(hanoi_day(check.at) == telling.now.day for check in checks)
    return (words("history.nth_today_here" if is_today else "history.nth_here", number=number),)


def _authenticity_text(telling: Telling) -> str:
    state = telling.inspection.verdict.authenticity
    if state is not AuthenticityState.NO_SEAL:
        return f"authenticity.{state}.text"
    if telling.also(Reason.TYPED):
        return f"reason.{Reason.TYPED}"
    if telling.also(Reason.SEAL_CHECKED_AT_KIOSK):
        return "authenticity.no_seal.kiosk"
    if telling.also(Reason.HOLD_UP_SQUARE_CODE):
        return "authenticity.no_seal.square"
    return "authenticity.no_seal.barcode" if telling.is_bar_code else "authenticity.no_seal.text"


def _rank(certificate: Certificate, telling: Telling, goods: CertifiedItem | None) -> tuple[int, int, int]:
    """Needed kinds first, of those what covers the goods, then what lasts longest."""
    last = certificate.last_day or date.max
    if goods is None:
        return (0, 0 if is_in_force(certificate, telling.now.day) else 1, -last.toordinal())
    kinds = frozenset().union(*needed_kinds(telling.inspection.finding.needed, goods))
    is_needed = certificate.kind in kinds and covers(certificate, goods)
    return (0 if is_needed else 1, 0 if covers(certificate, goods) else 1, -last.toordinal())


def certificate_item(certificate: Certificate, telling: Telling, goods: CertifiedItem | None) -> ItemView:
    """Return kind, number and date of a certificate, who issued it, and how it stands today."""
    words, last = telling.words, certificate.last_day
    badge, mark = _badge(certificate, telling, goods)
    if last is None:
        text = words("certification.from", number=certificate.number, day=day_text(certificate.first_day))
    else:
        text = words("certification.until", number=certificate.number, day=day_text(last))
    if goods is not None and last is not None and goods.judged_on <= last < telling.now.day:
        ended = words("certification.ended_since", judged=day_text(goods.judged_on), last=day_text(last))
        text = f"{certificate.number}{BETWEEN}{ended}"
    return ItemView(
        kind_name(words, certificate.kind),
        text,
        telling.stated(telling.name(certificate.issuer, certificate.issuer_en)),
        badge=badge,
        badge_mark=mark,
    )


def _badge(certificate: Certificate, telling: Telling, goods: CertifiedItem | None) -> tuple[str, Mark]:
    words, today, last = telling.words, telling.now.day, certificate.last_day
    if certificate.status is CertificateStatus.SUSPENDED:
        return words("badge.suspended"), Mark.CAUTION
    if certificate.status is CertificateStatus.WITHDRAWN:
        return words("badge.withdrawn"), Mark.CAUTION
    if goods is not None and not covers(certificate, goods):
        return words("badge.other_goods"), Mark.UNKNOWN
    if not telling.now.is_trusted:
        return "", Mark.NONE
    if today < certificate.first_day:
        return words("badge.not_begun"), Mark.UNKNOWN
    if last is None or last - today > EXPIRES_SOON:
        return words("badge.active"), Mark.GOOD
    return words(_days_left_key(last - today), days=(last - today).days), Mark.CAUTION


def _days_left_key(left: timedelta) -> str:
    if left < timedelta():
        return "badge.ended"
    return {0: "badge.ends_today", 1: "badge.days_left_one"}.get(left.days, "badge.days_left")


def missing_item(telling: Telling, goods: CertifiedItem, held: list[Certificate]) -> ItemView:
    """Return what would be enough: any one of the kinds, that of a certificate held before named first."""
    words = telling.words
    covering = [c for c in held if covers(c, goods)]
    in_force = {c.kind for c in covering if is_in_force(c, goods.judged_on)}
    sets = needed_kinds(telling.inspection.finding.needed, goods)
    unmet = next((kinds for kinds in sets if kinds.isdisjoint(in_force)), sets[0])
    held_before = {c.kind for c in covering}
    order = sorted(unmet, key=lambda kind: (kind not in held_before, kind != "eligibility", kind))
    names = ", ".join(kind_name(words, kind) for kind in order[:SHOWN_KINDS])
    key = "certification.any_of_more" if len(order) > SHOWN_KINDS else "certification.any_of"
    return ItemView(
        words("certification.needed"),
        words(key, kinds=names),
        badge=words("badge.missing"),
        badge_mark=Mark.UNKNOWN,
    )
