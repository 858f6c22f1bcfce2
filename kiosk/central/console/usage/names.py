"""What markets, kiosks, products and establishments are called: for lists and charts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Column, Connection, Table, select

from kiosk.central.kiosks.tables import kiosks
from kiosk.central.registry.tables import establishments, markets, products
from kiosk.words.alphabet import in_order

Pairs = Sequence[tuple[str, str]]
"""By id and name."""
Names = Mapping[str, str]
_AT_ONCE = 500


def kiosks_of(connection: Connection, market_id: str) -> Pairs:
    """Return the kiosks that stand at a market now, with their places."""
    rows = kiosks.c
    query = select(rows.id, rows.name, rows.area, rows.position).where(rows.market_id == market_id)
    return in_order((row.id, _placed(row.name, row.position or row.area)) for row in connection.execute(query))


def kiosk_names(connection: Connection, ids: Iterable[str]) -> Names:
    """Return names by id; of one that was never paired here there is none."""
    return {
        id_: _placed(name, position or area)
        for id_, name, area, position in _rows(
            connection, kiosks, ids, kiosks.c.id, kiosks.c.name, kiosks.c.area, kiosks.c.position
        )
    }


def market_names(connection: Connection, ids: Iterable[str]) -> Names:
    """Return names by id."""
    return names_in(connection, markets, ids)


def product_names(connection: Connection, gtins: Iterable[str]) -> Names:
    """Return names by GTIN."""
    return dict(_pairs(connection, products, gtins, products.c.gtin, products.c.name))


def establishment_names(connection: Connection, ids: Iterable[str]) -> Names:
    """Return names by id."""
    return names_in(connection, establishments, ids)


def names_in(connection: Connection, table: Table, ids: Iterable[str]) -> Names:
    """Return the names of rows of `table`, which has an id and a name, by id."""
    return dict(_pairs(connection, table, ids, table.c.id, table.c.name))


def _placed(name: str, place: str) -> str:
    return f"{name} · {place}" if place else name


def _pairs(
    connection: Connection, table: Table, ids: Iterable[str], key: Column[str], name: Column[str]
) -> list[tuple[str, str]]:
    return [(id_, said) for id_, said in _rows(connection, table, ids, key, name)]


def _rows(
    connection: Connection, table: Table, ids: Iterable[str], key: Column[str], *further: Column[str]
) -> list[tuple[str, ...]]:
    wanted = sorted(set(ids) - {""})
    found: list[tuple[str, ...]] = []
    for begin in range(0, len(wanted), _AT_ONCE):
        query = select(key, *further).select_from(table).where(key.in_(wanted[begin : begin + _AT_ONCE]))
        found += [tuple(row) for row in connection.execute(query)]
    return found
