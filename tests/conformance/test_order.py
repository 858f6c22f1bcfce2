"""The order of the table: of every two headlines that can hold together, which one is said."""

from __future__ import annotations

from itertools import combinations

import pytest

from kiosk.verdicts.facts import Facts
from kiosk.verdicts.rules import RULES, judge
from kiosk.verdicts.verdict import Headline, Level
from tests.conformance.together import HOLDS, NEVER, merged, pairs_of
from tests.rows import of_each

ORDER = (
    "recalled practice forged look_alike withdrawn_label key_revoked copied expired violation faulty_code other_scheme "
    "shop_code not_produce recall_possible cannot_confirm unknown_item seal_missing contradicts copy_suspected reused "
    "past_best_before not_certified product_only clock_unsure stale unsealed genuine_place genuine_lot genuine"
)
"""As the specification has it."""
HEADLINES = [Headline(name) for name in ORDER.split()]
ROW_OF = {rule.headline: rule for rule in RULES}
NEVER_TOGETHER = frozenset().union(*(pairs_of(ones, others) for ones, others, _ in NEVER))
PAIRS = [pair for pair in combinations(HEADLINES, 2) if frozenset(pair) not in NEVER_TOGETHER]


def both(winner: Headline, loser: Headline) -> list[Facts]:
    """Return every label of our table for which both rows hold."""
    return [f for f in merged(winner, loser) if ROW_OF[winner].holds(f) and ROW_OF[loser].holds(f)]


@of_each(PAIRS, lambda pair: f"{pair[0]} before {pair[1]}")
def test_the_earlier_headline_is_said(pair: tuple[Headline, Headline]) -> None:
    winner, loser = pair
    labels = both(winner, loser)
    assert labels
    for facts in labels:
        verdict = judge(facts)
        said = [verdict.headline, *verdict.reasons]
        assert HEADLINES.index(verdict.headline) <= HEADLINES.index(winner)
        assert winner in said
        assert loser in said or ROW_OF[loser].level is Level.GOOD
    assert any(judge(facts).headline is winner for facts in labels)


@pytest.mark.parametrize(("ones", "others", "reason"), NEVER, ids=[reason for _, _, reason in NEVER])
def test_what_cannot_hold_together_does_not(
    ones: tuple[Headline, ...], others: tuple[Headline, ...], reason: str
) -> None:
    assert reason
    assert [pair for pair in map(tuple, pairs_of(ones, others)) if both(*pair)] == []


@pytest.mark.parametrize("headline", HEADLINES)
def test_the_facts_of_each_row_make_it_hold(headline: Headline) -> None:
    labels = list(merged(headline, headline))
    assert len(labels) >= len(HOLDS[headline])
    assert all(ROW_OF[headline].holds(facts) for facts in labels)


def test_every_pair_is_judged() -> None:
    assert set(HEADLINES) == set(HOLDS) == set(Headline)
    assert len(PAIRS) + len(NEVER_TOGETHER) == 29 * 28 // 2
