"""Code, seal, finding, lists, place and time → the flat facts that the rules read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from kiosk.codes.code import (
    Code,
    ForeignLink,
    Identity,
    Link,
    NoProduceCode,
    OtherScheme,
    Refused,
    ShopNumber,
)
from kiosk.codes.identity import identify
from kiosk.moment import Moment, hanoi_day
from kiosk.records.finding import Correction, Finding, Issue
from kiosk.records.history import Check, FlagKind
from kiosk.records.registry import Establishment, Lot, Product, Violation
from kiosk.trust.lists import Key, Lists
from kiosk.trust.seal import Seal, SealState
from kiosk.verdicts.certificates import CertifiedItem, judge_certificates, judged_day
from kiosk.verdicts.facts import Facts
from kiosk.verdicts.freshness import Age, age_of, age_of_finding, certain_day, is_centre_asked
from kiosk.verdicts.history import HistoryRule, SerialHistory, judge_history
from kiosk.verdicts.label_dates import (
    LabelDates,
    contradictions,
    dates_of,
    elements_of,
    is_packed_in_future,
    is_past_best_before,
    is_past_use_by,
    other_weight_g,
)
from kiosk.verdicts.origin import judge_origin, movements_of
from kiosk.verdicts.recalls import Coverage, RecallItem, recalls_of
from kiosk.verdicts.verdict import CertificationState, OriginState
from kiosk.verdicts.violations import is_in_force

FIRST_TEST_KEY = 0xFF000
SAMPLE_PREFIX = "952"
"""GS1's prefix for demonstrations: nothing that is sold carries it."""
SUSPICIONS = frozenset({HistoryRule.R1, HistoryRule.R3})
PRESENT = "present"
"""Check id of the check that is being made, among the earlier ones."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where this kiosk stands. `is_enrolled` false: a demonstration, a developer's machine.

    `is_typed`: no label was read, a number was typed on a page or a keypad, so that no label can lack its seal.
    """

    market_id: str = ""
    is_enrolled: bool = False
    is_typed: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """What the code names and what was found of exactly that: another's lot or product is left out."""

    code: Code
    identity: Identity
    finding: Finding
    product: Product | None
    lot: Lot | None
    establishment: Establishment | None
    dates: LabelDates

    @property
    def names_place(self) -> bool:
        """The code is an establishment's sign: its primary key is a place, and it names no goods."""
        return isinstance(self.code, Link) and self.identity.gln is not None and self.identity.gtin is None

    @property
    def is_commodity(self) -> bool:
        """The code is a price look-up number: it names a kind of goods, which anybody may have made."""
        return self.identity.plu is not None

    @property
    def establishment_ids(self) -> frozenset[str]:
        """Ids of the producer, by the record of the product and of the establishment; none of a commodity."""
        if self.is_commodity:
            return frozenset()
        ids = {
            self.establishment.id if self.establishment else "",
            self.product.establishment_id if self.product else "",
        }
        return frozenset(ids - {""})


def item_of(code: Code, finding: Finding, now: Moment) -> Item:
    """Return what `code` names, with the parts of `finding` that belong to it.

    A code that was corrected names what was meant; its seal and its dates stay those that are printed.
    """
    identity = _meant(identify(code), finding.correction)
    product, lot = finding.product, finding.lot
    if product is not None and not _names(identity, product):
        product = None
    if lot is not None and (lot.gtin, lot.lot) != (identity.gtin, identity.lot):
        lot = None
    establishment = finding.establishment if identity.plu is None else None
    return Item(code, identity, finding, product, lot, establishment, dates_of(elements_of(code), now))


def _names(identity: Identity, product: Product) -> bool:
    """Whether `identity` names `product`: by its GTIN, or by its PLU. The sign of a place names no goods."""
    return identity.plu is not None if identity.gtin is None else identity.gtin == product.gtin


def _meant(printed: Identity, correction: Correction | None) -> Identity:
    if correction is None or printed.gtin is None:
        return printed
    return replace(printed, gtin=correction.gtin, lot=correction.lot or None)


def recall_item(item: Item) -> RecallItem:
    """Return the item as recalls see it; of an unregistered lot, the dates are those printed."""
    lot, dates = item.lot, item.dates
    made = (lot.harvested_on, lot.packed_on) if lot else (dates.produced_on, dates.packed_on)
    may_be_of = frozenset({item.product.establishment_id}) if item.is_commodity and item.product else frozenset()
    meant = RecallItem(
        gtin=item.identity.gtin or (item.product.gtin if item.product else ""),
        lot=item.identity.lot or "",
        serial=item.identity.serial or "",
        establishment_ids=item.establishment_ids | may_be_of,
        made_on=frozenset(day for day in made if day is not None),
        is_commodity=item.is_commodity,
    )
    return meant if item.finding.correction is None else replace(meant, printed=_as_printed(meant, item))


