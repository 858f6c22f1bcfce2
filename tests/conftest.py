"""What concerns the whole run."""

from __future__ import annotations

import gc


def pytest_collection_finish() -> None:
    """Take what was collected, half a gigabyte that lives to the end, out of the garbage collector's rounds."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)
