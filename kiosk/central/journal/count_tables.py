"""Tables of scans by hour and by day: few rows, from which charts and filters are served (docs/specs/console-usage.md).

A scan is one check, under the verdict that stood on the screen last. All tables count the same
scans by other grains; `kiosk.central.journal.counting` keeps them in the intake's own transaction.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Date, Index, Integer, String, Table

from kiosk.central.database import Instant, metadata

READ_MS: Final = (25, 50, 75, 100, 150, 200, 300, 500, 1000)
"""Upper ends of the buckets of the time from the frame to the result, in milliseconds; one more is open."""
BUCKETS: Final = (*tuple(f"ms_{end}" for end in READ_MS), "ms_more")
SUMS: Final = ("scans", *BUCKETS)
"""Columns that are added up. Of a scan that does not say its time no bucket counts."""
HOURS: Final = tuple(f"h{hour:02}" for hour in range(24))
"""Columns of a table by day: the day's scans in each hour of Hanoi; together they are `scans`."""

_SIZES: Final = {
    "gtin": 14,
    "lot": 20,
    "level": 16,
    "headline": 32,
}
_KEY = 64


def _counted_by(name: str, *grain: str, index: str = "", ends: bool = False) -> Table:
    """Return the table that counts by `grain`, which begins with what is always asked for, in its order.

    `at` in it is the hour's first instant, `day` the day in Hanoi. `ends`: its old rows are found by an index, to be
    deleted (retention.py).
    """
    time = "day" if "day" in grain else "at"
    keys = (
        Column(key, _TIMES[key] if key in _TIMES else String(_SIZES.get(key, _KEY)), primary_key=True) for key in grain
    )
    sums = (Column(sum_, Integer, nullable=False) for sum_ in (SUMS if time == "at" else (*SUMS, *HOURS)))
    indexes = [Index(f"ix_{name}_{index}_{time}", index, time)] if index else []
    if ends:
        indexes.append(Index(f"ix_{name}_{time}", time))
    return Table(name, metadata, *keys, *sums, Column("last_at", Instant, nullable=False), *indexes)


_TIMES: Final = {"at": Instant, "day": Date}

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
    ends=True,
)
"""Hanoi is seven whole hours ahead of UTC: its hours are hours of UTC."""

usage_kiosk_days = _counted_by(
    "usage_kiosk_days", "kiosk_id", "day", "market_id", "level", "headline", index="market_id", ends=True
)
usage_market_days = _counted_by("usage_market_days", "day", "market_id", "level", "headline")
usage_group_days = _counted_by("usage_group_days", "product_group", "day", "market_id", "level", "headline")
usage_goods_days = _counted_by(
    "usage_goods_days",
    "gtin",
    "day",
    "market_id",
    "establishment_id",
    "product_group",
    "level",
    "headline",
    index="establishment_id",
    ends=True,
)
"""As `usage_goods`, without lots: of what is scanned most a month has hundred times fewer rows."""

BY_DAY: Final = (usage_kiosk_days, usage_goods_days, usage_group_days, usage_market_days)
COUNTED: Final = (usage_goods, *BY_DAY)
"""In the order in which every transaction writes them: what few share first, so that nobody waits long."""


def sums_of(table: Table) -> tuple[str, ...]:
    """Return the columns of one of COUNTED that are added up."""
    return (*SUMS, *HOURS) if "day" in table.c else SUMS
