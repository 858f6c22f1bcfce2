"""Codes by which establishments are known: kept for ever, so that an old sign still leads to its place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from kiosk.central.registry.tables import aliases
from kiosk.moment import hanoi_day
from kiosk.records.registry import Establishment

BEGINNING = date(2018, 1, 1)
"""Since when a code is known, where nobody says: the year in which the city's programme began."""
PIECE = 500
"""Values in one statement."""


class AliasKind(StrEnum):
    """What an alias is."""

    CITY_CODE = "city_code"
    GLN = "gln"
    TAX_NUMBER = "tax_number"
    GROWING_AREA = "growing_area"
    PACKING_HOUSE = "packing_house"


OWN_FOR_EVER = ("city_code", "gln")
"""Kinds whose values are never given to another establishment; columns of the same names hold the present one."""


def owners_of_codes(connection: Connection, kind: str, values: Collection[str]) -> Mapping[str, str]:
    """Return code → establishment for those of `values` that are, or ever were, an alias of this kind."""
    return _owners(connection, (kind,), values)


def establishments_by_code(connection: Connection, values: Collection[str]) -> Mapping[str, str]:
    """Return code → establishment for those of `values` that are a city code or a GLN."""
    return _owners(connection, OWN_FOR_EVER, values)


def _owners(connection: Connection, kinds: Collection[str], values: Collection[str]) -> Mapping[str, str]:
    wanted = sorted(values)
    found: dict[str, str] = {}
    for start in range(0, len(wanted), PIECE):
        query = select(aliases.c.value, aliases.c.establishment_id).where(
            aliases.c.kind.in_(kinds), aliases.c.value.in_(wanted[start : start + PIECE])
        )
        found.update(connection.execute(query).all())
    return found


def keep_codes(connection: Connection, establishments: Iterable[Establishment]) -> None:
    """Store the city code and the GLN of each as its aliases, where they are not kept yet."""
    rows = [
        {
            "kind": kind,
            "value": value,
            "establishment_id": one.id,
            "first_day": hanoi_day(one.registered_at) if one.registered_at else BEGINNING,
            "last_day": None,
        }
        for one in establishments
        for kind, value in ((AliasKind.CITY_CODE, one.city_code), (AliasKind.GLN, one.gln))
        if value
    ]
    if rows:
        insert = sqlite.insert(aliases) if connection.dialect.name == "sqlite" else postgresql.insert(aliases)
        connection.execute(insert.on_conflict_do_nothing(), rows)
