"""The markets that a caller has to do with, in the order of a reader's alphabet: for every list to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from kiosk.central.people.reach import within_reach
from kiosk.central.people.rights import Caller, Right
from kiosk.central.registry.belonging import ties_of_market
from kiosk.central.registry.tables import markets
from kiosk.words.alphabet import in_order

Markets = Sequence[tuple[str, str]]
"""By id and name."""
_TIES = ties_of_market(markets.c.id)


def markets_within(connection: Connection, caller: Caller, right: Right) -> Markets:
    """Return the markets on which `caller` has `right`, by name."""
    query = select(markets.c.id, markets.c.name).where(within_reach(caller, right, _TIES))
    return in_order((row.id, row.name) for row in connection.execute(query))


def all_markets(connection: Connection) -> Markets:
    """Return every market, by name."""
    return in_order((row.id, row.name) for row in connection.execute(select(markets.c.id, markets.c.name)))
