"""Who may state what: an event is told by those at whose place it happens.

Somebody with the right for everything may state anything, and is believed about who states it. Everybody
else states only what happens at places of their own, or, on the way between places, what they had in
hand; and begins lots of their own products only. Else a rival could give goods a false origin.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import Connection, select

from kiosk.central.epcis.documents import Fault
from kiosk.central.epcis.events import Event
from kiosk.central.epcis.items import Link, Role
from kiosk.central.epcis.places import Location, Places
from kiosk.central.epcis.words import PARTY_WORDS
from kiosk.central.people.rights import Caller, Right, Subject
from kiosk.central.registry.tables import products

_BEGINS: Final = frozenset({Role.MADE, Role.OUTPUT})
PIECE: Final = 500

Owners = Mapping[str, str]
"""The establishment of each registered GTIN."""


def is_trusted(caller: Caller) -> bool:
    """Return whether `caller` may state anything."""
    return caller.may(Right.CAPTURE_EVENTS)


def fault_of_author(
    caller: Caller, event: Event, links: Iterable[Link], places: Places, owners: Owners
) -> Fault | None:
    """Return why `caller` may not state `event`, or None. Says nothing of what else is registered."""
    if is_trusted(caller):
        return None
    field, locations = _where(event, places)
    if not locations:
        return Fault("bizLocation", "no place or party of this event is known to be yours")
    if not all(caller.may(Right.CAPTURE_EVENTS, subject_of(location)) for location in locations):
        return Fault(field, "this token may not state what happens there")
    for link in links:
        owner = owners.get(link.item.gtin, "")
        if link.role in _BEGINS and owner:
            subject = Subject(establishments=frozenset({owner}))
            if not caller.may(Right.CAPTURE_EVENTS, subject):
                return Fault(link.role.name.lower(), f"{link.item.key}: this token may not begin lots of that product")
    return None


def subject_of(location: Location) -> Subject:
    """Return what a place of the registry belongs to."""
    if location.establishment_id:
        return Subject(establishments=frozenset({location.establishment_id}))
    return Subject(markets=frozenset({location.market_id}))


def owners_of(connection: Connection, gtins: Iterable[str]) -> Owners:
    """Return the establishments of those of `gtins` that are registered."""
    asked = sorted(set(gtins) - {""})
    owners: dict[str, str] = {}
    for start in range(0, len(asked), PIECE):
        query = select(products.c.gtin, products.c.establishment_id)
        rows = connection.execute(query.where(products.c.gtin.in_(asked[start : start + PIECE])))
        owners |= {row.gtin: row.establishment_id for row in rows}
    return owners


def _where(event: Event, places: Places) -> tuple[str, list[Location]]:
    """Return the known places where it happens; where there is none, the known parties that had the goods."""
    named = [("bizLocation", event.biz_location), ("readPoint", event.read_point)]
    at = [(field, places.find(place.id)) for field, place in named if place is not None]
    known = [(field, location) for field, location in at if location is not None]
    if known:
        return known[0][0], [location for _, location in known]
    sources = [one.source for one in event.source_list or () if one.type in PARTY_WORDS]
    return "sourceList", [location for location in map(places.find, sources) if location is not None]
