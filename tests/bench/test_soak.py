"""What a soak holds against a kiosk: memory that grows, descriptors that leak, a verdict that is late offline."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.held import Held, Sample
from bench.soak import Soaked
from bench.soak_unit import allocator_of
from tests.faults.fault import Kind

HELD = 100


def held(growth: float = 0.0, leaks: int = 0) -> Held:
    """Return a look a second for 100 s, with a start that is small and says nothing."""
    warm = [Sample(float(at), int(1e8 * (1 + growth * at / 100)), 14 + leaks * at // 100) for at in range(50, 100)]
    return Held((*(Sample(float(at), 50_000_000, 10) for at in range(50)), *warm))


@pytest.fixture
def sound() -> Soaked:
    waits_ms: dict[Kind | None, tuple[float, ...]] = {Kind.DOWN: tuple(float(number) for number in range(HELD))}
    return Soaked({"screen": held(), "sync": held()}, {Kind.DOWN: HELD}, waits_ms)


def test_sound_kiosk_has_no_fault(sound: Soaked) -> None:
    assert sound.faults == []


def test_memory_that_grows_is_told(sound: Soaked) -> None:
    grown = replace(sound, held={**sound.held, "sync": held(growth=0.1)})
    assert [fault.split()[:2] for fault in grown.faults] == [["sync", "grew"]]


def test_start_is_no_growth(sound: Soaked) -> None:
    assert sound.held["screen"].growth == 0


def test_descriptor_that_leaks_is_told(sound: Soaked) -> None:
    leaking = replace(sound, held={**sound.held, "screen": held(leaks=4)})
    assert leaking.faults == ["screen holds 17 descriptors, before 16"]


def test_descriptors_that_are_given_back_are_none_that_leak(sound: Soaked) -> None:
    busy = tuple(replace(one, descriptors=30) if one.at_s % 10 > 5 else one for one in sound.held["sync"].samples)
    assert replace(sound, held={**sound.held, "sync": Held(busy)}).faults == []


def test_percentile_is_by_the_nearest_rank(sound: Soaked) -> None:
    assert sound.p95_ms(Kind.DOWN) == 94.0


def test_slow_verdict_offline_is_told(sound: Soaked) -> None:
    slow = replace(sound, waits_ms={Kind.DOWN: (10.0,) * 94 + (300.0,) * 6})
    assert slow.faults == ["offline p95 is 300 ms"]


def test_memory_that_is_given_back_is_no_growth(sound: Soaked) -> None:
    paints = tuple(
        replace(one, memory_bytes=200_000_000) if one.at_s % 3 else one for one in sound.held["screen"].samples
    )
    assert replace(sound, held={**sound.held, "screen": Held(paints)}).faults == []


def test_sync_is_soaked_with_the_allocator_that_its_unit_file_sets() -> None:
    assert allocator_of("sync") == {"MALLOC_MMAP_THRESHOLD_": "131072", "MALLOC_ARENA_MAX": "1"}
