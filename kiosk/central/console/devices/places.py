"""Markets that a caller has to do with."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from kiosk.central.people.reach import Ties, equal_to, within_reach
from kiosk.central.people.rights import Caller, Right
from kiosk.central.registry.tables import markets

Markets = Sequence[tuple[str, str]]
"""By id and name."""

_TIES = Ties(market=equal_to(markets.c.id))


def markets_within(connection: Connection, caller: Caller, right: Right) -> Markets:
    """Return the markets on whose kiosks `caller` has `right`, by name."""
    query = select(markets.c.id, markets.c.name).where(within_reach(caller, right, _TIES))
    return [(row.id, row.name) for row in connection.execute(query.order_by(markets.c.name, markets.c.id))]
