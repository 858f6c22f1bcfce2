"""All rules in one table, in order: the first that holds gives the headline (docs/specs/verdicts.md)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.trust.seal import SealState
from kiosk.verdicts.answers import authenticity, certification, origin
from kiosk.verdicts.facts import Facts
from kiosk.verdicts.freshness import Age
from kiosk.verdicts.labels import is_forged, is_key_revoked, is_look_alike, is_seal_missing, is_withdrawn_label
from kiosk.verdicts.recalls import Coverage
from kiosk.verdicts.verdict import CertificationState, Headline, Level, OriginState, Reason, Verdict


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: what is said, how it looks, and when it holds."""

    headline: Headline
    level: Level
    holds: Callable[[Facts], bool]


@dataclass(frozen=True, slots=True)
class FinerReason:
    """A row of the reasons that are never a headline."""

    reason: Reason
    holds: Callable[[Facts], bool]


def lacks_fresh_data(facts: Facts) -> bool:
    """Whether the answer needs data that this unit does not have, or not new enough."""
    needs_newer_list = facts.seal in {SealState.UNKNOWN_KEY, SealState.OUT_OF_SCOPE} and not facts.is_trust_list_fresh
    is_theft_unsettled = facts.seal is SealState.REVOKED_KEY and not facts.is_seal_valid and not is_key_revoked(facts)
    is_not_asked = facts.names_item and not facts.is_item_found and not facts.is_centre_asked
    is_too_old = facts.names_item and facts.age is Age.OLDER
    return facts.seal is SealState.NEWER_VERSION or needs_newer_list or is_theft_unsettled or is_not_asked or is_too_old


def is_not_certified(facts: Facts) -> bool:
    """Whether, of a registered lot or a sealed sign, what its group needs was not, or is no more, in force."""
    return (facts.is_lot_registered or facts.is_named_place_sealed) and facts.certification in {
        CertificationState.EXPIRED,
        CertificationState.SUSPENDED,
        CertificationState.NONE,
    }


def is_product_only(facts: Facts) -> bool:
    """Whether something is known, but no lot; and it is no sealed sign."""
    is_known_without_lot = facts.is_item_found and not facts.is_lot_registered
    return facts.names_item and is_known_without_lot and not facts.is_named_place_sealed


def is_unsealed(facts: Facts) -> bool:
    """Whether the lot is registered and this code carries no seal, which is no surprise."""
    return facts.is_lot_registered and facts.seal is SealState.ABSENT and not is_seal_missing(facts)


def is_proven_place(facts: Facts) -> bool:
    """Whether it is a sign with every answer positive, whatever the age of the data."""
    return facts.is_named_place_sealed and not facts.is_any_business_suspended and _are_answers_positive(facts)


def is_proven_lot(facts: Facts) -> bool:
    """Whether it is a label of goods with every answer positive, whatever the age of the data."""
    return (
        facts.is_seal_valid
        and facts.is_lot_registered
        and facts.is_product_known
        and not facts.is_never_issued
        and _are_answers_positive(facts)
    )


def _are_answers_positive(facts: Facts) -> bool:
    return (
        facts.is_clock_trusted
        and facts.is_establishment_known
        and facts.origin is not OriginState.UNKNOWN
        and facts.certification in {CertificationState.IN_FORCE, CertificationState.EXPIRING}
    )


def _is_recent(facts: Facts) -> bool:
    return facts.age <= Age.THREE_DAYS


