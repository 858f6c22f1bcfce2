"""The kinds of rows in the registry, as one table: where each is kept, who may change it, and what it names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Table

from kiosk.central.people.reach import Ties, equal_to
from kiosk.central.people.rights import Right
from kiosk.central.registry import rows, tables
from kiosk.central.registry.belonging import ties_of_establishment, ties_of_lot

Values = Mapping[str, object]
"""Columns of one row."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A field that must name a row of `table`, or be empty."""

    field: str
    table: Table
    column: str = "id"


@dataclass(frozen=True, slots=True)
class RowKind:
    """One kind of rows. `name` is its path, its sheet and what the audit calls it.

    `found_by` is the column that a search looks in. `fixed` fields are given once and never changed;
    a `kept` field that is given empty stays as it was.
    `ties` None: rows of it belong to nobody, and everybody who may see the registry sees them.
    """

    name: str
    table: Table
    row: type[rows.GivenRow]
    shown: type[rows.GivenRow]
    key: tuple[str, ...]
    right: Right
    found_by: str
    references: tuple[Reference, ...] = ()
    fixed: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    ties: Ties | None = None

    def key_of(self, values: Values) -> tuple[object, ...]:
        """Return the values of the key."""
        return tuple(values[name] for name in self.key)

    def key_text(self, values: Values) -> str:
        """Return the key as the audit and the paths write it: parts joined by "/"."""
        return "/".join(str(part) for part in self.key_of(values))


class ShownEstablishment(rows.EstablishmentRow):
    """An establishment, and when it was registered."""

    registered_at: datetime | None


class ShownLot(rows.LotRow):
    """A lot, when it was registered, and the dates that it once bore."""

    registered_at: datetime
    earlier_dates: tuple[date, ...]


_ESTABLISHMENT = Reference("establishment_id", tables.establishments)
_UNIT = Reference("unit_id", tables.units)

ROW_KINDS = (
    RowKind(
        "units",
        tables.units,
        rows.UnitRow,
        rows.UnitRow,
        ("id",),
        Right.CHANGE_TABLES,
        "folded",
        (Reference("parent_id", tables.units),),
    ),
    RowKind(
        "unit_successors",
        tables.unit_successors,
        rows.UnitSuccessorRow,
        rows.UnitSuccessorRow,
        ("unit_id", "successor_id"),
        Right.CHANGE_TABLES,
        "unit_id",
        (_UNIT, Reference("successor_id", tables.units)),
    ),
    RowKind(
        "certificate_kinds",
        tables.certificate_kinds,
        rows.CertificateKindRow,
        rows.CertificateKindRow,
        ("kind", "first_day"),
        Right.CHANGE_TABLES,
        "kind",
    ),
    RowKind(
        "needed_kinds",
        tables.needed_kinds,
        rows.NeededKindsRow,
        rows.NeededKindsRow,
        ("position",),
        Right.CHANGE_TABLES,
        "group",
    ),
    RowKind(
        "label_schemes",
        tables.label_schemes,
        rows.LabelSchemeRow,
        rows.LabelSchemeRow,
        ("id",),
        Right.CHANGE_TABLES,
        "owner",
    ),
    RowKind(
        "establishments",
        tables.establishments,
        rows.EstablishmentRow,
        ShownEstablishment,
        ("id",),
        Right.CHANGE_ESTABLISHMENTS,
        "folded",
        (_UNIT,),
        kept=frozenset({"city_code"}),
        ties=ties_of_establishment(tables.establishments.c.id),
    ),
    RowKind(
        "markets",
        tables.markets,
        rows.MarketRow,
        rows.MarketRow,
        ("id",),
        Right.CHANGE_TABLES,
        "folded",
        (_UNIT,),
    ),
    RowKind(
        "stalls",
        tables.stalls,
        rows.StallRow,
        rows.StallRow,
        ("id",),
        Right.CHANGE_TABLES,
        "folded",
        (Reference("market_id", tables.markets), _ESTABLISHMENT),
        ties=Ties(establishment=equal_to(tables.stalls.c.establishment_id), market=equal_to(tables.stalls.c.market_id)),
    ),
    RowKind(
        "products",
        tables.products,
        rows.ProductRow,
        rows.ProductRow,
        ("gtin",),
        Right.CHANGE_GOODS,
        "folded",
        (_ESTABLISHMENT,),
        ties=ties_of_establishment(tables.products.c.establishment_id),
    ),
    RowKind(
        "lots",
        tables.lots,
        rows.LotRow,
        ShownLot,
        ("gtin", "lot"),
        Right.CHANGE_GOODS,
        "lot",
        (Reference("gtin", tables.products, "gtin"), Reference("destination_market_id", tables.markets)),
        fixed=frozenset({"is_sealed", "is_serialised"}),
        ties=ties_of_lot(),
    ),
    RowKind(
        "certificates",
        tables.certificates,
        rows.CertificateRow,
        rows.CertificateRow,
        ("id",),
        Right.CHANGE_CERTIFICATES,
        "number",
        (_ESTABLISHMENT,),
        ties=ties_of_establishment(tables.certificates.c.establishment_id),
    ),
)
"""In the order of writing: what is named by others comes first."""

BY_NAME: Mapping[str, RowKind] = {kind.name: kind for kind in ROW_KINDS}
