"""Forms of users: a name, a role with its limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated

from pydantic import BaseModel, StringConstraints
from sqlalchemy import Connection

from kiosk.central.console.named import named
from kiosk.central.console.typed import Faults
from kiosk.central.console.usage.names import names_in
from kiosk.central.people.rights import Grant, Role, missing_limit
from kiosk.central.people.routes import LimitId, Line
from kiosk.central.registry.tables import establishments, markets, units
from kiosk.words import Words

Called = Annotated[str, StringConstraints(max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]
_TABLES = (("establishment_id", establishments), ("market_id", markets), ("unit_id", units))


class Invited(BaseModel):
    """Somebody new."""

    name: Line


class NewRole(BaseModel):
    """A role, and the rows that it is limited to, by id or name. What is left empty does not limit."""

    role: Role
    establishment_id: Called = ""
    market_id: LimitId = ""
    unit_id: Called = ""
    department: LimitId = ""

    def as_grant(self) -> Grant:
        """Return the grant."""
        return Grant(self.role, self.establishment_id, self.market_id, self.unit_id, self.department)


Offered = Mapping[str, Sequence[tuple[str, str]]]
NOTHING_OFFERED: Offered = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Unsettled:
    """What is wrong with the limits of a role; `offered`: the rows that a name may mean, by the field's name."""

    faults: Faults
    offered: Offered


def settle_limits(connection: Connection, role: NewRole, words: Words) -> NewRole | Unsettled:
    """Return `role` limited by ids, or what is wrong: a limit that it needs, or one that is not known.

    Establishment and unit are typed as people call them. Only an id or a whole name is taken as it is: of rows that
    have the text in their names one is to be chosen.
    """
    faults: dict[str, str] = {}
    offered: dict[str, Sequence[tuple[str, str]]] = {}
    if missing := missing_limit(role.as_grant()):
        faults[missing] = words("console.people.needs_limit")
    for name, table in _TABLES:
        if not (text := getattr(role, name)):
            continue
        found = named(connection, table, table.c.id, text)
        if found.is_sure:
            role = role.model_copy(update={name: found.rows[0][0]})
        else:
            faults |= found.fault(name, words) or {name: words("console.people.which")}
            offered |= {} if found.are_more or not found.rows else {name: found.rows}
    return Unsettled(faults, offered) if faults else role


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
