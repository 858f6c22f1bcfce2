"""Tables of scans by hour: few rows, from which charts and filters are served (docs/specs/console-usage.md).

A scan is one check, under the verdict that stood on the screen last. All four tables count the same
scans by other grains; `kiosk.central.journal.counting` keeps them in the intake's own transaction.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Index, Integer, String, Table

from kiosk.central.database import Instant, metadata

READ_MS: Final = (25, 50, 75, 100, 150, 200, 300, 500, 1000)
"""Upper ends of the buckets of the time from the frame to the result, in milliseconds; one more is open."""
BUCKETS: Final = (*tuple(f"ms_{end}" for end in READ_MS), "ms_more")
SUMS: Final = ("scans", *BUCKETS)
"""Columns that are added up. Of a scan that does not say its time no bucket counts."""

_SIZES: Final = {
    "gtin": 14,
    "lot": 20,
    "level": 16,
    "headline": 32,
}
_KEY = 64


def _counted_by(name: str, *grain: str, index: str = "", ends: bool = False) -> Table:
    """Return the table that counts by `grain`, which begins with what is always asked for, in its order.

    `ends`: its old rows are found by an index, to be deleted (retention.py).
    """
    keys = (
        Column("at", Instant, primary_key=True)
        if key == "at"
        else Column(key, String(_SIZES.get(key, _KEY)), primary_key=True)
        for key in grain
    )
    sums = (Column(sum_, Integer, nullable=False) for sum_ in SUMS)
    indexes = [Index(f"ix_{name}_{index}_at", index, "at")] if index else []
    if ends:
        indexes.append(Index(f"ix_{name}_at", "at"))
    return Table(name, metadata, *keys, *sums, Column("last_at", Instant, nullable=False), *indexes)


usage_markets = _counted_by("usage_markets", "at", "market_id", "level", "headline", index="market_id")
usage_groups = _counted_by("usage_groups", "product_group", "at", "market_id", "level", "headline")
usage_kiosks = _counted_by(
    "usage_kiosks", "kiosk_id", "at", "market_id", "level", "headline", index="market_id", ends=True
)
usage_goods = _counted_by(
    "usage_goods",
    "gtin",
    "at",
    "market_id",
    "establishment_id",
    "lot",
    "product_group",
    "level",
    "headline",
    index="establishment_id",
    ends=True,
)
"""`at` is the hour's first instant. Hanoi is seven whole hours ahead of UTC: its hours are hours of UTC."""

COUNTED: Final = (usage_kiosks, usage_goods, usage_groups, usage_markets)
"""In the order in which every transaction writes them: what few share first, so that nobody waits long."""
