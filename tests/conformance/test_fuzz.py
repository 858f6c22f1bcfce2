"""Five thousand payloads that strangers might print; `make test-long` tries 20,000, `make fuzz` a million."""

from __future__ import annotations

from random import Random

import pytest

from bench.fuzz import MUTATIONS, SEEDS, fuzz
from kiosk.codes.code import Family, Refusal

COUNTS, SEED = (5_000, pytest.param(20_000, marks=pytest.mark.long)), 20261123


@pytest.mark.timeout(180)
@pytest.mark.parametrize("count", COUNTS)
def test_nothing_mutated_raises_is_accepted_or_is_shown(count: int) -> None:
    tally = fuzz(count, SEED, limit_s=150)
    assert tally.faults == []
    assert tally.count == count
    assert set(tally.refusals) == set(Refusal)
    assert set(tally.families) == set(Family)


def test_every_mutation_changes_something() -> None:
    content = next(seed.content for seed in SEEDS if seed.content.startswith(b"https"))
    for mutation in MUTATIONS:
        assert any(mutation(Random(seed), content) != content for seed in range(20)), mutation


def test_every_mutation_takes_an_empty_payload() -> None:
    assert all(isinstance(mutation(Random(1), b""), bytes) for mutation in MUTATIONS)
