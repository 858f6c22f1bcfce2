"""Codes by which establishments are known: kept for ever, so that an old sign still leads to its place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from kiosk.central.registry.tables import aliases
from kiosk.moment import hanoi_day
from kiosk.records.registry import Establishment

BEGINNING = date(2018, 1, 1)
"""Since when a code is known, where nobody says: the year in which the city's programme began."""


class AliasKind(StrEnum):
    """What an alias is."""

    CITY_CODE = "city_code"
    GLN = "gln"
    TAX_NUMBER = "tax_number"
    GROWING_AREA = "growing_area"
    PACKING_HOUSE = "packing_house"


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
