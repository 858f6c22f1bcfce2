"""Forms of users: a name, a role with its limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pydantic import BaseModel
from sqlalchemy import Connection, select

from kiosk.central.console.typed import Faults
from kiosk.central.console.usage.names import names_in
from kiosk.central.people.rights import Grant, Role, missing_limit
from kiosk.central.people.routes import LimitId, Line
from kiosk.central.registry.tables import establishments, markets, units
from kiosk.words import Words

_TABLES = (("establishment_id", establishments), ("market_id", markets), ("unit_id", units))


class Invited(BaseModel):
    """Somebody new."""

    name: Line


class NewRole(BaseModel):
    """A role, and the rows that it is limited to. What is left empty does not limit."""

    role: Role
    establishment_id: LimitId = ""
    market_id: LimitId = ""
    unit_id: LimitId = ""
    department: LimitId = ""

    def as_grant(self) -> Grant:
        """Return the grant."""
        return Grant(self.role, self.establishment_id, self.market_id, self.unit_id, self.department)


def fault_of_limits(connection: Connection, role: NewRole, words: Words) -> Faults:
    """Return what is wrong with the limits: one that the role needs, or that the registry does not know."""
    faults: dict[str, str] = {}
    if missing := missing_limit(role.as_grant()):
        faults[missing] = words("console.people.needs_limit")
    for name, table in _TABLES:
        limit = getattr(role, name)
        if limit and connection.execute(select(table.c.id).where(table.c.id == limit)).first() is None:
            faults[name] = words("console.people.no_such_limit")
    return faults


def limits_named(connection: Connection, grants: Iterable[Grant]) -> Mapping[Grant, Sequence[str]]:
    """Return what limits each grant, by name; by its id where the registry knows it no more."""
    held = set(grants)
    names = {name: names_in(connection, table, (getattr(grant, name) for grant in held)) for name, table in _TABLES}
    return {
        grant: [
            *(names[name].get(limit, limit) for name, _ in _TABLES if (limit := str(getattr(grant, name)))),
            *([grant.department] if grant.department else []),
        ]
        for grant in held
    }


def markets_named(connection: Connection) -> list[tuple[str, str]]:
    """Return every market by id and name."""
    rows = connection.execute(select(markets.c.id, markets.c.name).order_by(markets.c.name))
    return [(row.id, row.name) for row in rows]
