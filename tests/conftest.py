"""What concerns the whole run."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, settings

STORIES: Final = frozenset({"stories"})
"""Each starts a whole kiosk and waits for it: never two of them at once where it can be helped."""
WAITING: Final = frozenset({"sync", "screen", "cli", "powercut", "faults", "processes", "doctor", "update"})
"""Folders whose tests wait for a process of theirs most of the time."""
FEW_BUT_LONG: Final = frozenset(
    {
        "central/journal/test_killed.py",
        "central/test_schemathesis.py",
        "conformance/test_flips.py",
        "conformance/test_fuzz.py",
        "conformance/test_properties.py",
        "powercut/test_powercut.py",
        "screen/test_pictures.py",
        "update/test_killed.py",
    }
)
"""A test of them computes for many seconds: early, so that nobody waits at the end for one that is left over."""
HERE: Final = Path(__file__).parent


settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")
"""The machine may be busy: what an example shows does not hang on how long it takes."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spread modules that wait among those that compute, early enough that none is left over at the end."""
    sizes = Counter(item.path for item in items)
    stories = [path for path in sizes if _folder(path) in STORIES]
    long = [path for path in sizes if path.relative_to(HERE).as_posix() in FEW_BUT_LONG]
    waiting = [path for path in sizes if _folder(path) in WAITING and path not in long]
    turns = {
        **_spread([path for path in sizes if path not in {*stories, *waiting, *long}], sizes, 1.0),
        **_spread(waiting, sizes, 0.8),
        **_spread(long, sizes, 0.6),
        **_spread(stories, sizes, 0.7),
    }
    items.sort(key=lambda item: (turns[item.path], item.path))


def _folder(path: Path) -> str:
    return path.relative_to(HERE).parts[0]


def _spread(paths: Sequence[Path], sizes: Mapping[Path, int], until: float) -> dict[Path, float]:
    """Return turns from 0 to `until`, of large modules first."""
    largest = sorted(paths, key=lambda path: (-sizes[path], path))
    return {path: until * number / len(largest) for number, path in enumerate(largest)}


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Keep what is collected, half a gigabyte that lives to the end, out of the garbage collector's rounds."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(20_000, 20, 100)
        gc.enable()
