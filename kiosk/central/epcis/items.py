"""Which goods an event names, each in its role: the links that tracing follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import assert_never

from kiosk.central.epcis.events import (
    AggregationEvent,
    AssociationEvent,
    Event,
    ObjectEvent,
    TransactionEvent,
    TransformationEvent,
)
from kiosk.central.epcis.identifiers import Item, item_of
from kiosk.central.epcis.parts import Quantity


class Role(IntEnum):
    """What an event does with an item. The numbers stand in the database."""

    SEEN = 1
    MADE = 2
    """An ObjectEvent with ADD: it begins here."""
    ENDED = 3
    INPUT = 4
    OUTPUT = 5
    PACKED = 6
    """A child, put into a parent."""
    PACKED_INTO = 7
    UNPACKED = 8
    UNPACKED_FROM = 9
    INSIDE = 10
    """A child, seen in its parent."""
    AROUND = 11
    PAPER = 12
    """Linked to a business transaction."""
    TRANSFORMATION = 13
    """No goods: the ID by which several events are one transformation."""


@dataclass(frozen=True, slots=True)
class Link:
    """One item of one event. `quantity` in `uom`; pieces where that is empty."""

    item: Item
    role: Role
    is_named: bool = True
    quantity: float | None = None
    uom: str = ""


_OBJECT = {"OBSERVE": Role.SEEN, "ADD": Role.MADE, "DELETE": Role.ENDED}
_CHILD = {"OBSERVE": Role.INSIDE, "ADD": Role.PACKED, "DELETE": Role.UNPACKED}
_PARENT = {"OBSERVE": Role.AROUND, "ADD": Role.PACKED_INTO, "DELETE": Role.UNPACKED_FROM}


def links_of(event: Event) -> tuple[Link, ...]:
    """Return the items that `event` names, each once a role, with the lots of its serials behind them."""
    merged: dict[tuple[str, Role], Link] = {}
    for link in _named(event):
        key = (link.item.key, link.role)
        merged[key] = _sum(merged[key], link) if key in merged else link
    for link in list(merged.values()):
        lot = link.item.lot_key
        if lot and lot != link.item.key and (lot, link.role) not in merged:
            item = Item(lot, lot, link.item.gtin, link.item.lot, is_class=True)
            merged[(lot, link.role)] = Link(item, link.role, is_named=False)
    return tuple(merged.values())


def _named(event: Event) -> Iterator[Link]:
    match event:
        case ObjectEvent():
            yield from _linked(event.epc_list, event.quantity_list, _OBJECT[event.action])
        case AggregationEvent() | AssociationEvent():
            yield from _linked(event.child_epcs, event.child_quantity_list, _CHILD[event.action])
            yield from _linked(_one(event.parent_id), None, _PARENT[event.action])
        case TransactionEvent():
            yield from _linked(event.epc_list, event.quantity_list, Role.PAPER)
            yield from _linked(_one(event.parent_id), None, Role.PAPER)
        case TransformationEvent():
            yield from _linked(event.input_epc_list, event.input_quantity_list, Role.INPUT)
            yield from _linked(event.output_epc_list, event.output_quantity_list, Role.OUTPUT)
            yield from _linked(_one(event.transformation_id), None, Role.TRANSFORMATION)
        case _:
            assert_never(event)


def _linked(epcs: Iterable[str] | None, quantities: Iterable[Quantity] | None, role: Role) -> Iterator[Link]:
    for epc in epcs or ():
        yield Link(_item(epc), role)
    for amount in quantities or ():
        yield Link(_item(amount.epc_class), role, quantity=amount.quantity, uom=amount.uom or "")


def _item(text: str) -> Item:
    item = item_of(text)
    return Item(text[:256]) if isinstance(item, str) else item


def _one(text: str | None) -> tuple[str, ...]:
    return () if text is None else (text,)


def _sum(first: Link, second: Link) -> Link:
    """Add up amounts of one unit; of two units the amount is not known."""
    if first.uom != second.uom or first.quantity is None or second.quantity is None:
        return replace(first, quantity=None, uom="")
    return replace(first, quantity=first.quantity + second.quantity)
