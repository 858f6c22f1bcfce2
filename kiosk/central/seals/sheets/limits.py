"""How many labels one sheet may hold."""

from __future__ import annotations

from kiosk.errors import KioskError

MAX_LABELS = 10_000


def demand_count(count: int) -> None:
    """Raise KioskError SEAL-23 for no labels, or for more than one sheet may hold."""
    if not 1 <= count <= MAX_LABELS:
        raise KioskError(
            "SEAL-23",
            f"labels given: {count}; a sheet has 1 to {MAX_LABELS}.",
            "Print a large lot in several parts.",
        )
