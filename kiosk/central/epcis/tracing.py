"""Where a lot came from, and where it went: breadth first over the goods that events name.

One query a level, over an index of goods; each lot is entered once, so that circles end. A lot's way
leads through transformations (up to the inputs, down to the outputs) and, for as long as it was packed,
through the events of the load that held it; what else lay in that load is not its way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Final

from sqlalchemy import Connection, TextualSelect, text

from kiosk.central.database import Instant
from kiosk.central.epcis.items import Role
from kiosk.central.epcis.lists import among, as_list

MAX_DEPTH: Final = 12
MAX_NODES: Final = 2000
MAX_ROWS: Final = 20_000
"""Rows of one level: a load that was never unpacked, or a number used for everything."""
MAX_TIME: Final = timedelta(seconds=3)
BEGINNING: Final = datetime(1, 1, 2, tzinfo=UTC)
END: Final = datetime(9999, 12, 30, tzinfo=UTC)


class Direction(StrEnum):
    """Which way to follow."""

    UP = "up"
    """Where from: what the lot was made of."""
    DOWN = "down"
    """Where to: what was made of it."""


class Kind(StrEnum):
    """How a node belongs to the way."""

    GOODS = "goods"
    LOAD = "load"
    """It held goods of the way for a time; followed for that time only."""


class Limit(StrEnum):
    """What ended a trace before the way did."""

    DEPTH = "depth"
    NODES = "nodes"
    ROWS = "rows"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Node:
    """One item of the way, and the time in which its events belong to it."""

    item: str
    kind: Kind = Kind.GOODS
    since: datetime = BEGINNING
    until: datetime = END


@dataclass(frozen=True, slots=True)
class Edge:
    """`target` was made of `source`, or held it, by the event with `number`."""

    source: str
    target: str
    number: int


@dataclass(slots=True)
class Trace:
    """The way that was found. `depths`: how many steps from the asked item; `events`: number and time of each."""

    direction: Direction
    depths: dict[Node, int] = field(default_factory=dict)
    edges: dict[Edge, None] = field(default_factory=dict)
    events: dict[int, datetime] = field(default_factory=dict)
    limit: Limit | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    """An event's link to an item of this level, and to one on the other side of the event, if any."""

    item: str
    at: datetime
    number: int
    role: Role
    other: str | None


_CONTAINMENT: Final[Mapping[Role, Role]] = {
    Role.PACKED: Role.PACKED_INTO,
    Role.INSIDE: Role.AROUND,
    Role.UNPACKED: Role.UNPACKED_FROM,
    Role.PACKED_INTO: Role.PACKED,
    Role.AROUND: Role.INSIDE,
    Role.UNPACKED_FROM: Role.UNPACKED,
}
_OTHER_SIDE: Final[Mapping[Direction, Mapping[Role, Role]]] = {
    Direction.UP: {**_CONTAINMENT, Role.OUTPUT: Role.INPUT, Role.TRANSFORMATION: Role.INPUT},
    Direction.DOWN: {**_CONTAINMENT, Role.INPUT: Role.OUTPUT, Role.TRANSFORMATION: Role.OUTPUT},
}
"""In which role an event names what lies on the other side of an item that it names in the first role."""
_FOLLOWED: Final = {Direction.UP: Role.OUTPUT, Direction.DOWN: Role.INPUT}


def trace(connection: Connection, starts: Sequence[str], direction: Direction, now: Callable[[], datetime]) -> Trace:
    """Return the way of the items `starts`, which are one: a serial and its lot, a lot, or a load.

    Bounded in depth, nodes, rows and time; `limit` says which bound ended it.
    """
    found = Trace(direction, dict.fromkeys(map(Node, starts), 0))
    level = list(found.depths)
    deadline = now() + MAX_TIME
    for depth in range(1, MAX_DEPTH + 2):
        rows = _level(connection, direction, {node.item for node in level})
        if len(rows) > MAX_ROWS:
            found.limit = Limit.ROWS
            rows = rows[:MAX_ROWS]
        following = _follow(found, level, rows)
        level = [node for node in following if node not in found.depths]
        if not level or found.limit is not None:
            return found
        found.limit = _limit(found, level, depth, is_late=now() > deadline)
        if found.limit is not None:
            return found
        found.depths |= dict.fromkeys(level, depth)
    return found


