"""The registry of this unit, asked: what the centre published last, as a Finding with its own time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

import apsw

from kiosk.codes.code import Identity
from kiosk.lookup.published import Recalled, Suspended
from kiosk.lookup.registry_file import asked
from kiosk.lookup.rows import Reader, Record
from kiosk.records import tables
from kiosk.records.content import forms_of
from kiosk.records.finding import NOTHING_FOUND, Correction, Finding, Source
from kiosk.records.history import Flag, FlagKind, History
from kiosk.records.instants import are_reckonable
from kiosk.records.registry import (
    Certificate,
    CertificateStatus,
    Establishment,
    Lot,
    Market,
    NeededKinds,
    Product,
    Recall,
    Violation,
)
from kiosk.records.stored import Stored
from kiosk.verdicts import violations
from kiosk.verdicts.recalls import is_in_force

_NAMELESS = Identity()
_ANY = ("any", "")
KEPT_ROWS = 2048
"""Of each kind: some 8 MB in all, where so many were asked for."""


@dataclass(frozen=True, slots=True)
class _Meant:
    """A row of the table of corrections."""

    corrected_gtin: str
    corrected_lot: str
    note: str
    note_en: str
    since: datetime


@dataclass(frozen=True, slots=True)
class _Corrected:
    """A GTIN of which some code was printed wrong."""

    gtin: str


@dataclass(frozen=True, slots=True)
class _Scope:
    """A row of the table by which recalls are found."""

    kind: str
    value: str
    recall_id: str


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
        self._products = self._kept(tables.PRODUCTS, Product, "gtin = ?")
        self._products_of_plu = self._reader(tables.PRODUCTS, Product, "plu = ?")
        self._lots = self._reader(tables.LOTS, Lot, "gtin = ? AND lot = ?")
        self._aliases = self._reader(tables.ALIASES, _Alias, "kind = ? AND value = ?")
        self._establishments = self._kept(tables.ESTABLISHMENTS, Establishment, "id = ?")
        self._certificates = self._kept(tables.CERTIFICATES, Certificate, "establishment_id = ?", status=_status)
        self._needed = self._kept(tables.NEEDED_KINDS, NeededKinds, '"group" = ?')
        self._recalls = self._kept(tables.RECALLS, Recall, "id = ?")
        self._all_recalls = self._reader(tables.RECALLS, Recall, "true")
        self._violations = self._kept(tables.VIOLATIONS, Violation, "establishment_id = ?")
        self._all_violations = self._reader(tables.VIOLATIONS, Violation, "true")
        self._markets = self._kept(tables.MARKETS, Market, "id = ?")
        self._flags = self._reader(tables.FLAGS, Flag, "gtin = ? AND serial = ?", kind=_kind)
        self._corrected = {one.gtin for one in self._reader(tables.CORRECTIONS, _Corrected, "true").all()}
        self._scopes: dict[tuple[str, str], list[str]] = {}
        for scope in self._reader(tables.RECALL_SCOPES, _Scope, "true").all():
            self._scopes.setdefault((scope.kind, scope.value), []).append(scope.recall_id)

    def find(self, identity: Identity) -> Finding:
        """Return what the registry says of `identity`, of source snapshot; movements and checks are not in it.

        A code that was corrected is answered with the record that it means. Raises apsw.Error.
        """
        if identity == _NAMELESS:
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
            certificates=self._certificates(place) if place else (),
            needed=() if product is None else self._needed(product.group),
            recalls=self._recalls_of(
                ("gtin", identity.gtin or ""), ("gtin", gtin or _gtin_of(product)), ("establishment", place)
            ),
            violations=self._violations(place) if place else (),
            markets=self._markets(lot.destination_market_id) if lot and lot.destination_market_id else (),
            history=History(flags=self._flags_of(identity, gtin)),
            correction=None if meant is None else self._correction(identity, meant),
        )

    def recalled(self, at: datetime, most: int) -> tuple[Recalled, ...]:
        """Return the newest of the recalls that are in force at `at`, `most` of them. Raises apsw.Error."""
        reckonable = (one for one in self._all_recalls.all() if are_reckonable(Finding(recalls=(one,))))
        in_force = sorted((one for one in reckonable if is_in_force(one, at)), key=_effective, reverse=True)
        return tuple(self._with_names(recall) for recall in in_force[:most])

    def suspended(self, today: date, most: int) -> tuple[Suspended, ...]:
        """Return the newest of the suspensions in force on `today`, `most` of them. Raises apsw.Error."""
        suspensions = (one for one in self._all_violations.all() if one.suspends_groups)
        in_force = (one for one in suspensions if violations.is_in_force(one, today))
        newest = sorted(in_force, key=lambda one: (one.published_on, one.id), reverse=True)[:most]
        named = ((one, _first(self._establishments(one.establishment_id))) for one in newest)
        return tuple(Suspended(one, place, self._as_of) for one, place in named if place is not None)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _with_names(self, recall: Recall) -> Recalled:
        products = (_first(self._products(int(gtin))) for gtin in recall.gtins if gtin.isdecimal())
        places = (_first(self._establishments(one)) for one in recall.establishment_ids)
        named = tuple(one for one in products if one is not None), tuple(one for one in places if one is not None)
        return Recalled(recall, *named, self._as_of)

    def _reader(
        self,
        table: tables.PublishedTable,
        record: type[Record],
        condition: str,
        **enums: Callable[[Stored], object],
    ) -> Reader[Record]:
        return Reader(self._connection, self._forms, table, record, condition, **enums)

    def _kept(
        self,
        table: tables.PublishedTable,
        record: type[Record],
        condition: str,
        **enums: Callable[[Stored], object],
    ) -> Callable[[Stored], tuple[Record, ...]]:
        """Return a reader that keeps the last rows: the file never changes, and few products are in one market."""
        return lru_cache(KEPT_ROWS)(self._reader(table, record, condition, **enums).all)

    def _recalls_of(self, *scopes: tuple[str, str]) -> tuple[Recall, ...]:
        """Return the recalls that may concern what has these scopes, by their ids."""
        ids = {one for scope in (_ANY, *scopes) for one in self._scopes.get(scope, ())}
        return tuple(recall for one in sorted(ids) for recall in self._recalls(one))

    def _meant(self, identity: Identity) -> _Meant | None:
        """Return what was meant by a code that was printed wrong: the lot's own correction before its GTIN's."""
        if identity.gtin is None or identity.gtin not in self._corrected:
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
            return _first(self._products(int(gtin)))
        if identity.plu is None or identity.gln is not None or identity.city_code is not None:
            return None
        found = self._products_of_plu.all(identity.plu)
        return found[0] if len(found) == 1 else None

    def _establishment(self, identity: Identity, product: Product | None) -> Establishment | None:
        """Return the producer, or the place that the code names, by a code that it has or once had."""
        if product is not None:
            return _first(self._establishments(product.establishment_id))
        for kind, code in (("gln", identity.gln), ("city_code", identity.city_code)):
            if code is not None and identity.gtin is None:
                alias = self._aliases.one(kind, code)
                return None if alias is None else _first(self._establishments(alias.establishment_id))
        return None

    def _flags_of(self, identity: Identity, gtin: str | None) -> tuple[Flag, ...]:
        """Return the flags of the code as it was printed; what was withdrawn is so by the code that was meant, too."""
        if identity.gtin is None or identity.serial is None or gtin is None:
            return ()
        flags = self._flags.all(int(identity.gtin), identity.serial)
        if gtin != identity.gtin:
            meant = self._flags.all(int(gtin), identity.serial)
            flags = (*flags, *(flag for flag in meant if flag.kind is FlagKind.WITHDRAWN))
        return tuple(sorted(flags, key=_since)) if len(flags) > 1 else flags


def _kind(stored: Stored) -> FlagKind:
    return FlagKind(str(stored))


def _status(stored: Stored) -> CertificateStatus:
    return CertificateStatus(str(stored))


def _effective(recall: Recall) -> datetime:
    return recall.effective_at


def _since(flag: Flag) -> datetime:
    return flag.since


def _gtin_of(product: Product | None) -> str:
    return "" if product is None else product.gtin


def _first(found: tuple[Record, ...]) -> Record | None:
    return found[0] if found else None
