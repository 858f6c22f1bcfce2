# ruff: noqa: S608 — the statement is put together of constants of this file; what is asked comes by parameters
"""The one statement of the hot path: all that is known of an item, in one round trip.

Each row is (part, JSON text of one record). Plain SQL, because an expression built for each
request costs more than the database does; made once for each dialect and way of naming an item.
"""

from __future__ import annotations

from dataclasses import fields
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import JSON, String, Table, TextClause, bindparam, text

from kiosk.central.database import Instant
from kiosk.central.epcis import tables as epcis
from kiosk.central.registry import tables
from kiosk.codes.code import Identity
from kiosk.records.registry import (
    Certificate,
    Establishment,
    Lot,
    Market,
    Movement,
    NeededKinds,
    Product,
    Recall,
    Violation,
)

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class Way(StrEnum):
    """By what an item is named."""

    GTIN = "gtin"
    GLN = "gln"
    CITY_CODE = "city_code"
    PLU = "plu"
    SSCC = "sscc"


def way_of(identity: Identity) -> Way | None:
    """Return by what `identity` names an item: the most exact it has; None where it names nothing."""
    for way in Way:
        if getattr(identity, way.value) is not None:
            return way
    return None


MAX_CHECKS = 200
"""A serial photocopied a thousand times needs no longer list to be judged."""

_JSON_OBJECT = {"sqlite": "json_object", "postgresql": "json_build_object"}

_NO_ROW = "1 = 0"
_PRODUCT = {
    Way.GTIN: "gtin = :gtin",
    Way.PLU: "plu = :plu AND (SELECT count(*) FROM products WHERE plu = :plu) = 1",
}
"""Which product is meant. A PLU of several producers names none of them."""

_ESTABLISHMENT = {
    Way.GTIN: "id = (SELECT establishment_id FROM item)",
    Way.PLU: "id = (SELECT establishment_id FROM item)",
    Way.GLN: "id IN (SELECT establishment_id FROM aliases WHERE kind = 'gln' AND value = :gln)",
    Way.CITY_CODE: "id IN (SELECT establishment_id FROM aliases WHERE kind = 'city_code' AND value = :city_code)",
}
"""Which place is meant: also by a code that it once had."""

_OF_LOT = "gtin = :gtin AND lot = :lot"
_OF_SERIAL = "gtin = :gtin AND serial = :serial"
_OF_PLACE = "establishment_id IN (SELECT id FROM place)"

_PARTS: tuple[tuple[str, Table, type[DataclassInstance], str], ...] = (
    ("product", tables.products, Product, "gtin = (SELECT gtin FROM item)"),
    ("lot", tables.lots, Lot, _OF_LOT),
    ("establishment", tables.establishments, Establishment, "id IN (SELECT id FROM place)"),
    ("certificate", tables.certificates, Certificate, _OF_PLACE),
    ("needed", tables.needed_kinds, NeededKinds, '"group" = (SELECT kind FROM item)'),
    ("movement", epcis.movements, Movement, _OF_LOT),
    (
        "recall",
        tables.recalls,
        Recall,
        "id IN (SELECT recall_id FROM recall_scopes WHERE kind = 'any'"
        " OR (kind = 'gtin' AND value = :gtin) OR (kind = 'gtin' AND value = (SELECT gtin FROM item))"
        " OR (kind = 'establishment' AND value IN (SELECT id FROM place)))",
    ),
    ("violation", tables.violations, Violation, _OF_PLACE),
    (
        "market",
        tables.markets,
        Market,
        f"id = :market_id OR id IN (SELECT market_id FROM movements WHERE {_OF_LOT})"
        f" OR id IN (SELECT market_id FROM checks WHERE {_OF_SERIAL} AND at >= :since)"
        f" OR id IN (SELECT destination_market_id FROM lots WHERE {_OF_LOT})",
    ),
)

_PARAMETERS = ("gtin", "lot", "serial", "gln", "city_code", "plu", "market_id")


@cache
def statement(dialect: str, way: Way) -> TextClause:
    """Return the statement for `dialect`. Its parameters are the identity's fields, `market_id` and `since`."""
    make = _JSON_OBJECT[dialect]
    of_the_item = (
        'WITH item AS (SELECT gtin, establishment_id, "group" AS kind FROM products'
        f" WHERE {_PRODUCT.get(way, _NO_ROW)}),"
        f" place AS (SELECT id FROM establishments WHERE {_ESTABLISHMENT.get(way, _NO_ROW)}) "
    )
    branches = [
        f"SELECT '{part}' AS part, {_document(make, dialect, table, record)} AS document"
        f" FROM {table.name} WHERE {condition}"
        for part, table, record, condition in _PARTS
    ]
    sql = of_the_item + " UNION ALL ".join([*branches, *_history(make)])
    used = [name for name in _PARAMETERS if f":{name}" in sql]
    return text(sql).bindparams(
        *(bindparam(name, type_=String()) for name in used), bindparam("since", type_=Instant())
    )


def _document(make: str, dialect: str, table: Table, record: type[DataclassInstance]) -> str:
    """Return the SQL that gives one row of `table` as JSON text: the fields of its record, and no other column."""
    pairs = []
    for column in (table.columns[field.name] for field in fields(record)):
        is_parsed = dialect == "sqlite" and isinstance(column.type, JSON)
        value = f'json("{column.name}")' if is_parsed else f'"{column.name}"'
        pairs.append(f"'{column.name}', {value}")
    return f"CAST({make}({', '.join(pairs)}) AS TEXT)"


def _history(make: str) -> tuple[str, str, str]:
    """Return the branches for flags, earlier checks, and whether the serial was issued."""
    check = (
        f"{make}('check_id', check_id, 'at', at, 'market_id', market_id, 'is_clock_trusted', is_clock_trusted,"
        " 'kiosk_id', kiosk_id)"
    )
    return (
        f"SELECT 'flag', CAST({make}('kind', kind, 'since', since) AS TEXT) FROM flags WHERE {_OF_SERIAL}",
        f"SELECT * FROM (SELECT 'check', CAST({check} AS TEXT) FROM checks WHERE {_OF_SERIAL} AND at >= :since"
        f" ORDER BY at DESC LIMIT {MAX_CHECKS}) AS newest",
        "SELECT 'issue', CASE"
        f" WHEN EXISTS (SELECT 1 FROM serials WHERE {_OF_LOT} AND serial = :serial) THEN 'issued'"
        f" WHEN EXISTS (SELECT 1 FROM serials WHERE {_OF_LOT}) THEN 'never_issued'"
        f" ELSE 'unknown' END FROM lots WHERE {_OF_LOT} AND is_serialised AND :serial IS NOT NULL",
    )
