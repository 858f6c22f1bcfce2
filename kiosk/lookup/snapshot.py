"""The registry of this unit, asked: what the centre published last, as a Finding with its own time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import apsw

from kiosk.codes.code import Identity
from kiosk.lookup.registry_file import asked
from kiosk.lookup.rows import Reader, Record
from kiosk.records import tables
from kiosk.records.content import forms_of
from kiosk.records.finding import NOTHING_FOUND, Correction, Finding, Source
from kiosk.records.history import Flag, History
from kiosk.records.registry import (
    Certificate,
    Establishment,
    Lot,
    Market,
    NeededKinds,
    Product,
    Recall,
    Violation,
)

_RECALLS = (
    "id IN (SELECT recall_id FROM recall_scopes WHERE kind = 'any'"
    " UNION ALL SELECT recall_id FROM recall_scopes WHERE kind = 'gtin' AND value IN (?1, ?2)"
    " UNION ALL SELECT recall_id FROM recall_scopes WHERE kind = 'establishment' AND value = ?3)"
)
_FLAGS = "serial = ?3 AND (gtin = ?1 OR (gtin = ?2 AND kind = 'withdrawn'))"
"""History is of the code as it was printed; what was withdrawn is so under the code that was meant, too."""


@dataclass(frozen=True, slots=True)
class _Meant:
    """A row of the table of corrections."""

    corrected_gtin: str
    corrected_lot: str
    note: str
    note_en: str
    since: datetime


@dataclass(frozen=True, slots=True)
class _Alias:
    """A row of the table of codes by which establishments are known."""

    establishment_id: str


class Snapshot:
    """One registry file. Not for several threads; close it."""

    def __init__(self, connection: apsw.Connection, as_of: datetime) -> None:
        """Take the connection of `open_file`, which is closed with this. Raises FAULTS for a file of another kind."""
        self._connection = connection
        self._as_of = as_of
        self._forms = forms_of(lambda sql: asked(connection, sql))
        self._corrections = self._reader(tables.CORRECTIONS, _Meant, "gtin = ? AND lot IN ('', ?)")
        self._products = self._reader(tables.PRODUCTS, Product, "gtin = ?")
        self._products_of_plu = self._reader(tables.PRODUCTS, Product, "plu = ?")
        self._lots = self._reader(tables.LOTS, Lot, "gtin = ? AND lot = ?")
        self._aliases = self._reader(tables.ALIASES, _Alias, "kind = ? AND value = ?")
        self._establishments = self._reader(tables.ESTABLISHMENTS, Establishment, "id = ?")
        self._certificates = self._reader(tables.CERTIFICATES, Certificate, "establishment_id = ?")
        self._needed = self._reader(tables.NEEDED_KINDS, NeededKinds, '"group" = ?')
        self._recalls = self._reader(tables.RECALLS, Recall, _RECALLS)
        self._violations = self._reader(tables.VIOLATIONS, Violation, "establishment_id = ?")
        self._markets = self._reader(tables.MARKETS, Market, "id = ?")
        self._flags = self._reader(tables.FLAGS, Flag, _FLAGS)

    def find(self, identity: Identity) -> Finding:
        """Return what the registry says of `identity`, of source snapshot; movements and checks are not in it.

        A code that was corrected is answered with the record that it means. Raises apsw.Error.
        """
        if identity == Identity():
            return NOTHING_FOUND
        meant = self._meant(identity)
        gtin = identity.gtin if meant is None else meant.corrected_gtin
        lot_number = identity.lot if meant is None else meant.corrected_lot or identity.lot
        product = self._product(identity, gtin)
        establishment = self._establishment(identity, product)
        place = "" if establishment is None else establishment.id
        lot = None if gtin is None or lot_number is None else self._lots.one(int(gtin), lot_number)
        return Finding(
            source=Source.SNAPSHOT,
            as_of=self._as_of,
            product=product,
            lot=lot,
            establishment=establishment,
            certificates=self._certificates.all(place) if place else (),
            needed=() if product is None else self._needed.all(product.group),
            recalls=self._recalls.all(identity.gtin or "", gtin or _gtin_of(product), place),
            violations=self._violations.all(place) if place else (),
            markets=self._markets.all(lot.destination_market_id) if lot and lot.destination_market_id else (),
            history=History(flags=self._flags_of(identity, gtin)),
            correction=None if meant is None else self._correction(identity, meant),
        )

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _reader(self, table: tables.PublishedTable, record: type[Record], condition: str) -> Reader[Record]:
        return Reader(self._connection, self._forms, table, record, condition)

    def _meant(self, identity: Identity) -> _Meant | None:
        """Return what was meant by a code that was printed wrong: the lot's own correction before its GTIN's."""
        if identity.gtin is None:
            return None
        found = self._corrections.all(int(identity.gtin), identity.lot or "")
        return found[-1] if found else None

    def _correction(self, identity: Identity, meant: _Meant) -> Correction:
        return Correction(
            gtin=meant.corrected_gtin,
            lot=meant.corrected_lot or identity.lot or "",
            note=meant.note,
            note_en=meant.note_en,
            since=meant.since,
            printed_use_by=self._printed_use_by(identity),
        )

    def _printed_use_by(self, identity: Identity) -> date | None:
        if identity.gtin is None or identity.lot is None:
            return None
        printed = self._lots.one(int(identity.gtin), identity.lot)
        return None if printed is None else printed.use_by

    def _product(self, identity: Identity, gtin: str | None) -> Product | None:
        """Return the product; a PLU of several producers names none of theirs."""
        if gtin is not None:
            return self._products.one(int(gtin))
        if identity.plu is None or identity.gln is not None or identity.city_code is not None:
            return None
        found = self._products_of_plu.all(identity.plu)
        return found[0] if len(found) == 1 else None

    def _establishment(self, identity: Identity, product: Product | None) -> Establishment | None:
        """Return the producer, or the place that the code names, by a code that it has or once had."""
        if product is not None:
            return self._establishments.one(product.establishment_id)
        for kind, code in (("gln", identity.gln), ("city_code", identity.city_code)):
            if code is not None and identity.gtin is None:
                alias = self._aliases.one(kind, code)
                return None if alias is None else self._establishments.one(alias.establishment_id)
        return None

    def _flags_of(self, identity: Identity, gtin: str | None) -> tuple[Flag, ...]:
        if identity.gtin is None or identity.serial is None or gtin is None:
            return ()
        flags = self._flags.all(int(identity.gtin), int(gtin), identity.serial)
        return tuple(sorted(flags, key=lambda flag: flag.since))


def _gtin_of(product: Product | None) -> str:
    return "" if product is None else product.gtin
