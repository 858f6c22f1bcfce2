"""Goods and establishments chosen by search: what was typed, what is found by it, what is chosen already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Connection, or_, select

from kiosk.central.people.reach import within_reach
from kiosk.central.people.rights import Caller, Right
from kiosk.central.registry.belonging import ties_of_establishment
from kiosk.central.registry.folded import is_found_by
from kiosk.central.registry.tables import establishments, lots, products

MOST_FOUND: Final = 20
MOST_CHOSEN: Final = 500


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that may be chosen."""

    value: str
    name: str
    about: str
    is_chosen: bool


def find_products(
    connection: Connection, caller: Caller, right: Right, text: str, chosen: Sequence[str]
) -> Sequence[Found]:
    """Return the products `chosen`, then those within the right whose name, GTIN or PLU holds `text`."""
    row = products.c
    query = (
        select(row.gtin, row.name, establishments.c.name)
        .join(establishments, establishments.c.id == row.establishment_id)
        .where(within_reach(caller, right, ties_of_establishment(row.establishment_id)))
        .order_by(row.name, row.gtin)
    )
    rows = [] if not chosen else list(connection.execute(query.where(row.gtin.in_(chosen[:MOST_CHOSEN]))))
    if text.strip():
        holds = is_found_by(row.folded, text)
        rows += connection.execute(query.where(holds, row.gtin.not_in(chosen[:MOST_CHOSEN])).limit(MOST_FOUND))
    return [Found(gtin, name, f"{gtin} · {maker}", gtin in chosen) for gtin, name, maker in rows]


def find_establishments(
    connection: Connection, caller: Caller, right: Right, text: str, chosen: Sequence[str]
) -> Sequence[Found]:
    """Return the establishments `chosen`, then those within the right whose name, place or code holds `text`."""
    row = establishments.c
    query = select(row.id, row.name, row.place, row.city_code).order_by(row.name, row.id)
    query = query.where(within_reach(caller, right, ties_of_establishment(row.id)))
    rows = [] if not chosen else list(connection.execute(query.where(row.id.in_(chosen[:MOST_CHOSEN]))))
    if text.strip():
        holds = or_(is_found_by(row.folded, text), row.id == text.strip())
        rows += connection.execute(query.where(holds, row.id.not_in(chosen[:MOST_CHOSEN])).limit(MOST_FOUND))
    return [Found(key, name, " · ".join(filter(None, (place, code))), key in chosen) for key, name, place, code in rows]


def find_lots(connection: Connection, gtins: Sequence[str], text: str, chosen: Sequence[str]) -> Sequence[Found]:
    """Return the lots of these products: those `chosen`, then the newest, or those whose number holds `text`."""
    if not gtins:
        return []
    row = lots.c
    query = select(row.lot, row.harvested_on, row.packed_on).where(row.gtin.in_(gtins[:MOST_CHOSEN]))
    newest = query.order_by(row.registered_at.desc(), row.lot).limit(MOST_FOUND)
    holds: tuple[ColumnElement[bool], ...] = ()
    if text.strip():
        holds = (row.lot.icontains(text.strip(), autoescape=True),)
    rows = [] if not chosen else list(connection.execute(query.where(row.lot.in_(chosen[:MOST_CHOSEN]))))
    rows += connection.execute(newest.where(*holds, row.lot.not_in(chosen[:MOST_CHOSEN])))
    return list(_once(Found(lot, lot, _made(harvested or packed), lot in chosen) for lot, harvested, packed in rows))


def _made(day: object) -> str:
    return "" if day is None else f"{day:%d/%m/%Y}"


def _once(found: Iterable[Found]) -> Iterable[Found]:
    seen: set[str] = set()
    for each in found:
        if each.value not in seen:
            seen.add(each.value)
            yield each
