"""The form of the registry offline: which tables a snapshot has, their columns, and how values stand in them.

The centre writes by it and a unit reads by it. It grows by adding: a file names its own tables and
columns, a reader takes those that it knows, and what a file lacks has the value that it always had.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kiosk.records.stored import Kind

SCHEMA_VERSION: Final = 100
"""Hundreds: the form, which a reader must know; the rest: what was added to it, which a reader may leave out."""
APPLICATION_ID: Final = 0x4B52_4547
"""Marks the SQLite file: "KREG"."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `is_optional`: it may be empty (None); texts never are, "" is theirs."""

    name: str
    kind: Kind
    is_optional: bool = False

    @property
    def sql_type(self) -> str:
        """The type of the column in SQLite."""
        if self.kind.is_text:
            return "TEXT"
        return "REAL" if self.kind is Kind.REAL else "INTEGER"


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """One table; the first `key` columns are its key, by which rows are in order and changes name them."""

    name: str
    key: int
    columns: tuple[Column, ...]
    indexes: tuple[tuple[str, ...], ...] = ()

    @property
    def key_columns(self) -> tuple[Column, ...]:
        """The columns of the key."""
        return self.columns[: self.key]


def _texts(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, Kind.TEXT) for name in names)


def _days(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, Kind.DAY, is_optional=True) for name in names)


ESTABLISHMENTS = PublishedTable(
    "establishments",
    1,
    (
        *_texts("id", "name", "place", "city_code", "gln", "name_en", "place_en"),
        Column("latitude", Kind.REAL, is_optional=True),
        Column("longitude", Kind.REAL, is_optional=True),
        Column("registered_at", Kind.INSTANT, is_optional=True),
    ),
)
ALIASES = PublishedTable("aliases", 2, _texts("kind", "value", "establishment_id"))
"""City codes and GLNs by which an establishment is, or was, known."""
PRODUCTS = PublishedTable(
    "products",
    1,
    (
        Column("gtin", Kind.DIGITS),
        *_texts("name", "group", "establishment_id", "name_en", "content", "content_en"),
        Column("net_weight_g", Kind.WHOLE, is_optional=True),
        *_texts("plu", "picture"),
    ),
    (("plu",),),
)
LOTS = PublishedTable(
    "lots",
    2,
    (
        Column("gtin", Kind.DIGITS),
        *_texts("lot"),
        Column("registered_at", Kind.INSTANT),
        Column("is_sealed", Kind.TRUTH),
        Column("is_serialised", Kind.TRUTH),
        Column("quantity", Kind.WHOLE, is_optional=True),
        *_days("harvested_on", "packed_on", "best_before", "use_by"),
        Column("earlier_dates", Kind.DAYS),
        *_texts("destination_market_id", "note"),
    ),
)
"""Lots in circulation."""
CERTIFICATES = PublishedTable(
    "certificates",
    1,
    (
        *_texts("id", "kind", "number", "issuer", "establishment_id"),
        Column("first_day", Kind.DAY),
        *_days("last_day"),
        *_texts("status"),
        *_days("status_since"),
        Column("groups", Kind.TEXTS),
        Column("gtins", Kind.TEXTS),
        *_texts("issuer_en"),
    ),
    (("establishment_id",),),
)
NEEDED_KINDS = PublishedTable(
    "needed_kinds",
    1,
    (
        Column("position", Kind.WHOLE),
        *_texts("group"),
        Column("any_of", Kind.TEXTS),
        Column("first_day", Kind.DAY),
        *_days("last_day"),
    ),
)
RECALLS = PublishedTable(
    "recalls",
    1,
    (
        *_texts("id", "reason", "authority", "document"),
        Column("effective_at", Kind.INSTANT),
        Column("ends_at", Kind.INSTANT, is_optional=True),
        Column("gtins", Kind.TEXTS),
        Column("lots", Kind.TEXTS),
        *_texts("serial_from", "serial_to"),
        Column("establishment_ids", Kind.TEXTS),
        *_days("made_from", "made_to"),
        *_texts("return_to", "reason_en", "authority_en", "return_to_en", "scope", "scope_en"),
    ),
)
RECALL_SCOPES = PublishedTable("recall_scopes", 3, _texts("kind", "value", "recall_id"))
"""By what a look-up finds a recall: kind `gtin`, `establishment`, or `any`."""
VIOLATIONS = PublishedTable(
    "violations",
    1,
    (
        *_texts("id", "establishment_id", "summary", "authority", "document"),
        Column("published_on", Kind.DAY),
        *_days("in_force_until"),
        Column("suspends_groups", Kind.TEXTS),
        *_texts("summary_en", "authority_en"),
    ),
    (("establishment_id",),),
)
MARKETS = PublishedTable(
    "markets",
    1,
    (*_texts("id", "name"), Column("latitude", Kind.REAL), Column("longitude", Kind.REAL), *_texts("name_en")),
)
CORRECTIONS = PublishedTable(
    "corrections",
    2,
    (
        Column("gtin", Kind.DIGITS),
        *_texts("lot"),
        Column("corrected_gtin", Kind.DIGITS),
        *_texts("corrected_lot", "note", "note_en"),
        Column("since", Kind.INSTANT),
    ),
)
"""Codes that were printed wrong, and what was meant; `lot` "": every lot of the GTIN."""
FLAGS = PublishedTable(
    "flags",
    3,
    (Column("gtin", Kind.DIGITS), *_texts("serial", "kind"), Column("since", Kind.INSTANT)),
)
"""Withdrawn and flagged serials of lots in circulation."""
NOTICES = PublishedTable(
    "notices",
    1,
    (
        *_texts("id", "kind", "market_id", "text", "text_en"),
        Column("starts_at", Kind.INSTANT),
        Column("ends_at", Kind.INSTANT),
    ),
)
SCHEMES = PublishedTable(
    "schemes",
    1,
    (
        *_texts("id", "owner", "owner_en"),
        Column("hosts", Kind.TEXTS),
        *_texts("path_prefix"),
        Column("text_prefixes", Kind.TEXTS),
        *_texts("proves", "proves_en", "proves_not", "proves_not_en"),
        *_days("first_day", "last_day"),
    ),
)

