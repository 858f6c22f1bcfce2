"""Each row of the table: a label that is in order, with one thing spoiled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kiosk.codes.code import (
    CityCode,
    ElementString,
    Family,
    ForeignLink,
    NoProduceCode,
    OtherScheme,
    PriceLookUp,
    Refusal,
    Refused,
    ShopNumber,
    TradeItemNumber,
)
from kiosk.records.finding import NOTHING_FOUND, Finding, Issue, Source
from kiosk.records.history import FlagKind
from kiosk.records.registry import CertificateStatus, Step
from kiosk.trust.seal import Seal, SealState
from kiosk.verdicts.facts import Facts
from kiosk.verdicts.gather import Place
from kiosk.verdicts.rules import RULES, judge
from kiosk.verdicts.verdict import (
    AuthenticityState,
    CertificationState,
    Headline,
    Level,
    OriginState,
    Reason,
)
from tests.verdicts.cases import (
    AT,
    ELEMENTS,
    FOUND,
    GENUINE,
    GENUINE_SIGN,
    GTIN,
    KEY,
    LINK,
    LISTS,
    LOT_RECORD,
    RECALL,
    SIGN,
    STOLEN,
    THEFT,
    UNSEALED,
    VIETGAP,
    VIOLATION,
    WAY,
    Case,
    aged,
    check,
    checked,
    flagged,
    labelled,
    moved,
    unsure,
)

ASKED_NOTHING_KNOWN = Finding(source=Source.CENTRAL, as_of=AT)
OLD_LIST = replace(LISTS, confirmed_at=AT - timedelta(hours=25))
BARE = Case(code=replace(LINK, seal_text=None), seal=UNSEALED)
TAKE_ALONG = Case(code=replace(LINK, seal_text=None, is_from_kiosk=True), seal=UNSEALED)
EAN = Case(code=TradeItemNumber(GTIN), seal=UNSEALED, finding=replace(FOUND, lot=None, issue=Issue.UNKNOWN))
PLU = Case(code=PriceLookUp("4011"), seal=UNSEALED, finding=replace(FOUND, lot=None, movements=(), issue=Issue.UNKNOWN))
BAR_CODE = Case(code=ElementString(ELEMENTS), seal=UNSEALED)
FOREIGN = Case(code=ForeignLink("brand.example", ELEMENTS), seal=UNSEALED)
LOT_LABEL = Case(code=labelled(ai21=None))


def state(name: SealState) -> Case:
    return replace(GENUINE, seal=Seal(name, 17, KEY))


def stolen(hours_registered_before_theft: float) -> Case:
    lot = replace(LOT_RECORD, registered_at=THEFT - timedelta(hours=hours_registered_before_theft))
    return replace(GENUINE, seal=Seal(SealState.REVOKED_KEY, 17, STOLEN)).found(lot=lot)


SUSPENDED = replace(VIOLATION, suspends_groups=("vegetable",))
STOPPED = replace(VIETGAP, status=CertificateStatus.SUSPENDED, status_since=date(2026, 11, 1))
SIX_HERE = tuple(check(hours, "minh-khai") for hours in (50, 40, 30, 20, 10))

ROWS: dict[str, tuple[Case, Headline]] = {
    "all in order": (GENUINE, Headline.GENUINE),
    "all in order by data of 24 h": (aged(GENUINE, hours=24), Headline.GENUINE),
    "all in order by data of 72 h": (aged(GENUINE, hours=72), Headline.GENUINE),
    "one label for the lot": (LOT_LABEL, Headline.GENUINE_LOT),
    "a sign": (GENUINE_SIGN, Headline.GENUINE_PLACE),
    "recalled lot": (GENUINE.found(recalls=(RECALL,)), Headline.RECALLED),
    "recalled product by its bar code": (EAN.found(recalls=(replace(RECALL, lots=()),)), Headline.RECALLED),
    "recalled by a brand's link": (FOREIGN.found(recalls=(RECALL,)), Headline.RECALLED),
    "recalled, by very old data": (aged(GENUINE.found(recalls=(RECALL,)), days=60), Headline.RECALLED),
    "test key on an enrolled unit": (replace(GENUINE, seal=Seal(SealState.VALID, 0xFF000, KEY)), Headline.PRACTICE),
    "forged with a test key": (replace(GENUINE, seal=Seal(SealState.INVALID, 0xFFA17)), Headline.PRACTICE),
    "sample product": (Case(code=labelled(ai01="09521234543213")), Headline.PRACTICE),
    "sample place": (
        replace(GENUINE_SIGN, code=replace(SIGN, elements=(("414", "9521234000013"),))),
        Headline.PRACTICE,
    ),
    "wrong signature": (state(SealState.INVALID), Headline.FORGED),
    "wrong signature, by very old data": (aged(state(SealState.INVALID), days=60), Headline.FORGED),
    "damaged seal": (state(SealState.MALFORMED), Headline.FORGED),
    "unknown key, fresh list": (state(SealState.UNKNOWN_KEY), Headline.FORGED),
    "key out of scope, fresh list": (state(SealState.OUT_OF_SCOPE), Headline.FORGED),
    "lot registered outside the signer's dates": (
        GENUINE.found(lot=replace(LOT_RECORD, registered_at=AT - timedelta(days=400))),
        Headline.FORGED,
    ),
    "unknown key, old list": (replace(state(SealState.UNKNOWN_KEY), lists=OLD_LIST), Headline.CANNOT_CONFIRM),
    "key out of scope, old list": (replace(state(SealState.OUT_OF_SCOPE), lists=OLD_LIST), Headline.CANNOT_CONFIRM),
    "unknown key, list never confirmed": (
        replace(state(SealState.UNKNOWN_KEY), lists=replace(LISTS, confirmed_at=None)),
        Headline.CANNOT_CONFIRM,
    ),
    "seal on a strange host": (state(SealState.FOREIGN_HOST), Headline.LOOK_ALIKE),
    "imitated host": (replace(FOREIGN, code=ForeignLink("t", ELEMENTS, imitates_ours=True)), Headline.LOOK_ALIKE),
    "imitated host without a product": (
        replace(BARE, code=NoProduceCode(Refusal.OTHER_LINK, imitates_ours=True), finding=NOTHING_FOUND),
        Headline.LOOK_ALIKE,
    ),
    "withdrawn serial": (flagged(FlagKind.WITHDRAWN, days=1), Headline.WITHDRAWN_LABEL),
    "withdrawn serial, by very old data": (
        aged(flagged(FlagKind.WITHDRAWN, days=90), days=60),
        Headline.WITHDRAWN_LABEL,
    ),
    "serial never issued, says the centre": (GENUINE.found(issue=Issue.NEVER_ISSUED), Headline.WITHDRAWN_LABEL),
    "serial never issued, said long ago": (
        aged(GENUINE.found(issue=Issue.NEVER_ISSUED), hours=1),
        Headline.CANNOT_CONFIRM,
    ),
    "stolen key, lot registered later": (stolen(-1), Headline.KEY_REVOKED),
    "stolen key, lot unknown": (stolen(1).found(lot=None), Headline.KEY_REVOKED),
    "stolen key, lot registered later, by data of a day": (aged(stolen(-1), hours=24), Headline.KEY_REVOKED),
    "stolen key, by older data": (aged(stolen(-1), hours=25), Headline.CANNOT_CONFIRM),
    "stolen key, lot registered before": (stolen(1), Headline.GENUINE),
    "stolen key, lot registered before, by older data": (aged(stolen(1), hours=25), Headline.CANNOT_CONFIRM),
    "stolen key, no time of the theft": (
        replace(stolen(-1), seal=Seal(SealState.REVOKED_KEY, 17, replace(STOLEN, status_since=None))),
        Headline.CANNOT_CONFIRM,
    ),
    "flag of copies": (flagged(FlagKind.COPIED, days=30), Headline.COPIED),
    "flag of copies, too old": (flagged(FlagKind.COPIED, days=31), Headline.GENUINE),
    "seen at three other markets": (
        checked(check(100, "long-bien"), check(60, "ha-dong"), check(20, "den-lu")),
        Headline.COPIED,
    ),
    "use-by printed and past": (Case(code=labelled(ai17="261122")), Headline.EXPIRED),
    "use-by registered and past": (
        Case(code=labelled(ai17=None)).found(lot=replace(LOT_RECORD, use_by=date(2026, 11, 22))),
        Headline.EXPIRED,
    ),
    "use-by today": (
        Case(code=labelled(ai17="261123")).found(lot=replace(LOT_RECORD, use_by=date(2026, 11, 23))),
        Headline.GENUINE,
    ),
    "use-by at an hour past": (Case(code=labelled(ai7003="2611230859")), Headline.EXPIRED),
    "use-by past, by very old data": (aged(Case(code=labelled(ai17="261122")), days=60), Headline.EXPIRED),
    "business suspended": (GENUINE.found(violations=(SUSPENDED,)), Headline.VIOLATION),
    "business suspended, by data of a week": (aged(GENUINE.found(violations=(SUSPENDED,)), days=7), Headline.VIOLATION),
    "business suspended, by older data": (aged(GENUINE.found(violations=(SUSPENDED,)), days=8), Headline.STALE),
    "business suspended until yesterday": (
        GENUINE.found(violations=(replace(SUSPENDED, in_force_until=date(2026, 11, 22)),)),
        Headline.GENUINE,
    ),
    "business suspended in another group": (
        GENUINE.found(violations=(replace(VIOLATION, suspends_groups=("fish",)),)),
        Headline.GENUINE,
    ),
    "another's business suspended": (
        GENUINE.found(violations=(replace(SUSPENDED, establishment_id="other"),)),
        Headline.GENUINE,
    ),
    "sign of a business suspended in some group": (
        GENUINE_SIGN.found(violations=(SUSPENDED,)),
        Headline.CANNOT_CONFIRM,
    ),
    "faulty code": (
        Case(code=Refused(Family.DIGITAL_LINK, Refusal.BAD_CHECK_DIGIT), seal=UNSEALED, finding=NOTHING_FOUND),
        Headline.FAULTY_CODE,
    ),
    "another scheme": (Case(code=OtherScheme("s"), seal=UNSEALED, finding=NOTHING_FOUND), Headline.OTHER_SCHEME),
    "a shop's own number": (
        Case(code=ShopNumber("2012345678900"), seal=UNSEALED, finding=NOTHING_FOUND),
        Headline.SHOP_CODE,
    ),
    "a payment code": (
        Case(code=NoProduceCode(Refusal.OTHER_TEXT), seal=UNSEALED, finding=NOTHING_FOUND),
        Headline.NOT_PRODUCE,
    ),
    "bar code, some lots recalled": (EAN.found(recalls=(RECALL,)), Headline.RECALL_POSSIBLE),
    "bar code, some lots recalled, by very old data": (
        aged(EAN.found(recalls=(RECALL,)), days=31),
        Headline.CANNOT_CONFIRM,
    ),
    "seal of a newer version": (state(SealState.NEWER_VERSION), Headline.CANNOT_CONFIRM),
    "nothing here, nobody asked": (replace(GENUINE, finding=NOTHING_FOUND), Headline.CANNOT_CONFIRM),
    "lot not here, nobody asked": (aged(GENUINE.found(lot=None), hours=1), Headline.CANNOT_CONFIRM),
    "data of 30 days": (aged(GENUINE, days=30), Headline.STALE),
    "data older than 30 days": (aged(GENUINE, days=30, seconds=1), Headline.CANNOT_CONFIRM),
    "data without a time": (GENUINE.found(as_of=None), Headline.CANNOT_CONFIRM),
    "nothing known, says the centre": (replace(GENUINE, finding=ASKED_NOTHING_KNOWN), Headline.UNKNOWN_ITEM),
    "lot unknown, says the centre": (GENUINE.found(lot=None), Headline.UNKNOWN_ITEM),
    "not found, kept for a minute": (
        replace(EAN, finding=replace(ASKED_NOTHING_KNOWN, source=Source.CACHE, as_of=AT - timedelta(seconds=60))),
        Headline.UNKNOWN_ITEM,
    ),
    "not found, kept for longer": (
        replace(EAN, finding=replace(ASKED_NOTHING_KNOWN, source=Source.CACHE, as_of=AT - timedelta(seconds=61))),
        Headline.CANNOT_CONFIRM,
    ),
    "another lot's record": (GENUINE.found(lot=replace(LOT_RECORD, lot="L9")), Headline.UNKNOWN_ITEM),
    "seal left out": (BARE, Headline.SEAL_MISSING),
    "another use-by than registered": (Case(code=labelled(ai17="261129")), Headline.CONTRADICTS),
    "use-by as once registered": (
        Case(code=labelled(ai17="261129")).found(lot=replace(LOT_RECORD, earlier_dates=(date(2026, 11, 29),))),
        Headline.GENUINE,
    ),
    "harvest as registered, in a range": (Case(code=labelled(ai7007="261120261122")), Headline.GENUINE),
    "harvest other than registered": (Case(code=labelled(ai7007="261120261121")), Headline.CONTRADICTS),
    "weight as of the product": (Case(code=labelled(ai3103="000500")), Headline.GENUINE),
    "another weight than the product's": (Case(code=labelled(ai3103="000499")), Headline.CONTRADICTS),
    "packed tomorrow": (
        Case(code=labelled(ai13="261124")).found(lot=replace(LOT_RECORD, packed_on=None)),
        Headline.GENUINE,
    ),
    "packed the day after tomorrow": (
        Case(code=labelled(ai13="261125")).found(lot=replace(LOT_RECORD, packed_on=None)),
        Headline.CONTRADICTS,
    ),
    "flag of a suspicion": (flagged(FlagKind.COPY_SUSPECTED, days=3), Headline.COPY_SUSPECTED),
    "ten minutes ago at another market": (checked(check(1 / 6, "long-bien")), Headline.COPY_SUSPECTED),
    "an hour ago at another market": (checked(check(1, "long-bien")), Headline.GENUINE),
    "sixth check here in a week": (checked(*SIX_HERE), Headline.COPY_SUSPECTED),
    "fifth check here in a week": (checked(*SIX_HERE[1:]), Headline.GENUINE),
    "flag of a sale": (flagged(FlagKind.REUSED, days=3), Headline.REUSED),
    "sold more than a day ago": (
        GENUINE.found(movements=(*WAY, moved(Step.SALE, 24.1, "minh-khai", ("7K2M9Q4T",)))),
        Headline.REUSED,
    ),
    "sold a day ago": (
        GENUINE.found(movements=(*WAY, moved(Step.SALE, 24, "minh-khai", ("7K2M9Q4T",)))),
        Headline.GENUINE,
    ),
    "best before yesterday": (Case(code=labelled(ai15="261122")), Headline.PAST_BEST_BEFORE),
    "best before the end of last month": (Case(code=labelled(ai15="261000")), Headline.PAST_BEST_BEFORE),
    "best before the end of this month": (Case(code=labelled(ai15="261100")), Headline.GENUINE),
    "no certificate": (GENUINE.found(certificates=()), Headline.NOT_CERTIFIED),
    "certificate ended before the harvest": (
        GENUINE.found(certificates=(replace(VIETGAP, last_day=date(2026, 11, 21)),)),
        Headline.NOT_CERTIFIED,
    ),
    "certificate ended since the harvest": (
        GENUINE.found(certificates=(replace(VIETGAP, last_day=date(2026, 11, 22)),)),
        Headline.GENUINE,
    ),
    "certificate suspended": (GENUINE.found(certificates=(STOPPED,)), Headline.NOT_CERTIFIED),
    "certificate of another's": (
        GENUINE.found(certificates=(replace(VIETGAP, establishment_id="other"),)),
        Headline.NOT_CERTIFIED,
    ),
    "certificate for another crop": (
        GENUINE.found(certificates=(replace(VIETGAP, groups=("fruit",)),)),
        Headline.NOT_CERTIFIED,
    ),
    "sign without a certificate": (GENUINE_SIGN.found(certificates=()), Headline.NOT_CERTIFIED),
    "bar code of a known product": (EAN, Headline.PRODUCT_ONLY),
    "brand's link to an unknown lot": (FOREIGN.found(lot=None), Headline.PRODUCT_ONLY),
    "city code": (
        Case(code=CityCode("HNP00417X"), seal=UNSEALED, finding=replace(FOUND, product=None, lot=None)),
        Headline.PRODUCT_ONLY,
    ),
    "price look-up number": (PLU, Headline.PRODUCT_ONLY),
    "price look-up number of a firm that may not deal": (
        PLU.found(violations=(replace(VIOLATION, suspends_groups=("vegetable",)),)),
        Headline.PRODUCT_ONLY,
    ),
    "price look-up number of a kind of which some is recalled": (
        PLU.found(recalls=(RECALL,)),
        Headline.RECALL_POSSIBLE,
    ),
    "price look-up number of a firm whose goods are recalled": (
        PLU.found(recalls=(replace(RECALL, gtins=(), lots=(), establishment_ids=("farm",)),)),
        Headline.RECALL_POSSIBLE,
    ),
    "sign without a seal": (replace(GENUINE_SIGN, seal=UNSEALED), Headline.PRODUCT_ONLY),
    "clock that nobody vouches for": (replace(GENUINE, now=unsure()), Headline.CLOCK_UNSURE),
    "data of more than 72 h": (aged(GENUINE, hours=72, seconds=1), Headline.STALE),
    "sign by old data": (aged(GENUINE_SIGN, days=9), Headline.STALE),
    "lot without seals": (BARE.found(lot=replace(LOT_RECORD, is_sealed=False)), Headline.UNSEALED),
    "bar code of a sealed lot": (BAR_CODE, Headline.UNSEALED),
    "brand's link to a registered lot": (FOREIGN, Headline.UNSEALED),
    "take-along code": (TAKE_ALONG, Headline.UNSEALED),
    "no product record": (GENUINE.found(product=None), Headline.CANNOT_CONFIRM),
    "no establishment record": (GENUINE.found(establishment=None), Headline.CANNOT_CONFIRM),
}


@pytest.mark.parametrize("name", ROWS)
def test_headline_of(name: str) -> None:
    case, headline = ROWS[name]
    assert case.verdict().headline is headline


def test_every_headline_has_its_case() -> None:
    assert {headline for _, headline in ROWS.values()} == set(Headline)


def test_rows_stand_in_the_order_of_the_specification() -> None:
    assert [rule.headline for rule in RULES] == list(Headline)


def test_facts_that_say_nothing_cannot_be_confirmed() -> None:
    verdict = judge(Facts(is_clock_trusted=True))
    assert (verdict.level, verdict.headline) == (Level.UNKNOWN, Headline.CANNOT_CONFIRM)


def test_genuine_has_no_reasons_and_three_positive_answers() -> None:
    verdict = GENUINE.verdict()
    assert verdict.reasons == ()
    assert verdict.origin is OriginState.TRACED
    assert verdict.certification is CertificationState.IN_FORCE
    assert verdict.authenticity is AuthenticityState.GENUINE_SEAL


def test_headlines_that_also_hold_are_reasons_in_order() -> None:
    verdict = Case(code=labelled(ai17="261122")).found(recalls=(RECALL,), certificates=()).verdict()
    assert verdict.headline is Headline.RECALLED
    assert verdict.reasons == (Headline.EXPIRED, Headline.CONTRADICTS, Headline.NOT_CERTIFIED)


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        (aged(GENUINE.found(lot=None), hours=1), Reason.LOT_NOT_ASKED),
        (GENUINE.found(violations=(VIOLATION,)), Reason.VIOLATION_WITHOUT_SUSPENSION),
        (BAR_CODE, Reason.HOLD_UP_SQUARE_CODE),
        (FOREIGN, Reason.HOLD_UP_SQUARE_CODE),
        (TAKE_ALONG, Reason.SEAL_CHECKED_AT_KIOSK),
        (aged(GENUINE, hours=25), Reason.OLDER_DATA),
    ],
)
def test_finer_reason(case: Case, reason: Reason) -> None:
    assert case.verdict().reasons == (reason,)


def test_sample_data_verify_like_others_on_a_unit_that_is_not_enrolled() -> None:
    demonstration = replace(GENUINE, seal=Seal(SealState.VALID, 0xFFA17, KEY), place=Place("minh-khai"))
    assert demonstration.verdict().headline is Headline.GENUINE


def test_from_kiosk_beside_a_seal_evades_no_rule_of_the_history() -> None:
    copy = replace(checked(*SIX_HERE), code=replace(LINK, is_from_kiosk=True))
    assert copy.verdict().headline is Headline.COPY_SUSPECTED


def test_a_check_of_a_demonstration_enters_no_rule() -> None:
    assert replace(checked(*SIX_HERE), place=Place("minh-khai")).verdict().headline is Headline.GENUINE


def test_offline_only_its_own_crowd_counts() -> None:
    fast = checked(check(1 / 6, "long-bien"))
    assert aged(fast, hours=1).verdict().headline is Headline.GENUINE
    assert aged(checked(*SIX_HERE), hours=1).verdict().headline is Headline.COPY_SUSPECTED


@pytest.mark.parametrize(
    ("case", "state"),
    [
        (aged(GENUINE, hours=1), AuthenticityState.UNCHECKED),
        (LOT_LABEL, AuthenticityState.GENUINE_LOT_LABEL),
        (GENUINE_SIGN, AuthenticityState.GENUINE_SEAL),
        (BARE, AuthenticityState.SEAL_MISSING),
        (EAN, AuthenticityState.NO_SEAL),
        (state(SealState.INVALID), AuthenticityState.FORGED),
        (state(SealState.FOREIGN_HOST), AuthenticityState.FORGED),
        (stolen(-1), AuthenticityState.FORGED),
        (state(SealState.NEWER_VERSION), AuthenticityState.UNKNOWN),
        (GENUINE.found(issue=Issue.NEVER_ISSUED), AuthenticityState.WITHDRAWN),
        (flagged(FlagKind.COPIED, days=1), AuthenticityState.COPIED),
        (flagged(FlagKind.COPY_SUSPECTED, days=1), AuthenticityState.COPY_SUSPECTED),
        (flagged(FlagKind.REUSED, days=1), AuthenticityState.REUSED),
        (replace(EAN, code=NoProduceCode(Refusal.NOT_TEXT)), AuthenticityState.UNKNOWN),
    ],
)
def test_authenticity(case: Case, state: AuthenticityState) -> None:
    assert case.verdict().authenticity is state


@pytest.mark.parametrize("seal", [SealState.INVALID, SealState.FOREIGN_HOST])
def test_a_false_label_proves_no_origin_and_no_certificate(seal: SealState) -> None:
    verdict = state(seal).verdict()
    assert (verdict.origin, verdict.certification) == (OriginState.UNKNOWN, CertificationState.UNKNOWN)
