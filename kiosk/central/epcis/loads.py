"""What lay in a load when: by it, a lot that was shipped on a pallet was shipped.

An event that names a load only is told for the lots in it. Packing is often keyed in after shipping:
then the events of the load are told anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from sqlalchemy import Connection, TextualSelect, select, text

from kiosk.central.database import Instant
from kiosk.central.epcis import tables
from kiosk.central.epcis.documents import read_event
from kiosk.central.epcis.items import Role
from kiosk.central.epcis.lists import among, as_list
from kiosk.central.epcis.parts import STANDARD_PREFIXES
from kiosk.central.epcis.statements import Statement, statement_of

LOAD: Final = "00/"
"""How the key of a logistic unit begins (SSCC)."""
MAX_NESTED: Final = 3
"""A crate on a pallet in a container."""
MAX_RETOLD: Final = 500
"""Events of a load that are told anew: more than any load has."""
_CARRIED: Final = frozenset({Role.SEEN, Role.PAPER})
_PACKING: Final = frozenset({Role.PACKED_INTO, Role.UNPACKED_FROM, Role.AROUND})


@dataclass(frozen=True, slots=True)
class _Change:
    """One thing put into a load, or out of it; `item` "": all of it out."""

    at: datetime
    item: str
    is_in: bool


def carried_lots(connection: Connection, statements: Sequence[Statement]) -> Mapping[str, frozenset[str]]:
    """Return, by event ID, the lots in the loads that each event saw pass, as keys of items."""
    wanted = {one.event_id: loads for one in statements if (loads := _loads(one, _CARRIED))}
    changes: dict[str, list[_Change]] = {}
    level = {load for loads in wanted.values() for load in loads}
    for _ in range(MAX_NESTED):
        found = _changes(connection, level)
        changes |= found
        level = {one.item for inside in found.values() for one in inside if one.item.startswith(LOAD)} - changes.keys()
        if not level:
            break
    times = {one.event_id: one.at for one in statements}
    return {
        event_id: frozenset(lot for load in loads for lot in _lots_in(changes, load, times[event_id], MAX_NESTED))
        for event_id, loads in wanted.items()
    }


def later_events(connection: Connection, packings: Iterable[Statement]) -> list[Statement]:
    """Return the stored events of the loads that `packings` fill or empty, from then on: what they carried changes."""
    first: dict[str, datetime] = {}
    for packing in packings:
        for load in _loads(packing, _PACKING):
            first[load] = min(packing.at, first.get(load, packing.at))
    if not first:
        return []
    items, events = tables.event_items.c, tables.events.c
    seen = (
        select(items.number, items.at)
        .where(items.item.in_(sorted(first)), items.at >= min(first.values()))
        .where(items.role.in_(sorted(_CARRIED)), ~items.is_wrong)
        .limit(MAX_RETOLD)
    )
    named = {row.number: row.at for row in connection.execute(seen)}
    if not named:
        return []
    query = select(events.document, events.event_id, events.is_trusted).where(
        events.number.in_(sorted(named)), events.at >= min(named.values()), events.at <= max(named.values())
    )
    again = (read_again(row.document, is_trusted=row.is_trusted) for row in connection.execute(query))
    return [statement for statement in again if statement is not None]


def read_again(document: dict[str, object], *, is_trusted: bool) -> Statement | None:
    """Return a stored event as a statement; None where it is of before the rules of today."""
    prefixes = {name.partition(":")[0] for name in _names(document) if ":" in name} | STANDARD_PREFIXES
    draft = read_event(document, frozenset(prefixes))  # type: ignore[arg-type]  # it came as JSON
    return None if draft.event is None else statement_of(draft.original, draft.event, is_trusted=is_trusted)


def _names(value: object) -> Iterable[str]:
    if isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from _names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _names(inner)


def _loads(statement: Statement, roles: frozenset[Role]) -> set[str]:
    return {link.item.key for link in statement.links if link.role in roles and link.item.key.startswith(LOAD)}


def _changes(connection: Connection, loads: set[str]) -> dict[str, list[_Change]]:
    """Return what was put into each load and out of it, by time."""
    changes: dict[str, list[_Change]] = {load: [] for load in loads}
    if loads:
        dialect = connection.dialect.name
        for row in connection.execute(_statement(dialect), {"loads": as_list(dialect, sorted(loads))}):
            is_in = row.role != Role.UNPACKED_FROM
            changes[row.item].append(_Change(row.at, row.child or "", is_in))
    return changes


def _lots_in(changes: Mapping[str, list[_Change]], load: str, at: datetime, depth: int) -> set[str]:
    inside: set[str] = set()
    for change in changes.get(load, ()):
        if change.at > at:
            break
        if change.is_in:
            inside.add(change.item)
        elif change.item:
            inside.discard(change.item)
        else:
            inside.clear()
    nested = {item for item in inside if item.startswith(LOAD)}
    deeper = (_lots_in(changes, item, at, depth - 1) for item in nested if depth > 1)
    return {item for item in inside - nested if "/10/" in item}.union(*deeper)


@cache
def _statement(dialect: str) -> TextualSelect:
    roles = ", ".join(str(role.value) for role in sorted(_PACKING))
    children = f"{Role.PACKED.value}, {Role.UNPACKED.value}, {Role.INSIDE.value}"
    sql = (
        "SELECT load.item, load.at, load.role, child.item AS child FROM event_items AS load"  # noqa: S608  # constants
        f" LEFT JOIN event_items AS child ON child.number = load.number AND child.role IN ({children})"
        f" WHERE load.item {among(dialect, 'loads')} AND load.role IN ({roles}) AND NOT load.is_wrong"
        " ORDER BY load.at, load.number"
    )
    return text(sql).columns(at=Instant())