TABLES: Final = (
    ALIASES,
    CERTIFICATES,
    CORRECTIONS,
    ESTABLISHMENTS,
    FLAGS,
    LOTS,
    MARKETS,
    NEEDED_KINDS,
    NOTICES,
    PRODUCTS,
    RECALL_SCOPES,
    RECALLS,
    SCHEMES,
    VIOLATIONS,
)

ABOUT_TABLE: Final = "about"
"""Beside the tables, of no content: what a file says of itself, by name."""
APPLIED_TABLE: Final = "applied"
"""Beside the tables, of no content: which targets of changes stand in a unit's file."""
BESIDE: Final = frozenset({ABOUT_TABLE, APPLIED_TABLE})


def is_readable(schema_version: int) -> bool:
    """Return whether this release reads a file of `schema_version`: the same form, with less or more in it."""
    return schema_version // 100 == SCHEMA_VERSION // 100


def definition(table: PublishedTable) -> tuple[str, ...]:
    """Return the SQL that makes `table` and its indexes."""
    columns = ", ".join(_column(column) for column in table.columns)
    key = listed(column.name for column in table.key_columns)
    made = f'CREATE TABLE "{table.name}" ({columns}, PRIMARY KEY ({key})) STRICT, WITHOUT ROWID'
    indexes = (_index(table.name, names) for names in table.indexes)
    return (made, *indexes)


def listed(names: Iterable[str]) -> str:
    """Return names of columns as SQL lists them."""
    return ", ".join(f'"{name}"' for name in names)


def _index(table: str, names: tuple[str, ...]) -> str:
    return f'CREATE INDEX "{table}_{"_".join(names)}" ON "{table}" ({listed(names)})'


def _column(column: Column) -> str:
    if column.kind.is_text:
        return f"\"{column.name}\" TEXT NOT NULL DEFAULT ''"
    return f'"{column.name}" {column.sql_type}{"" if column.is_optional else " NOT NULL"}'
