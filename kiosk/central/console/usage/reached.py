"""Which table tells what is asked, and which of its rows the caller may see."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, select

from kiosk.central.console.usage.asked import Wanted
from kiosk.central.journal.count_tables import (
    usage_goods,
    usage_goods_days,
    usage_group_days,
    usage_kiosk_days,
    usage_market_days,
)
from kiosk.central.people.reach import within_reach
from kiosk.central.people.rights import Caller, Right
from kiosk.central.registry.belonging import ties_of_market


def table_for(wanted: Wanted) -> Table:
    """Return the table with the fewest rows that counts by what is asked for.

    A kiosk beside goods is left out, see `cells_of`.
    """
    if wanted.is_about_goods:
        return usage_goods if wanted.lot else usage_goods_days
    if wanted.group:
        return usage_group_days
    return usage_kiosk_days if wanted.kiosk else usage_market_days


def reach_of(table: Table, caller: Caller) -> ColumnElement[bool]:
    """Return which rows of `table`, which has a market, `caller` may see."""
    return within_reach(caller, Right.SEE_JOURNAL, ties_of_market(table.c.market_id))


def conditions(table: Table, caller: Caller, wanted: Wanted) -> list[ColumnElement[bool]]:
    """Return the conditions of what is wanted, as far as `table` has its columns."""
    columns = {
        "market_id": wanted.market,
        "kiosk_id": wanted.kiosk,
        "level": wanted.level,
        "headline": wanted.headline,
        "product_group": wanted.group,
        "lot": wanted.lot,
    }
    equal = [table.c[name] == value for name, value in columns.items() if value and name in table.c]
    among = [
        table.c[name].in_(values)
        for name, values in (("gtin", wanted.gtins), ("establishment_id", wanted.establishments))
        if values and name in table.c
    ]
    return [reach_of(table, caller), *_span(table, wanted), *equal, *among]


def _span(table: Table, wanted: Wanted) -> list[ColumnElement[bool]]:
    if "day" in table.c:
        return [table.c.day >= wanted.since, table.c.day <= wanted.until]
    span = [table.c.at >= wanted.begin, table.c.at < wanted.end]
    if table is usage_goods and wanted.establishments and not wanted.gtins:
        goods = usage_goods_days.c
        owned = select(goods.gtin).where(goods.establishment_id.in_(wanted.establishments))
        span.append(table.c.gtin.in_(owned.where(*_span(usage_goods_days, wanted))))
    return span