def _as_printed(meant: RecallItem, item: Item) -> RecallItem:
    printed = identify(item.code)
    made = frozenset(day for day in (item.dates.produced_on, item.dates.packed_on) if day is not None)
    return replace(meant, gtin=printed.gtin or "", lot=printed.lot or "", made_on=made or meant.made_on)


def certified_item(item: Item, now: Moment) -> CertifiedItem | None:
    """Return the goods or the place as certificates see them; None where no date can be judged."""
    if item.lot is not None and item.product is not None:
        day = judged_day(item.lot, hanoi_day(item.lot.registered_at))
        return CertifiedItem(item.establishment_ids, day, item.product.gtin, item.product.group)
    names_place = item.names_place or item.identity.city_code is not None
    if names_place and item.establishment is not None:
        return CertifiedItem(item.establishment_ids, certain_day(now))
    return None


def gather(code: Code, seal: Seal, finding: Finding, lists: Lists, place: Place, now: Moment) -> Facts:
    """Return the facts of one inspection at `now`. Total: never raises."""
    item = item_of(code, finding, now)
    rules, flags = _history_rules(item, place, now), _flags(item, now)
    return replace(
        _of_code_and_records(item, finding, now),
        is_typed=place.is_typed,
        is_practice=place.is_enrolled and _is_sample(item.identity, seal),
        seal=_settled_seal(seal, item),
        is_registered_before_theft=_is_registered_before_theft(seal.key, item),
        is_trust_list_fresh=age_of(lists.confirmed_at, now) is Age.DAY,
        recall=_recall(item, now),
        origin=_origin(item, place),
        certification=_certification(item, now),
        is_contradicted=_is_contradicted(item, now),
        is_withdrawn=FlagKind.WITHDRAWN in flags,
        is_copied=FlagKind.COPIED in flags or HistoryRule.R2 in rules,
        is_copy_suspected=FlagKind.COPY_SUSPECTED in flags or not rules.isdisjoint(SUSPICIONS),
        is_reused=FlagKind.REUSED in flags or HistoryRule.R4 in rules,
        is_past_use_by=_is_past_use_by(item, now),
        is_past_best_before=is_past_best_before(item.dates, now),
        is_clock_trusted=now.is_trusted,
    )


def _of_code_and_records(item: Item, finding: Finding, now: Moment) -> Facts:
    code, identity, lot = item.code, item.identity, item.lot
    decisions = _violations_in_force(item, now)
    return Facts(
        is_faulty=isinstance(code, Refused),
        is_other_scheme=isinstance(code, OtherScheme),
        is_shop_number=isinstance(code, ShopNumber),
        is_not_produce=isinstance(code, NoProduceCode),
        is_digital_link=isinstance(code, Link),
        is_from_kiosk=_is_from_kiosk(code),
        imitates_ours=isinstance(code, (ForeignLink, NoProduceCode, Refused)) and code.imitates_ours,
        names_item=identity != Identity(),
        names_lot=identity.lot is not None,
        names_serial=identity.serial is not None,
        names_place=item.names_place,
        age=age_of_finding(finding, now),
        is_centre_asked=is_centre_asked(finding, now),
        is_product_known=item.product is not None,
        is_establishment_known=item.establishment is not None,
        is_load_known=identity.sscc is not None and bool(finding.movements),
        is_lot_registered=lot is not None,
        is_lot_sealed=lot is not None and lot.is_sealed,
        is_never_issued=identity.serial is not None and finding.issue is Issue.NEVER_ISSUED,
        is_business_suspended=any(_suspends(decision, item) for decision in decisions),
        has_violation=any(not _suspends(decision, item) for decision in decisions),
        is_any_business_suspended=any(decision.suspends_groups for decision in decisions),
        is_history_asked=finding.history.was_asked,
    )


def _is_from_kiosk(code: Code) -> bool:
    """Return whether a kiosk showed this code. Beside a seal `from=kiosk` means nothing: anyone may add it."""
    return isinstance(code, Link) and code.is_from_kiosk and code.seal_text is None


def _is_sample(identity: Identity, seal: Seal) -> bool:
    if seal.key_id is not None and seal.key_id >= FIRST_TEST_KEY:
        return True
    return any(is_sample_number(number or "") for number in (identity.gtin, identity.sscc, identity.gln))


def is_sample_number(number: str) -> bool:
    """Return whether it is for practice: a GLN, or a GTIN-14 or an SSCC behind its first digit."""
    return (number[1:] if len(number) in {14, 18} else number).startswith(SAMPLE_PREFIX)