RULES = (
    Rule(Headline.RECALLED, Level.STOP, lambda f: f.recall is Coverage.COVERED),
    Rule(Headline.PRACTICE, Level.UNKNOWN, lambda f: f.is_practice),
    Rule(Headline.FORGED, Level.STOP, is_forged),
    Rule(Headline.LOOK_ALIKE, Level.STOP, is_look_alike),
    Rule(Headline.WITHDRAWN_LABEL, Level.STOP, is_withdrawn_label),
    Rule(Headline.KEY_REVOKED, Level.STOP, is_key_revoked),
    Rule(Headline.COPIED, Level.STOP, lambda f: f.is_copied),
    Rule(Headline.EXPIRED, Level.STOP, lambda f: f.is_past_use_by),
    Rule(Headline.VIOLATION, Level.STOP, lambda f: f.is_business_suspended and f.age <= Age.WEEK),
    Rule(Headline.FAULTY_CODE, Level.UNKNOWN, lambda f: f.is_faulty),
    Rule(Headline.OTHER_SCHEME, Level.UNKNOWN, lambda f: f.is_other_scheme),
    Rule(Headline.SHOP_CODE, Level.UNKNOWN, lambda f: f.is_shop_number),
    Rule(Headline.NOT_PRODUCE, Level.UNKNOWN, lambda f: f.is_not_produce),
    Rule(
        Headline.RECALL_POSSIBLE,
        Level.CAUTION,
        lambda f: f.recall is Coverage.POSSIBLE and f.age is not Age.OLDER,
    ),
    Rule(Headline.CANNOT_CONFIRM, Level.UNKNOWN, lacks_fresh_data),
    Rule(
        Headline.UNKNOWN_ITEM,
        Level.UNKNOWN,
        lambda f: f.names_item and f.is_centre_asked and not f.is_item_found,
    ),
    Rule(Headline.SEAL_MISSING, Level.CAUTION, is_seal_missing),
    Rule(Headline.CONTRADICTS, Level.CAUTION, lambda f: f.is_contradicted),
    Rule(Headline.COPY_SUSPECTED, Level.CAUTION, lambda f: f.is_copy_suspected),
    Rule(Headline.REUSED, Level.CAUTION, lambda f: f.is_reused),
    Rule(Headline.PAST_BEST_BEFORE, Level.CAUTION, lambda f: f.is_past_best_before),
    Rule(Headline.NOT_CERTIFIED, Level.CAUTION, is_not_certified),
    Rule(Headline.PRODUCT_ONLY, Level.UNKNOWN, is_product_only),
    Rule(Headline.CLOCK_UNSURE, Level.CAUTION, lambda f: not f.is_clock_trusted),
    Rule(
        Headline.STALE,
        Level.CAUTION,
        lambda f: Age.THREE_DAYS < f.age <= Age.MONTH and (is_proven_lot(f) or is_proven_place(f)),
    ),
    Rule(Headline.UNSEALED, Level.CAUTION, is_unsealed),
    Rule(Headline.GENUINE_PLACE, Level.GOOD, lambda f: _is_recent(f) and is_proven_place(f)),
    Rule(Headline.GENUINE_LOT, Level.GOOD, lambda f: _is_recent(f) and is_proven_lot(f) and not f.names_serial),
    Rule(Headline.GENUINE, Level.GOOD, lambda f: _is_recent(f) and is_proven_lot(f) and f.names_serial),
)
"""In the order of the specification. Adding a headline means adding a row here, and nothing else decides."""

NO_MATCH = Rule(Headline.CANNOT_CONFIRM, Level.UNKNOWN, lambda _: True)
"""The cautious last row."""

FINER_REASONS = (
    FinerReason(
        Reason.LOT_NOT_ASKED,
        lambda f: f.is_seal_valid and f.names_lot and not f.is_lot_registered and not f.is_centre_asked,
    ),
    FinerReason(Reason.VIOLATION_WITHOUT_SUSPENSION, lambda f: f.has_violation),
    FinerReason(Reason.HOLD_UP_SQUARE_CODE, lambda f: is_unsealed(f) and f.is_lot_sealed and not f.is_digital_link),
    FinerReason(Reason.SEAL_CHECKED_AT_KIOSK, lambda f: f.is_from_kiosk and f.seal is SealState.ABSENT),
    FinerReason(Reason.TYPED, lambda f: f.is_typed and is_unsealed(f)),
    FinerReason(Reason.OLDER_DATA, lambda f: f.age is Age.THREE_DAYS and (is_proven_lot(f) or is_proven_place(f))),
)


def judge(facts: Facts) -> Verdict:
    """Return the verdict of the first rule that holds; without one, the cautious last row.

    A good row is never a reason for another headline: what is positive stands in the answers.
    """
    holding = [rule for rule in RULES if rule.holds(facts)]
    deciding = holding[0] if holding else NO_MATCH
    headlines = tuple(rule.headline for rule in holding[1:] if rule.level is not Level.GOOD)
    finer = tuple(row.reason for row in FINER_REASONS if row.holds(facts))
    return Verdict(
        level=deciding.level,
        headline=deciding.headline,
        reasons=(*headlines, *finer),
        origin=origin(facts),
        certification=certification(facts),
        authenticity=authenticity(facts),
    )
