"""What must hold of every verdict, whatever else is true of the label."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kiosk.codes.code import (
    CityCode,
    Code,
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
from kiosk.records.finding import NOTHING_FOUND, Issue, Source
from kiosk.records.history import Flag, FlagKind, History
from kiosk.trust.seal import Seal, SealState
from kiosk.verdicts.facts import Facts
from kiosk.verdicts.gather import Place
from kiosk.verdicts.replace import may_replace
from kiosk.verdicts.rules import RULES, judge
from kiosk.verdicts.verdict import Headline, Level, Verdict
from tests.verdicts.cases import (
    AT,
    ELEMENTS,
    FARM,
    FOUND,
    GTIN,
    KEY,
    LINK,
    LISTS,
    LOT_RECORD,
    NEEDED,
    NOW,
    RECALL,
    SIGN,
    SPINACH,
    STOLEN,
    VIETGAP,
    VIOLATION,
    WAY,
    Case,
    check,
    labelled,
    unsure,
)

CODES: tuple[Code, ...] = (
    LINK,
    SIGN,
    replace(LINK, seal_text=None),
    replace(LINK, seal_text=None, is_from_kiosk=True),
    labelled(ai21=None),
    labelled(ai10=None, ai21=None),
    labelled(ai17="261121"),
    labelled(ai15="261100", ai13="261122"),
    labelled(ai7003="2611252459", ai7007="2611", ai3103="x"),
    ElementString(ELEMENTS),
    ElementString((("00", "089300000000000011"),)),
    ForeignLink("brand.example", ELEMENTS),
    ForeignLink("brand.example", ELEMENTS, imitates_ours=True),
    TradeItemNumber(GTIN),
    ShopNumber("2012345678900"),
    CityCode("HNP00417X"),
    PriceLookUp("4011"),
    OtherScheme("s"),
    Refused(Family.DIGITAL_LINK, Refusal.BAD_SYNTAX),
    NoProduceCode(Refusal.OTHER_TEXT),
)
SUSPENDED = replace(VIOLATION, suspends_groups=("vegetable",))
AGES = (0, 30, 61, 3600, 24 * 3600, 25 * 3600, 72 * 3600, 73 * 3600, 8 * 86400, 29 * 86400, 31 * 86400)

histories = st.builds(
    History,
    checks=st.lists(
        st.builds(check, st.sampled_from((0.1, 1, 20, 60, 200)), st.sampled_from(("minh-khai", "long-bien", "x")))
    ).map(tuple),
    flags=st.lists(st.builds(Flag, st.sampled_from(FlagKind), st.sampled_from((AT, AT - timedelta(days=40))))).map(
        tuple
    ),
    was_asked=st.booleans(),
)
findings = st.builds(
    replace,
    st.just(FOUND),
    source=st.sampled_from((Source.CENTRAL, Source.CACHE, Source.SNAPSHOT)),
    as_of=st.sampled_from([AT - timedelta(seconds=age) for age in AGES]),
    product=st.sampled_from((SPINACH, None)),
    lot=st.sampled_from((LOT_RECORD, None, replace(LOT_RECORD, is_sealed=False))),
    establishment=st.sampled_from((FARM, None)),
    certificates=st.sampled_from(((VIETGAP,), ())),
    needed=st.sampled_from(((NEEDED,), ())),
    movements=st.sampled_from((WAY, WAY[:2], ())),
    recalls=st.sampled_from(((), (RECALL,), (replace(RECALL, lots=("other",)),))),
    violations=st.sampled_from(((), (VIOLATION,), (SUSPENDED,))),
    issue=st.sampled_from(Issue),
    history=histories,
) | st.just(NOTHING_FOUND)
seals = st.builds(
    Seal, st.sampled_from(SealState), st.sampled_from((None, 17, 0xFF001)), st.sampled_from((KEY, STOLEN))
)
cases = st.builds(
    Case,
    code=st.sampled_from(CODES),
    seal=seals,
    finding=findings,
    lists=st.builds(replace, st.just(LISTS), confirmed_at=st.sampled_from((None, AT, AT - timedelta(hours=25)))),
    place=st.sampled_from((Place(), Place("minh-khai", is_enrolled=True), Place("long-bien", is_enrolled=True))),
    now=st.sampled_from((NOW, unsure(1), unsure(24 * 40))),
)
labels_of_goods = cases.map(lambda case: replace(case, code=LINK))
facts = st.builds(Facts)


def is_good(case: Case) -> bool:
    return case.verdict().level is Level.GOOD


@given(cases)
def test_the_headline_is_the_first_row_that_holds(case: Case) -> None:
    verdict, known = case.verdict(), case.facts()
    holding = [rule for rule in RULES if rule.holds(known)]
    if holding:
        assert (verdict.headline, verdict.level) == (holding[0].headline, holding[0].level)
    else:
        assert (verdict.headline, verdict.level) == (Headline.CANNOT_CONFIRM, Level.UNKNOWN)


@given(labels_of_goods)
def test_a_recall_that_covers_the_item_stops_it(case: Case) -> None:
    verdict = replace(case, now=NOW).found(recalls=(RECALL,)).verdict()
    assert (verdict.level, verdict.headline) == (Level.STOP, Headline.RECALLED)


@given(cases, st.sampled_from(AGES))
def test_older_data_never_make_it_good(case: Case, age: int) -> None:
    as_of = case.finding.as_of
    older = case.found(as_of=as_of and as_of - timedelta(seconds=age))
    assert is_good(case) or not is_good(older)


@given(cases, st.sampled_from(("product", "lot", "establishment")))
def test_a_record_less_never_makes_it_good(case: Case, record: str) -> None:
    assert is_good(case) or not is_good(case.found(**{record: None}))


@given(cases)
def test_no_certificates_never_make_it_good(case: Case) -> None:
    assert is_good(case) or not is_good(case.found(certificates=()))


@given(cases)
def test_an_untrusted_clock_never_says_good(case: Case) -> None:
    assert not is_good(replace(case, now=unsure()))


@given(cases.filter(lambda case: case.seal.state is not SealState.VALID))
def test_without_a_valid_seal_nothing_is_good_but_what_a_theft_came_after(case: Case) -> None:
    assert not is_good(case) or case.seal.state is SealState.REVOKED_KEY


@given(cases)
def test_a_stop_names_something_positive(case: Case) -> None:
    """Nothing that is merely missing is red: with every record gone, only the code itself can be wrong."""
    bare = replace(case, finding=NOTHING_FOUND, now=NOW)
    if bare.verdict().level is Level.STOP:
        assert bare.verdict().headline in {Headline.FORGED, Headline.LOOK_ALIKE, Headline.EXPIRED}


@given(st.data())
def test_any_facts_give_a_verdict(data: st.DataObject) -> None:
    drawn: dict[str, Any] = {field.name: data.draw(st.booleans()) for field in fields(Facts) if field.type == "bool"}
    verdict = judge(replace(data.draw(facts), **drawn))
    assert verdict.headline not in verdict.reasons


@given(cases, cases)
def test_a_late_answer_replaces_only_as_a_stop_or_where_nothing_was_known(one: Case, other: Case) -> None:
    shown, late = one.verdict(), other.verdict()
    assert may_replace(shown, late) is (late.level is Level.STOP or shown.level is Level.UNKNOWN)
    assert isinstance(shown, Verdict)
