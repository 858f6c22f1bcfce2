"""Who may state what: an event is told by those at whose place it happens.

Somebody with the right for everything may state anything, and is believed about who states it. Everybody
else states only what happens at places of their own, or, on the way between places, what they had in
hand; and begins lots of their own products only. Else a rival could give goods a false origin. What they
may end says endings.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import Connection, select

from kiosk.central.epcis.documents import Fault
from kiosk.central.epcis.events import Event
from kiosk.central.epcis.items import Link, Role
from kiosk.central.epcis.places import Location, Places
from kiosk.central.epcis.words import PARTY_WORDS
from kiosk.central.people.rights import Caller, Right, Subject
from kiosk.central.registry.belonging import subjects_of
from kiosk.central.registry.tables import products

_BEGINS: Final = frozenset({Role.MADE, Role.OUTPUT})
PIECE: Final = 500


@dataclass(frozen=True, slots=True)
class Registered:
    """What the registry knows of the goods and places of a document.

    `owners`: the establishment of each GTIN; `subjects`: what each establishment belongs to.
    """

    owners: Mapping[str, str]
    subjects: Mapping[str, Subject]

    def subject_of(self, location: Location) -> Subject:
        """Return what a place belongs to."""
        if location.establishment_id:
            return self.subjects[location.establishment_id]
        return Subject(markets=frozenset({location.market_id}))


def is_trusted(caller: Caller) -> bool:
    """Return whether `caller` may state anything."""
    return caller.may(Right.CAPTURE_EVENTS)


def fault_of_author(
    caller: Caller, event: Event, links: Iterable[Link], places: Places, registered: Registered
) -> Fault | None:
    """Return why `caller` may not state `event`, or None. Says nothing of what else is registered."""
    if is_trusted(caller):
        return None
    field, locations = where(event, places)
    if not locations:
        return Fault("bizLocation", "no place or party of this event is known to be yours")
    if not all(caller.may(Right.CAPTURE_EVENTS, registered.subject_of(location)) for location in locations):
        return Fault(field, "this token may not state what happens there")
    for link in links:
        owner = registered.owners.get(link.item.gtin)
        if link.role in _BEGINS and owner and not caller.may(Right.CAPTURE_EVENTS, registered.subjects[owner]):
            return Fault(link.role.name.lower(), f"{link.item.key}: this token may not begin lots of that product")
    return None


def registered_of(connection: Connection, gtins: Iterable[str], places: Places) -> Registered:
    """Return what the registry knows of the products `gtins`, and of whose `places` are."""
    owners: dict[str, str] = {}
    asked = sorted(set(gtins) - {""})
    for start in range(0, len(asked), PIECE):
        query = select(products.c.gtin, products.c.establishment_id)
        rows = connection.execute(query.where(products.c.gtin.in_(asked[start : start + PIECE])))
        owners |= {row.gtin: row.establishment_id for row in rows}
    named = {location.establishment_id for location in places.known.values()} - {""}
    found = subjects_of(connection, named | set(owners.values()))
    # Having a stall at a market makes a farm no place of that market's board.
    return Registered(owners, {name: replace(subject, markets=frozenset()) for name, subject in found.items()})


def where(event: Event, places: Places) -> tuple[str, list[Location]]:
    """Return the field and the known places where `event` happens; where none is, who is known to have the goods."""
    named = [("bizLocation", event.biz_location), ("readPoint", event.read_point)]
    at = [(field, places.find(place.id)) for field, place in named if place is not None]
    known = [(field, location) for field, location in at if location is not None]
    if known:
        return known[0][0], [location for _, location in known]
    sources = [one.source for one in event.source_list or () if one.type in PARTY_WORDS]
    return "sourceList", [location for location in map(places.find, sources) if location is not None]
