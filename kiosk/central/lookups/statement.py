# ruff: noqa: S608 — the statement is put together of constants of this file; what is asked comes by parameters
"""The one statement of the hot path: all that is known of some items, in one round trip.

A row an item, its records as one JSON text. Plain SQL, because an expression built for each request costs
more than the database does; made once for each database, way of naming an item, who asks, and number of items.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import JSON, Boolean, Table

from kiosk.central.epcis import tables as epcis
from kiosk.central.lookups import tables as history
from kiosk.central.lookups.question import Way
from kiosk.central.registry import tables
from kiosk.central.versions import version_columns
from kiosk.records.history import Flag
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
from kiosk.verdicts.origin import OF_MIDDLEMEN

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

MAX_CHECKS = 200
"""A serial photocopied a thousand times needs no longer list to be judged."""
HISTORY_DAYS = 30
"""Older checks enter no rule: flags are 30 days old at most, counts run over 7."""

SENT = ("key", "lot", "serial", "market_id", "kiosk_id", "check_id")
"""What is sent of each question, in this order."""


@dataclass(frozen=True, slots=True)
class _Speech:
    """How one database speaks of JSON."""

    make: str
    gather: str
    same_serial: str
    """The condition that the serials of `x` hold the serial that is asked for."""
    only_serial: str
    mark: str
    """Stands before the number of a parameter."""
    since: str
    """The first parameter: the beginning of the history."""

    def value(self, name: str, column: str, table: Table) -> str:
        """Return a pair of an object: a name and the column's value as JSON."""
        kind = table.columns[name].type
        if self.make == "json_object" and isinstance(kind, JSON):
            return f"'{name}', json({column})"
        if self.make == "json_object" and isinstance(kind, Boolean):
            return f"'{name}', json(iif({column}, 'true', 'false'))"
        return f"'{name}', {column}"


_SPEECH = {
    "sqlite": _Speech(
        "json_object",
        "json_group_array(json(document))",
        "EXISTS (SELECT 1 FROM json_each(x.serials) AS one WHERE one.value = meant.serial)",
        "json_array(meant.serial)",
        "?",
        "?1",
    ),
    "postgresql": _Speech(
        "json_build_object",
        "json_agg(document)",
        "x.serials @> to_jsonb(meant.serial)",
        "jsonb_build_array(meant.serial)",
        "$",
        "CAST($1 AS timestamptz)",
    ),
}

_SINCE = "{since}"

_NO_CODE = "NULL AS note, NULL AS note_en, NULL AS since, sent.key AS gtin, sent.lot AS meant_lot FROM sent"
_MEANT = {
    Way.GTIN: "c.note, c.note_en, c.since, coalesce(c.corrected_gtin, sent.key) AS gtin,"
    " coalesce(nullif(c.corrected_lot, ''), sent.lot) AS meant_lot"
    " FROM sent LEFT JOIN code_corrections AS c ON c.gtin = sent.key AND c.lot ="
    " (SELECT max(lot) FROM code_corrections AS every WHERE every.gtin = sent.key AND every.lot IN ('', sent.lot))"
}
"""What the label means: a code that was printed wrong is followed to the right one, its lot before its GTIN."""

_PRODUCT = {
    Way.GTIN: "meant.gtin",
    Way.PLU: "(SELECT min(one.gtin) FROM products AS one WHERE one.plu = meant.key HAVING count(*) = 1)",
}
"""Which product is meant. A PLU of several producers names none of them."""
_ESTABLISHMENT = {
    Way.GTIN: "p.establishment_id",
    Way.PLU: "p.establishment_id",
    Way.GLN: "(SELECT min(one.establishment_id) FROM aliases AS one WHERE one.kind = 'gln' AND one.value = meant.key)",
    Way.CITY_CODE: "(SELECT min(one.establishment_id) FROM aliases AS one"
    " WHERE one.kind = 'city_code' AND one.value = meant.key)",
}
"""Which place is meant: also by a code that it once had."""
_OF_LOT = "x.gtin = meant.gtin AND x.lot = meant.meant_lot"
_OF_SERIAL = "x.gtin = meant.key AND x.serial = meant.serial"
"""History is of the code as it was printed."""
_FLAGS = (
    f"({_OF_SERIAL} AND (x.kind = 'withdrawn' OR x.since >= {_SINCE}))"
    " OR (x.gtin = meant.gtin AND x.serial = meant.serial AND x.kind = 'withdrawn')"
)
"""A serial that was withdrawn is so for ever, and under the code that was meant, too; other flags end."""
_SERIAL = "SELECT 1 FROM serials AS x WHERE"
_AS_PRINTED = "x.gtin = meant.key AND x.lot = meant.lot"

