"""Who may say that goods were sold or ended: who owns the product, or who was brought the lot.

Each later check of a serial that was sold says so to shoppers. Could anybody with a place of their own
record the sale of a rival's serials, the rival's goods would stand there as used labels.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, select, tuple_

from kiosk.central.epcis import tables
from kiosk.central.epcis.authors import Registered, where
from kiosk.central.epcis.documents import Fault
from kiosk.central.epcis.items import Link, Role
from kiosk.central.epcis.loads import LOAD
from kiosk.central.epcis.places import Location, Places, places_named
from kiosk.central.epcis.statements import Statement
from kiosk.central.epcis.words import word_of
from kiosk.central.people.rights import Caller, Right

ENDINGS: Final = frozenset({"retail_selling", "decommissioning", "destroying", "dispensing"})
ARRIVALS: Final = frozenset({"receiving", "stocking", "arriving", "accepting", "storing"})
_SENT: Final = "shipping"
_BEGINS: Final = frozenset({Role.MADE, Role.OUTPUT})
_PIECE: Final = 500

Party = tuple[str, str]
"""An establishment or a market: its kind, as in `event_parties`, and its ID."""
Brought = Mapping[tuple[str, Party], datetime]
"""Since when a lot, or a serial of no lot, is known to have come to a place."""


def ended_by(statement: Statement) -> list[Link]:
    """Return the goods that `statement` says were sold or ended; none where it was declared wrong."""
    if statement.event.error_declaration is not None:
        return []
    is_ending = _step(statement) in ENDINGS
    named = (link for link in statement.links if link.is_named and (is_ending or link.role is Role.ENDED))
    return [link for link in named if link.item.lot or link.item.serial or (is_ending and _is_load(link))]


def fault_of_ending(
    caller: Caller, statement: Statement, places: Places, registered: Registered, brought: Brought
) -> Fault | None:
    """Return why `caller` may not end the goods that `statement` ends, or None."""
    ended = ended_by(statement)
    field, locations = where(statement.event, places)
    # An authority is who sees the whole way of what happens there.
    if not ended or any(caller.may(Right.SEE_WHOLE_WAY, registered.subject_of(location)) for location in locations):
        return None
    parties = [party_of(location) for location in locations]
    for link in ended:
        if _is_load(link):
            # What lies in a load may be keyed in later, by anybody who has the load.
            return Fault(field, f"{link.item.key}: name the lots and serials that were sold, not their load")
        owner = registered.owners.get(link.item.gtin)
        if owner and caller.may(Right.CAPTURE_EVENTS, registered.subjects[owner]):
            continue
        since = [brought[key, party] for party in parties if (key := _key(link), party) in brought]
        if not since or min(since) > statement.at:
            return Fault(
                field, f"{link.item.key}: no earlier event brought this lot there, and the product is another's"
            )
    return None


def brought_to(connection: Connection, statements: Sequence[Statement], places: Places) -> Brought:
    """Return since when the goods that `statements` end are known where they end: as stored, and by `statements`."""
    wanted = {_key(link) for one in statements for link in ended_by(one)}
    parties = {party_of(location) for one in statements if ended_by(one) for location in where(one.event, places)[1]}
    brought: dict[tuple[str, Party], datetime] = {}
    for key, party, at in (*_stored(connection, wanted, parties), *_told(statements, places)):
        brought[key, party] = min(at, brought.get((key, party), at))
    return brought


def party_of(location: Location) -> Party:
    """Return whose place it is."""
    if location.establishment_id:
        return ("establishment", location.establishment_id)
    return ("market", location.market_id)


def _told(statements: Iterable[Statement], places: Places) -> Iterator[tuple[str, Party, datetime]]:
    for one in statements:
        if one.event.error_declaration is not None:
            continue
        at_place = [party_of(location) for location in where(one.event, places)[1]]
        sent_to = [found for to in one.event.destination_list or () if (found := places.find(to.destination))]
        for link in one.links:
            is_here = link.role in _BEGINS or _step(one) in ARRIVALS
            came = at_place if is_here else [party_of(found) for found in sent_to] if _step(one) == _SENT else []
            yield from ((_key(link), party, one.at) for party in came)


def _stored(connection: Connection, wanted: set[str], parties: set[Party]) -> Iterator[tuple[str, Party, datetime]]:
    items, events, named = tables.event_items.c, tables.events.c, tables.event_parties.c
    is_sent = (events.biz_step == _SENT) & items.role.not_in(sorted(_BEGINS))
    came = events.biz_step.in_([*sorted(ARRIVALS), _SENT]) | items.role.in_(sorted(_BEGINS))
    party, place = (named.kind, named.party_id), (events.read_point, events.biz_location)
    for start in range(0, len(wanted), _PIECE):
        query = (
            select(items.item, *party, *place, is_sent.label("is_sent"), func.min(items.at).label("since"))
            .join(tables.events, (events.number == items.number) & (events.at == items.at))
            .join(tables.event_parties, (named.number == items.number) & (named.at == items.at))
            .where(items.item.in_(sorted(wanted)[start : start + _PIECE]), ~items.is_wrong)
            .where(tuple_(*party).in_(sorted(parties)), came)
            .group_by(items.item, *party, *place, is_sent)
        )
        rows = connection.execute(query).all()
        places = places_named(connection, {uri for row in rows for uri in (row.read_point, row.biz_location) if uri})
        for row in rows:
            at_places = map(places.find, filter(None, (row.read_point, row.biz_location)))
            # A shipping brings goods where they are sent, not where they leave.
            if not row.is_sent or (row.kind, row.party_id) not in [party_of(one) for one in at_places if one]:
                yield row.item, (row.kind, row.party_id), row.since


def _is_load(link: Link) -> bool:
    return link.item.key.startswith(LOAD)


def _key(link: Link) -> str:
    return link.item.lot_key or link.item.key


def _step(statement: Statement) -> str:
    return word_of(statement.event.biz_step or "", "BizStep")
