"""Places of the registry, by what an event may call them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, or_, select, union_all

from kiosk.central.epcis.identifiers import gln_of, last_parts
from kiosk.central.registry.tables import aliases, establishments, markets
from kiosk.records.registry import Establishment, Market

MAX_NAME: Final = 64
PIECE: Final = 500
"""Names in one query."""


@dataclass(frozen=True, slots=True)
class Location:
    """A place that an event names, as shoppers are told it; and whose it is."""

    place: str
    place_en: str = ""
    owner: str = ""
    market_id: str = ""
    owner_en: str = ""
    establishment_id: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """Places by the last known part of their identifier: GLN, establishment or market."""

    known: Mapping[str, Location]

    @classmethod
    def of(cls, records: Iterable[object], more: Iterable[object] = ()) -> Places:
        """Return the places of establishments and markets among the registry's records."""
        known: dict[str, Location] = {}
        for record in (*records, *more):
            if isinstance(record, Establishment):
                location = _of_establishment(record.id, record.name, record.place, record.name_en, record.place_en)
                known[record.id] = location
                if record.gln:
                    known[record.gln] = location
            elif isinstance(record, Market):
                known[record.id] = _of_market(record.id, record.name, record.name_en)
        return cls(known)

    def find(self, identifier: str) -> Location | None:
        """Return the place behind a location URI (Digital Link, private URI or URN); None if unknown.

        A private URI may name a part of a place behind it: …/place/{establishment}/plot-3.
        """
        gln = gln_of(identifier)
        if gln:
            return self.known.get(gln)
        return next((self.known[part] for part in last_parts(identifier)[:2] if part in self.known), None)


def places_named(connection: Connection, identifiers: Iterable[str]) -> Places:
    """Return those of the registry's places that `identifiers` name, also by a GLN that they had before."""
    names = sorted(
        {name for text in identifiers for name in (gln_of(text), *last_parts(text)[:2]) if 0 < len(name) <= MAX_NAME}
    )
    known: dict[str, Location] = {}
    for start in range(0, len(names), PIECE):
        known |= _known(connection, names[start : start + PIECE])
    return Places(known)


def _known(connection: Connection, names: Sequence[str]) -> dict[str, Location]:
    place, alias = establishments.c, aliases.c
    columns = (place.id, place.gln, place.name, place.place, place.name_en, place.place_en)
    now = select(*columns, place.gln.label("named")).where(or_(place.id.in_(names), place.gln.in_(names)))
    earlier = select(*columns, alias.value.label("named")).join(aliases, alias.establishment_id == place.id)
    known: dict[str, Location] = {}
    for row in connection.execute(union_all(now, earlier.where(alias.kind == "gln", alias.value.in_(names)))):
        location = _of_establishment(row.id, row.name, row.place, row.name_en, row.place_en)
        known |= {name: location for name in (row.id, row.gln, row.named) if name}
    query = select(markets.c.id, markets.c.name, markets.c.name_en).where(markets.c.id.in_(names))
    for market in connection.execute(query):
        known[market.id] = _of_market(market.id, market.name, market.name_en)
    return known


def _of_establishment(identifier: str, name: str, place: str, name_en: str, place_en: str) -> Location:
    return Location(place, place_en, name, owner_en=name_en, establishment_id=identifier)


def _of_market(identifier: str, name: str, name_en: str) -> Location:
    return Location(name, name_en, name, identifier, name_en)
