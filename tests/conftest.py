"""What concerns the whole run."""

from __future__ import annotations

import gc
from collections import Counter
from pathlib import Path
from typing import Final

import pytest

WAITING: Final = ("stories", "sync", "screen", "cli", "powercut", "faults", "processes", "doctor", "update")
"""Folders whose tests wait for processes of their own most of the time, the longest first."""
HERE: Final = Path(__file__).parent


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with modules that wait, so that others work meanwhile; behind them the large ones, and small ones last."""
    sizes = Counter(item.path for item in items)

    def turn(item: pytest.Item) -> tuple[int, int, Path]:
        folder = item.path.relative_to(HERE).parts[0]
        return WAITING.index(folder) if folder in WAITING else len(WAITING), -sizes[item.path], item.path

    items.sort(key=turn)


def pytest_collection_finish() -> None:
    """Take what was collected, half a gigabyte that lives to the end, out of the garbage collector's rounds."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)
