"""A row of the journal gives the same verdict again; what a rule, a list or a finding changes is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from kiosk.codes.payload import TYPED, Payload
from kiosk.inspection import inspect
from kiosk.journal.event import Inspected, Stand, from_json, inspected, to_json
from kiosk.processes import replay
from kiosk.processes.check import sample_checker
from kiosk.processes.replay import Difference, NotJudgedError, differences_of, judged_again
from kiosk.trust.lists import KeyStatus
from kiosk.trust.seal import SealState
from kiosk.verdicts import rules
from kiosk.verdicts.facts import Facts
from kiosk.verdicts.gather import gather as gather_facts
from kiosk.verdicts.verdict import Headline, Level
from tests.conformance.test_vectors import Given
from tests.conformance.vectors import LISTS, VECTORS, Vector, every_vector
from tests.journal.events import NINE
from tests.replay.rows import NOW, SHOWN, STAND, STORIES, events, genuine, trust
from tests.sample.samples import FOLDER

TRUST = {trust().version: trust()}


def row_of(vector: Vector) -> Inspected:
    """The row of a vector, as it comes back from the file."""
    inspection = inspect(vector.payload, Given(vector.finding), vector.lists, vector.place, vector.now)
    stand = Stand("K1", vector.place.market_id, "0.1.0", vector.place.is_enrolled)
    row = from_json(to_json(inspected("id", inspection, vector.lists, stand, SHOWN, vector.now)))
    assert isinstance(row, Inspected)
    return row


@pytest.mark.parametrize("number", range(len(STORIES)), ids=STORIES)
def test_a_story_label_gives_the_same_again(number: int) -> None:
    row = from_json(to_json(events()[number]))
    assert isinstance(row, Inspected)
    assert differences_of(row, TRUST) == ()


@every_vector
def test_a_vector_gives_the_same_again(vector: Vector) -> None:
    assert differences_of(row_of(vector), {vector.lists.trust.version: LISTS.trust}) == ()


def test_a_vector_gives_the_same_facts_again(monkeypatch: pytest.MonkeyPatch) -> None:
    gathered: list[Facts] = []

    def gather(*given: Any) -> Facts:
        gathered.append(gather_facts(*given))
        return gathered[-1]

    monkeypatch.setattr("kiosk.inspection.gather", gather)
    monkeypatch.setattr(replay, "gather", gather)
    for vector in VECTORS:
        judged_again(row_of(vector), {vector.lists.trust.version: LISTS.trust})
    assert gathered[::2] == gathered[1::2]
    assert len(gathered) == 2 * len(VECTORS)


@pytest.mark.parametrize(("symbology", "headline"), [("]Q1", "seal_missing"), (TYPED, "unsealed")])
def test_a_lot_that_was_typed_lacks_no_seal_and_gives_the_same_again(symbology: str, headline: str) -> None:
    payload = Payload(b"https://trace.example/01/09521234543213/10/L2611A", symbology)
    with sample_checker(FOLDER, NINE, is_offline=False) as checker:
        made = inspected("id", checker.inspect(payload), checker.lists, STAND, SHOWN, NOW)
    row = from_json(to_json(made))
    assert isinstance(row, Inspected)
    assert (row.headline, row.code.is_typed) == (headline, symbology == TYPED)
    assert differences_of(row, TRUST) == ()


def test_a_rule_that_is_gone_shows_as_another_headline(monkeypatch: pytest.MonkeyPatch) -> None:
    recalled = events()[STORIES.index("recalled")]
    monkeypatch.setattr(rules, "RULES", tuple(row for row in rules.RULES if row.headline is not Headline.RECALLED))
    found = {one.part: (one.was, one.now) for one in differences_of(recalled, TRUST)}
    assert found["headline"][0] == "recalled"
    assert found["level"] == ("stop", "good")


def test_a_rule_of_another_level_shows_as_that_level_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = (replace(one, level=Level.UNKNOWN) if one.headline is Headline.GENUINE else one for one in rules.RULES)
    monkeypatch.setattr(rules, "RULES", tuple(changed))
    assert differences_of(genuine(), TRUST) == (Difference("level", "good", "unknown"),)


def test_a_finding_without_its_certificates_differs_in_all_that_hangs_on_them() -> None:
    spoiled = replace(genuine(), finding=replace(genuine().finding, certificates=()))
    assert differences_of(spoiled, TRUST) == (
        Difference("headline", "genuine", "not_certified"),
        Difference("level", "good", "caution"),
        Difference("certification", "in_force", "none"),
    )


def test_a_reason_more_is_named() -> None:
    spoiled = replace(genuine(), reasons=(Headline.STALE,))
    assert differences_of(spoiled, TRUST) == (Difference("reasons", "stale", ""),)


def test_an_altered_lot_is_told_by_the_seal_that_was_kept() -> None:
    elements = tuple((ai, "L9999" if ai == "10" else value) for ai, value in genuine().code.elements)
    spoiled = replace(genuine(), code=replace(genuine().code, elements=elements))
    found = {one.part: (one.was, one.now) for one in differences_of(spoiled, TRUST)}
    assert found["seal"] == ("valid", "invalid")
    assert found["headline"] == ("genuine", "forged")


def test_a_list_of_the_same_version_with_a_stolen_key_differs() -> None:
    keys = tuple(
        replace(key, status=KeyStatus.COMPROMISED, status_since=genuine().at - timedelta(days=90))
        if key.kid == genuine().key_id
        else key
        for key in trust().keys
    )
    found = {one.part for one in differences_of(genuine(), {trust().version: replace(trust(), keys=keys)})}
    assert found >= {"headline", "level", "seal"}


def test_a_seal_of_a_list_that_is_not_here_is_said_and_no_fault_of_the_row() -> None:
    with pytest.raises(NotJudgedError, match="version 7 of the trust list, which is not here"):
        differences_of(genuine(), {})


def test_a_label_without_a_kept_seal_needs_no_list() -> None:
    forged = events()[STORIES.index("forged")]
    assert forged.code.seal_text is None
    assert differences_of(forged, {}) == ()


def test_values_that_fit_nothing_are_told_and_raise_nothing_else() -> None:
    naive = replace(genuine(), finding=replace(genuine().finding, as_of=genuine().at.replace(tzinfo=None)))
    with pytest.raises(NotJudgedError, match="cannot be judged"):
        differences_of(naive, TRUST)


def test_the_time_is_the_rows_own() -> None:
    late = replace(genuine(), at=genuine().at + timedelta(days=400))
    assert "headline" in {one.part for one in differences_of(late, TRUST)}


def test_an_enrolled_unit_is_judged_as_enrolled() -> None:
    enrolled = replace(genuine(), stand=replace(genuine().stand, is_enrolled=True))
    assert Difference("headline", "genuine", "practice") in differences_of(enrolled, TRUST)


def test_a_strangers_seal_beside_from_kiosk_stays_a_seal() -> None:
    copied = next(one for one in VECTORS if one.expect["headline"] == "copied" and one.finding.history.checks)
    link = copied.payload.content.decode().partition("?")[0]
    vector = replace(copied, payload=Payload(f"{link}?s={'A' * 89}&from=kiosk".encode()))
    row = row_of(vector)
    assert (row.seal, row.code.seal_text) == (SealState.MALFORMED, None)
    assert Headline.COPIED in row.reasons
    assert differences_of(row, {}) == ()
