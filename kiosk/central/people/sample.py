"""People of a demonstration: one of each role, without a token.

A token is drawn for one of them at the machine of the service (`kiosk central user token`), so that
no secret is the same in two demonstrations, and none lies in a file.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select

from kiosk.central.people.changes import Deed
from kiosk.central.people.holdings import user_named
from kiosk.central.people.rights import Grant, Right, Role
from kiosk.central.people.users import OPERATOR, add_user
from kiosk.central.registry.tables import establishments, markets

DEMONSTRATED_MARKET = "minh-khai"
"""Where the demonstration's kiosk stands."""


def add_sample_people(connection: Connection, now: datetime) -> list[str]:
    """Store the people that are missing, and return the names of all.

    The producer is of the first establishment by id, the board of the market in
    which the demonstration's kiosk stands, of the first by id where there is no such.
    """
    establishment = connection.execute(select(func.min(establishments.c.id))).scalar_one() or ""
    known = set(connection.execute(select(markets.c.id)).scalars())
    market = DEMONSTRATED_MARKET if DEMONSTRATED_MARKET in known else min(known, default="")
    limits = {
        Role.PRODUCER: Grant(Role.PRODUCER, establishment_id=establishment),
        Role.BOARD: Grant(Role.BOARD, market_id=market),
    }
    deed = Deed(OPERATOR, Right.CHANGE_PEOPLE, now)
    names = [f"demo-{role.value}" for role in Role]
    for role, name in zip(Role, names, strict=True):
        if user_named(connection, name) is None:
            add_user(connection, deed, name, (limits.get(role, Grant(role)),))
    return names