_MARKETS = (
    "x.id IN (SELECT meant.market_id UNION ALL SELECT l.destination_market_id"
    f" UNION ALL SELECT x.market_id FROM movements AS x WHERE {_OF_LOT}"
    f" UNION ALL SELECT x.market_id FROM checks AS x WHERE {_OF_SERIAL} AND x.at >= {_SINCE})"
)
_RECALLS = (
    "x.id IN (SELECT scope.recall_id FROM recall_scopes AS scope WHERE scope.kind = 'any'"
    " OR (scope.kind = 'gtin' AND scope.value IN (meant.key, meant.gtin, p.gtin))"
    " OR (scope.kind = 'establishment' AND scope.value = e.id))"
)
_PRINTED_LOT = f"FROM lots AS x WHERE {_AS_PRINTED}"
_ISSUE = (
    "CASE WHEN meant.serial = '' OR ((l.gtin IS NULL OR NOT l.is_serialised)"
    f" AND NOT EXISTS (SELECT 1 {_PRINTED_LOT} AND x.is_serialised)) THEN 'unknown'"
    f" WHEN EXISTS ({_SERIAL} {_OF_LOT} AND x.serial = meant.serial)"
    f" OR EXISTS ({_SERIAL} {_AS_PRINTED} AND x.serial = meant.serial) THEN 'issued'"
    f" WHEN EXISTS ({_SERIAL} {_OF_LOT}) OR EXISTS ({_SERIAL} {_AS_PRINTED}) THEN 'never_issued'"
    " ELSE 'unknown' END"
)
_IS_MISSING = "(meant.lot <> '' AND l.gtin IS NULL) OR (p.gtin IS NULL AND e.id IS NULL)"
_OF_MIDDLEMAN = (
    f"x.step IN ({str(sorted(step.value for step in OF_MIDDLEMEN))[1:-1]}) AND x.stated_by <> coalesce(e.name, '')"
)
"""The same condition as `is_of_middleman`: in the database, because who does not sign waits no longer than others."""
_OF_CARRIERS = ("place", "place_en", "stated_by", "stated_by_en")
COUNTS = (16, 8, 4, 2, 1)
"""Numbers of items that a statement is made for: few, so that each stays prepared."""


@cache
def statement(dialect: str, way: Way, count: int, *, is_public: bool = False) -> str:
    """Return the statement for `count` items, in the driver's own language.

    Its parameters are the beginning of the history, then SENT of each question: by number, from 1. A row
    is a question's place; the fields of its Finding but source, time and issue, as the inside of a JSON
    object; the issue; whether something that was named is missing; the newest versions as JSON.

    `is_public` for a caller who did not sign: enough to judge an item, and nothing that competitors or forgers
    would gather. Steps of middlemen bear neither name nor place; of movements that name packs only those of the
    serial that is asked for are told, with no other pack; earlier checks are numbered, in the place of their ids.
    """
    speech = _SPEECH[dialect]
    of_each = ", ".join(f"({place}, {_parameters(speech, place)})" for place in range(count))
    document = _document(speech, is_public=is_public)
    return (
        f"WITH sent (place, {', '.join(SENT)}) AS (VALUES {of_each}),"
        f" meant AS (SELECT sent.*, {_MEANT.get(way, _NO_CODE)})"
        f" SELECT meant.place, {document}, {_ISSUE}, {_IS_MISSING}, {_versions(speech)} FROM meant"
        f" LEFT JOIN products AS p ON p.gtin = {_PRODUCT.get(way, 'NULL')}"
        f" LEFT JOIN lots AS l ON {'l.gtin = meant.gtin AND l.lot = meant.meant_lot' if way is Way.GTIN else 'false'}"
        f" LEFT JOIN establishments AS e ON e.id = {_ESTABLISHMENT.get(way, 'NULL')}"
    ).replace(_SINCE, speech.since)


def _parameters(speech: _Speech, place: int) -> str:
    first = 2 + place * len(SENT)
    return ", ".join(f"CAST({speech.mark}{number} AS text)" for number in range(first, first + len(SENT)))


