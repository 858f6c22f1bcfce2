"""What concerns the whole run."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, settings

STORIES: Final = frozenset({"stories"})
"""Each starts a whole kiosk and waits for it: never two of them at once where it can be helped."""
WAITING: Final = frozenset({"sync", "screen", "cli", "powercut", "faults", "processes", "doctor", "update"})
"""Folders whose tests wait for a process of theirs most of the time."""
HERE: Final = Path(__file__).parent


settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")
"""The machine may be busy: what an example shows does not hang on how long it takes."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spread modules that wait among those that compute, early enough that none is left over at the end."""
    sizes = Counter(item.path for item in items)
    stories = [path for path in sizes if _folder(path) in STORIES]
    waiting = [path for path in sizes if _folder(path) in WAITING]
    turns = {
        **_spread([path for path in sizes if path not in {*stories, *waiting}], sizes, 1.0),
        **_spread(waiting, sizes, 0.8),
        **_spread(stories, sizes, 0.7),
    }
    items.sort(key=lambda item: (turns[item.path], item.path))


def _folder(path: Path) -> str:
    return path.relative_to(HERE).parts[0]


def _spread(paths: Sequence[Path], sizes: Mapping[Path, int], until: float) -> dict[Path, float]:
    """Return turns from 0 to `until`, of large modules first."""
    largest = sorted(paths, key=lambda path: (-sizes[path], path))
    return {path: until * number / len(largest) for number, path in enumerate(largest)}


def pytest_collection_finish() -> None:
    """Take what was collected, half a gigabyte that lives to the end, out of the garbage collector's rounds."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)
