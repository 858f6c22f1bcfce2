"""Twenty thousand payloads that strangers might print; `make fuzz` tries a million."""

from __future__ import annotations

from random import Random

from bench.fuzz import MUTATIONS, SEEDS, fuzz
from kiosk.codes.code import Family, Refusal

COUNT, SEED = 20_000, 20261123


def test_nothing_mutated_raises_is_accepted_or_is_shown() -> None:
    tally = fuzz(COUNT, SEED, limit_s=55)
    assert tally.faults == []
    assert tally.count == COUNT
    assert set(tally.refusals) == set(Refusal)
    assert set(tally.families) == set(Family)


def test_every_mutation_changes_something() -> None:
    content = next(seed.content for seed in SEEDS if seed.content.startswith(b"https"))
    for mutation in MUTATIONS:
        assert any(mutation(Random(seed), content) != content for seed in range(20)), mutation


def test_every_mutation_takes_an_empty_payload() -> None:
    assert all(isinstance(mutation(Random(1), b""), bytes) for mutation in MUTATIONS)