def _limit(found: Trace, level: Sequence[Node], depth: int, *, is_late: bool) -> Limit | None:
    if depth > MAX_DEPTH:
        return Limit.DEPTH
    if len(found.depths) + len(level) > MAX_NODES:
        return Limit.NODES
    return Limit.TIME if is_late else None


def _follow(found: Trace, level: Sequence[Node], rows: Sequence[_Row]) -> list[Node]:
    """Note events and edges of this level, and return the nodes that they lead to, each once."""
    by_item: dict[str, list[_Row]] = {}
    for row in rows:
        by_item.setdefault(row.item, []).append(row)
    goods = {node.item for node in found.depths if node.kind is Kind.GOODS}
    following: dict[Node, None] = {}
    for node in level:
        own = by_item.get(node.item, [])
        end = _emptied(own, node) if node.kind is Kind.LOAD else node.until
        own = [row for row in own if node.since <= row.at <= end]
        for row in own:
            found.events[row.number] = row.at
        for edge, target in _steps(found.direction, node, own):
            found.edges[edge] = None
            if target.kind is Kind.LOAD or target.item not in goods:
                following[target] = None
                goods |= {target.item} if target.kind is Kind.GOODS else set()
    return list(following)


def _emptied(rows: Sequence[_Row], node: Node) -> datetime:
    """Return when a load was taken apart as a whole, which its children need not be named for."""
    whole = (row.at for row in rows if row.role is Role.UNPACKED_FROM and row.other is None and row.at > node.since)
    return min([node.until, *whole])


def _steps(direction: Direction, node: Node, rows: Sequence[_Row]) -> Iterable[tuple[Edge, Node]]:
    for row in rows:
        if row.other is None:
            continue
        if row.role in (_FOLLOWED[direction], Role.TRANSFORMATION):
            pair = (row.other, node.item) if direction is Direction.UP else (node.item, row.other)
            yield Edge(*pair, row.number), Node(row.other)
        elif row.role in (Role.PACKED, Role.INSIDE):
            until = min([node.until, *(out.at for out in rows if _ends(out, row))])
            yield Edge(node.item, row.other, row.number), Node(row.other, Kind.LOAD, row.at, until)
        elif row.role in (Role.PACKED_INTO, Role.AROUND) and node.kind is Kind.GOODS:
            yield Edge(row.other, node.item, row.number), Node(row.other)


def _ends(out: _Row, packing: _Row) -> bool:
    return out.role is Role.UNPACKED and out.other == packing.other and out.at > packing.at


def _level(connection: Connection, direction: Direction, items: set[str]) -> list[_Row]:
    statement = level_statement(connection.dialect.name, direction)
    values = sorted(items)
    rows = connection.execute(statement, {"items": as_list(connection.dialect.name, values)})
    return [_Row(row.item, row.at, row.number, Role(row.role), row.other) for row in rows]


@cache
def level_statement(dialect: str, direction: Direction) -> TextualSelect:
    """Return the statement of one level. Its parameter is `items`."""
    # Put together of constants of this file; what is asked comes as a parameter.
    cases = " ".join(f"WHEN {near.value} THEN {other.value}" for near, other in _OTHER_SIDE[direction].items())
    sql = (
        "SELECT near.item, near.at, near.number, near.role, far.item AS other FROM event_items AS near"  # noqa: S608
        " LEFT JOIN event_items AS far ON far.number = near.number AND far.item <> near.item"
        f" AND far.role IN (CASE near.role {cases} END, {Role.TRANSFORMATION.value})"
        f" WHERE near.item {among(dialect, 'items')} AND NOT near.is_wrong"
        f" ORDER BY near.at, near.number LIMIT {MAX_ROWS + 1}"
    )
    return text(sql).columns(at=Instant())
