"""Scans are added up by day: of goods beside the hours, of kiosks, groups and markets in their place."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.central.database import Instant
from kiosk.central.journal.recounting import count_by_hour

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

SUMS = ("scans", *(f"ms_{end}" for end in (25, 50, 75, 100, 150, 200, 300, 500, 1000)), "ms_more")
HOURS = tuple(f"h{hour:02}" for hour in range(24))
SIZES = {"gtin": 14, "level": 16, "headline": 32}
GOODS = ("gtin", "day", "market_id", "establishment_id", "product_group", "level", "headline")
FROM = {
    "usage_kiosk_days": ("usage_kiosks", ("kiosk_id", "day", "market_id", "level", "headline")),
    "usage_market_days": ("usage_markets", ("day", "market_id", "level", "headline")),
    "usage_group_days": ("usage_groups", ("product_group", "day", "market_id", "level", "headline")),
    "usage_goods_days": ("usage_goods", GOODS),
}
"""Each table by day: which one by hour it is filled from, and its grain."""
REPLACED = ("usage_kiosks", "usage_groups", "usage_markets")
DAY_AND_HOUR = {
    "sqlite": ("date(at, '+7 hours')", "CAST(strftime('%H', at, '+7 hours') AS integer)"),
    "postgresql": (
        "CAST(at AT TIME ZONE 'UTC' + interval '7 hours' AS date)",
        "CAST(extract(hour FROM at AT TIME ZONE 'UTC' + interval '7 hours') AS integer)",
    ),
}


def upgrade() -> None:
    """Make the tables and fill them from the hours that stand: some minutes for ten million scans."""
    for name, (hourly, grain) in FROM.items():
        op.create_table(
            name,
            *(
                sa.Column(key, sa.Date if key == "day" else sa.String(SIZES.get(key, 64)), nullable=False)
                for key in grain
            ),
            *(sa.Column(sum_, sa.Integer, nullable=False) for sum_ in (*SUMS, *HOURS)),
            sa.Column("last_at", Instant, nullable=False),
            sa.PrimaryKeyConstraint(*grain, name=op.f(f"pk_{name}")),
        )
        _fill(op.get_bind(), name, hourly, grain)
    op.create_index("ix_usage_goods_days_establishment_id_day", "usage_goods_days", ["establishment_id", "day"])
    op.create_index("ix_usage_goods_days_day", "usage_goods_days", ["day"])
    op.create_index("ix_usage_kiosk_days_market_id_day", "usage_kiosk_days", ["market_id", "day"])
    op.create_index("ix_usage_kiosk_days_day", "usage_kiosk_days", ["day"])
    op.drop_index("ix_usage_goods_establishment_id_at", "usage_goods")
    for hourly in REPLACED:
        op.drop_table(hourly)
    op.execute("DELETE FROM retention WHERE name = 'usage_kiosks'")


def downgrade() -> None:
    """Count kiosks, groups and markets by hour again, from the events; drop the days."""
    for name, (hourly, grain) in FROM.items():
        if hourly in REPLACED:
            _make_hourly(hourly, tuple("at" if key == "day" else key for key in grain))
        op.drop_table(name)
    op.create_index("ix_usage_kiosks_market_id_at", "usage_kiosks", ["market_id", "at"])
    op.create_index("ix_usage_kiosks_at", "usage_kiosks", ["at"])
    op.create_index("ix_usage_markets_market_id_at", "usage_markets", ["market_id", "at"])
    op.create_index("ix_usage_goods_establishment_id_at", "usage_goods", ["establishment_id", "at"])


def _fill(connection: sa.Connection, name: str, hourly: str, grain: tuple[str, ...]) -> None:
    """Add the hours up, in the order of the keys: what is asked for together lies together."""
    day, hour = DAY_AND_HOUR[connection.dialect.name]
    sums = [f"sum({sum_})" for sum_ in SUMS]
    of_hours = [f"sum(CASE WHEN hour = {number} THEN scans ELSE 0 END)" for number in range(24)]
    columns = ", ".join((*grain, *SUMS, *HOURS, "last_at"))
    keys = ", ".join(grain)
    connection.exec_driver_sql(
        f"INSERT INTO {name} ({columns}) SELECT {keys}, {', '.join((*sums, *of_hours))}, max(last_at)"  # noqa: S608  # constants of this file
        f" FROM (SELECT {hourly}.*, {day} AS day, {hour} AS hour FROM {hourly}) AS counted"
        f" GROUP BY {keys} ORDER BY {keys}"
    )


def _make_hourly(name: str, grain: tuple[str, ...]) -> None:
    op.create_table(
        name,
        *(sa.Column(key, Instant if key == "at" else sa.String(SIZES.get(key, 64)), nullable=False) for key in grain),
        *(sa.Column(sum_, sa.Integer, nullable=False) for sum_ in SUMS),
        sa.Column("last_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint(*grain, name=op.f(f"pk_{name}")),
    )
    count_by_hour(op.get_bind(), name, grain)