def _settled_seal(seal: Seal, item: Item) -> SealState:
    """Return the state of the seal, where a lot registered outside the signer's dates is out of its scope."""
    if seal.state not in {SealState.VALID, SealState.REVOKED_KEY} or seal.key is None or item.lot is None:
        return seal.state
    registered_on = hanoi_day(item.lot.registered_at)
    if seal.key.not_before <= registered_on <= seal.key.not_after:
        return seal.state
    return SealState.OUT_OF_SCOPE


def _is_registered_before_theft(key: Key | None, item: Item) -> bool | None:
    """Return None where the theft, or the place's registration, has no time; a lot not known was not registered."""
    if key is None or key.status_since is None:
        return None
    if not item.names_place:
        return item.lot is not None and item.lot.registered_at < key.status_since
    if item.establishment is None:
        return False
    registered_at = item.establishment.registered_at
    return None if registered_at is None else registered_at < key.status_since


def _recall(item: Item, now: Moment) -> Coverage:
    if not item.finding.recalls:
        return Coverage.NONE
    covering, possible = recalls_of(item.finding.recalls, recall_item(item), now)
    if covering:
        return Coverage.COVERED
    return Coverage.POSSIBLE if possible else Coverage.NONE


def _is_past_use_by(item: Item, now: Moment) -> bool:
    """Return whether a use-by date has passed: the printed one, the lot's, or that of the lot on a corrected label."""
    correction = item.finding.correction
    printed_lots = correction.printed_use_by if correction else None
    is_past = printed_lots is not None and printed_lots < certain_day(now)
    return is_past or is_past_use_by(item.dates, item.lot, now)


def _violations_in_force(item: Item, now: Moment) -> tuple[Violation, ...]:
    today = certain_day(now)
    return tuple(
        violation
        for violation in item.finding.violations
        if violation.establishment_id in item.establishment_ids and is_in_force(violation, today)
    )


def _suspends(violation: Violation, item: Item) -> bool:
    return item.product is not None and item.product.group in violation.suspends_groups


def _origin(item: Item, place: Place) -> OriginState:
    if item.establishment is None:
        return OriginState.UNKNOWN
    if item.lot is None:
        return OriginState.REGISTERED
    return judge_origin(movements_of(item.finding.movements, item.identity.serial), place.market_id)


def _certification(item: Item, now: Moment) -> CertificationState:
    goods = certified_item(item, now)
    if goods is None:
        return CertificationState.UNKNOWN
    today = certain_day(now) if now.is_trusted else None
    return judge_certificates(item.finding.certificates, item.finding.needed, goods, today)


def _is_contradicted(item: Item, now: Moment) -> bool:
    if is_packed_in_future(item.dates, now):
        return True
    if item.lot is None:
        return False
    if contradictions(item.dates, item.lot):
        return True
    return item.product is not None and other_weight_g(elements_of(item.code), item.product) is not None


def _flags(item: Item, now: Moment) -> frozenset[FlagKind]:
    """Return the flags that count: red by one of 30 days at most, and a suspicion where its age is not known."""
    if item.identity.serial is None:
        return frozenset()
    return frozenset(
        kind for flag in item.finding.history.flags if (kind := _counted(flag.kind, flag.since, now)) is not None
    )


def _counted(kind: FlagKind, since: datetime, now: Moment) -> FlagKind | None:
    if kind is not FlagKind.COPIED:
        return kind
    age = age_of(since, now)
    if age is Age.OLDER:
        return None
    return FlagKind.COPY_SUSPECTED if age is Age.UNKNOWN else FlagKind.COPIED


def _history_rules(item: Item, place: Place, now: Moment) -> frozenset[HistoryRule]:
    """Return the rules that hold with what this unit was told; offline its own checks serve R3 only.

    The present check enters no rule on a demonstration, under an untrusted clock, for lot labels and
    for codes that a kiosk itself showed.
    """
    serial, history = item.identity.serial, item.finding.history
    if serial is None or item.identity.gtin is None or _is_from_kiosk(item.code):
        return frozenset()
    if not history.checks and not any(movement.serials for movement in item.finding.movements):
        return frozenset()  # a first check, and no event that names a serial: most labels
    counts = place.is_enrolled and place.market_id != "" and now.is_trusted
    rules = judge_history(
        SerialHistory(
            checks=history.checks,
            at=now.at if now.is_trusted else now.floor,
            serial=serial,
            present=Check(PRESENT, now.at, place.market_id) if counts else None,
            movements=item.finding.movements,
            markets=item.finding.markets,
            is_past_use_by=_is_past_use_by(item, now),
        )
    )
    return rules if history.was_asked else rules & {HistoryRule.R3}
