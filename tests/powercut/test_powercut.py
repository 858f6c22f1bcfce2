"""2,650 power cuts: no file breaks, nothing acknowledged is lost, nothing stands twice at the centre.

`make test-long` does 20,000.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator

import pytest

from bench.powercut.cuts import Outcome, cut_unit, scratch
from bench.powercut.machine import SECTOR, Machine, Made, Removed, Renamed, Sync, SyncNames, Truncate, Write
from bench.powercut.registry import cut_registry, published

CUTS = 20_000
PARTS = 8
REGISTRY_CUTS = 2_000
LONG = pytest.mark.long


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=LONG) for part in range(1, PARTS))])
def test_journal_and_outbox_lose_nothing_and_double_nothing(part: int) -> None:
    outcome, seed = Outcome(), 1000 * part
    while outcome.cuts < (CUTS - REGISTRY_CUTS) / PARTS:
        cut_unit(seed, outcome)
        seed += 1
    assert outcome.examples == []
    assert outcome.gone_on > 10


@pytest.mark.timeout(120)
@pytest.mark.parametrize("cuts", [REGISTRY_CUTS // 5, pytest.param(REGISTRY_CUTS, marks=LONG)])
def test_registry_is_the_one_before_or_the_new_one(cuts: int) -> None:
    outcome, seed = Outcome(), 0
    with scratch() as folder:
        what = published(folder)
        while outcome.cuts < cuts:
            cut_registry(what, seed, outcome)
            seed += 1
    assert outcome.examples == []


def test_without_synchronous_the_same_test_fails() -> None:
    outcome = Outcome()
    cut_unit(0, outcome, synchronous="OFF")
    assert {"moved aside", "acknowledged rows lost", "doubled at the centre"} <= outcome.faults.keys()


@pytest.mark.long
def test_with_less_synchronous_the_same_test_fails() -> None:
    outcome = Outcome()
    cut_unit(0, outcome, synchronous="NORMAL")
    assert "acknowledged rows lost" in outcome.faults
    assert "moved aside" not in outcome.faults


def test_registry_on_a_disk_that_does_not_flush_fails() -> None:
    outcome = Outcome()
    with scratch() as folder:
        cut_registry(published(folder), 0, outcome, is_honest=False)
    assert outcome.faults


# The machine itself.


def found(*steps: object, times: int = 200) -> set[tuple[tuple[str, bytes], ...]]:
    """Every disk that cuts after `steps` leave."""
    machine, chance = Machine({"a": b"0" * 2 * SECTOR}), random.Random(1)
    for step in steps:
        machine.do(step)  # type: ignore[arg-type]  # steps alone are given
    return {tuple(sorted(machine.after_cut(chance).items())) for _ in range(times)}


A = Machine({"a": b""}).named("a")
ONES = Write(A, 0, b"1" * 2 * SECTOR)


def test_what_was_flushed_stands() -> None:
    assert found(ONES, Sync(A, has_names=False)) == {(("a", b"1" * 2 * SECTOR),)}


def test_what_was_not_flushed_is_kept_or_lost_or_torn_at_a_sector() -> None:
    halves = [b"0" * SECTOR, b"1" * SECTOR]
    assert found(ONES) == {(("a", first + second),) for first in halves for second in halves}


def test_later_write_may_survive_an_earlier_one() -> None:
    disks = found(Write(A, 0, b"x"), Write(A, 1, b"y"))
    assert {disk[0][1][:2] for disk in disks} == {b"00", b"x0", b"0y", b"xy"}


def test_file_whose_name_was_not_flushed_may_be_gone_though_it_was() -> None:
    made = (Made("b", 7), Write(7, 0, b"z"), Sync(7, has_names=False))
    assert {tuple(name for name, _ in disk) for disk in found(*made)} == {("a",), ("a", "b")}
    assert {tuple(name for name, _ in disk) for disk in found(*made, SyncNames())} == {("a", "b")}


def test_names_change_in_their_order() -> None:
    disks = found(Renamed("a", "b"), Made("c", 8), Removed("b"))
    assert {tuple(name for name, _ in disk) for disk in disks} == {("a",), ("b",), ("b", "c"), ("c",)}


def test_file_may_be_cut_short_or_not() -> None:
    assert {len(disk[0][1]) for disk in found(Truncate(A, 3))} == {3, 2 * SECTOR}