def _document(speech: _Speech, *, is_public: bool) -> str:
    """Return the SQL of the inside of a JSON object: the parts of a Finding, joined as texts."""
    flags = _list(speech, history.flags, Flag, _FLAGS, "x.since")
    checks = _checks(speech, is_public=is_public)
    parts = {
        "product": _one(speech, tables.products, Product, "p", "gtin"),
        "lot": _one(speech, tables.lots, Lot, "l", "gtin"),
        "establishment": _one(speech, tables.establishments, Establishment, "e", "id"),
        "certificates": _list(speech, tables.certificates, Certificate, "x.establishment_id = e.id", "x.id"),
        "needed": _list(speech, tables.needed_kinds, NeededKinds, 'x."group" = p."group"', "x.position"),
        "movements": _movements(speech, is_public=is_public),
        "recalls": _list(speech, tables.recalls, Recall, _RECALLS, "x.id"),
        "violations": _list(speech, tables.violations, Violation, "x.establishment_id = e.id", "x.id"),
        "markets": _list(speech, tables.markets, Market, _MARKETS, "x.id"),
        "history": f"'{{\"checks\":' || {checks} || ',\"flags\":' || {flags} || ',\"was_asked\":true}}'",
        "correction": "CASE WHEN meant.note IS NULL THEN 'null' ELSE CAST("
        f"{speech.make}('gtin', meant.gtin, 'lot', meant.meant_lot, 'note', meant.note, 'note_en', meant.note_en,"
        f" 'since', meant.since, 'printed_use_by', (SELECT x.use_by {_PRINTED_LOT})) AS text) END",
    }
    return " || ',' || ".join(f"'\"{name}\":' || {sql}" for name, sql in parts.items())


def _object(speech: _Speech, table: Table, names: Iterable[str], alias: str) -> str:
    pairs = ", ".join(speech.value(name, f'{alias}."{name}"', table) for name in names)
    return f"{speech.make}({pairs})"


def _one(speech: _Speech, table: Table, record: type[DataclassInstance], alias: str, key: str) -> str:
    """Return one joined row as the JSON of its record: the record's fields, and no other column."""
    made = _object(speech, table, (field.name for field in fields(record)), alias)
    return f"CASE WHEN {alias}.{key} IS NULL THEN 'null' ELSE CAST({made} AS text) END"


def _list(speech: _Speech, table: Table, record: type[DataclassInstance], condition: str, order: str) -> str:
    made = _object(speech, table, (field.name for field in fields(record)), "x")
    return _gathered(speech, f"SELECT {made} AS document FROM {table.name} AS x WHERE {condition} ORDER BY {order}")


def _gathered(speech: _Speech, rows: str) -> str:
    return f"coalesce((SELECT CAST({speech.gather} AS text) FROM ({rows}) AS ordered), '[]')"


def _movements(speech: _Speech, *, is_public: bool) -> str:
    """Return the movements of the lot and of this serial, by time; those of other serials are not its way."""
    pairs = {field.name: speech.value(field.name, f'x."{field.name}"', epcis.movements) for field in fields(Movement)}
    if is_public:
        hidden = {name: f"'{name}', CASE WHEN {_OF_MIDDLEMAN} THEN '' ELSE x.{name} END" for name in _OF_CARRIERS}
        pairs |= hidden
    of_lot = "CAST(x.serials AS text) = '[]'"
    every = of_lot if is_public else f"(meant.serial = '' OR {of_lot})"
    whole = f"{speech.make}({', '.join(pairs.values())})"
    pairs["serials"] = f"'serials', {speech.only_serial}"
    own = f"{speech.make}({', '.join(pairs.values())})"
    return _gathered(
        speech,
        f"SELECT CASE WHEN {every} THEN {whole} ELSE {own} END AS document FROM movements AS x"
        f" WHERE {_OF_LOT} AND ({every} OR {speech.same_serial}) ORDER BY x.at, x.event_id",
    )


def _checks(speech: _Speech, *, is_public: bool) -> str:
    """Return the newest checks of the serial but the present one, oldest first, with their markets' names."""
    trusted = speech.value("is_clock_trusted", "x.is_clock_trusted", history.checks)
    number = "CAST(row_number() OVER (ORDER BY x.at, x.check_id) AS text)"
    made = (
        f"{speech.make}('check_id', {number if is_public else 'x.check_id'}, 'at', x.at, 'market_id', x.market_id,"
        f" 'market_name', coalesce(m.name, ''), {trusted})"
    )
    newest = (
        f"SELECT x.* FROM checks AS x WHERE {_OF_SERIAL} AND x.at >= {_SINCE} AND x.check_id <> meant.check_id"
        f" ORDER BY x.at DESC LIMIT {MAX_CHECKS}"
    )
    return _gathered(
        speech,
        f"SELECT {made} AS document FROM ({newest}) AS x LEFT JOIN markets AS m ON m.id = x.market_id"
        " ORDER BY x.at, x.check_id",
    )


def _versions(speech: _Speech) -> str:
    columns = version_columns("meant.market_id", "'market/' || meant.market_id", "'kiosk/' || meant.kiosk_id")
    pairs = ", ".join(f"'{name}', {sql}" for name, sql in columns.items())
    return f"CAST({speech.make}({pairs}) AS text)"
