"""Which rows of the registry units take with them, as they stand in a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, Date, Select, Table, and_, exists, func, or_, select

from kiosk.central.kiosks.tables import notices
from kiosk.central.lookups.tables import flags
from kiosk.central.registry import tables
from kiosk.moment import hanoi_day
from kiosk.records import tables as form
from kiosk.records.stored import Kind, to_stored_by
from kiosk.records.tables import PublishedTable

KEPT_PAST_DATE: Final = timedelta(days=30)
"""How long a lot is in circulation after its use-by or best-before day: what lies on a stall too long is told, too."""
KEPT_UNDATED: Final = timedelta(days=120)
"""How long a lot without such a day is in circulation after it was registered."""
KEPT_ENDED: Final = timedelta(days=730)
"""How long a certificate is told after its last day: a lot is judged by the day of its harvest."""

_AT_ONCE = 5_000
_TAKEN = frozenset({Kind.TEXT, Kind.WHOLE, Kind.REAL, Kind.TRUTH})
"""Kinds that stand in the registry as in the file."""


@dataclass(frozen=True, slots=True)
class _Moment:
    """The time of publishing, as the conditions below ask for it."""

    now: datetime

    def lot_is_live(self) -> ColumnElement[bool]:
        """Return the condition that a lot is in circulation."""
        lots = tables.lots.c
        day = hanoi_day(self.now) - KEPT_PAST_DATE
        undated = and_(lots.use_by.is_(None), lots.best_before.is_(None))
        return or_(
            func.coalesce(lots.use_by, lots.best_before, type_=Date) >= day,
            and_(undated, lots.registered_at >= self.now - KEPT_UNDATED),
        )

    def flag_is_live(self) -> ColumnElement[bool]:
        """Return the condition that a flag is of a lot in circulation.

        Where the centre knows no such serial (labels made elsewhere, codes printed wrong), its product counts.
        """
        issued = and_(tables.serials.c.gtin == flags.c.gtin, tables.serials.c.serial == flags.c.serial)
        its_lot = and_(tables.lots.c.gtin == tables.serials.c.gtin, tables.lots.c.lot == tables.serials.c.lot)
        printed_wrong = exists().where(tables.code_corrections.c.gtin == flags.c.gtin)
        return or_(
            exists().where(issued, its_lot, self.lot_is_live()),
            and_(
                ~exists().where(issued),
                or_(exists().where(tables.lots.c.gtin == flags.c.gtin, self.lot_is_live()), printed_wrong),
            ),
        )

    def recall_is_open(self) -> ColumnElement[bool]:
        """Return the condition that a recall is, or will be, in force."""
        return or_(tables.recalls.c.ends_at.is_(None), tables.recalls.c.ends_at > self.now)


def rows_of(connection: Connection, table: PublishedTable, now: datetime) -> Iterator[tuple[object, ...]]:
    """Give the rows of `table` to publish at `now`, in no order: what SQLite takes as it is, stays."""
    changed = [(place, to_stored_by(one.kind)) for place, one in enumerate(table.columns) if one.kind not in _TAKEN]
    query = _queries(now)[table.name]
    for row in connection.execute(query, execution_options={"yield_per": _AT_ONCE}):
        values: list[object] = list(row)
        for place, store in changed:
            if values[place] is not None:
                values[place] = store(values[place])
        yield tuple(values)


def _select(published: PublishedTable, table: Table) -> Select[tuple[object, ...]]:
    """Return the query of the columns that units know, under the names that they have at the centre too."""
    return select(*(table.c[column.name] for column in published.columns))


def _queries(now: datetime) -> Mapping[str, Select[tuple[object, ...]]]:
    at, today = _Moment(now), hanoi_day(now)
    certificates, violations = tables.certificates, tables.violations
    corrections, scopes, aliases = tables.code_corrections, tables.recall_scopes, tables.aliases
    in_force = or_(violations.c.in_force_until.is_(None), violations.c.in_force_until >= today)
    open_scopes = exists().where(tables.recalls.c.id == scopes.c.recall_id, at.recall_is_open())
    not_long_ended = or_(certificates.c.last_day.is_(None), certificates.c.last_day >= today - KEPT_ENDED)
    return {
        "aliases": _select(form.ALIASES, aliases).where(aliases.c.kind.in_(("city_code", "gln"))).distinct(),
        "certificates": _select(form.CERTIFICATES, certificates).where(not_long_ended),
        "corrections": _select(form.CORRECTIONS, corrections),
        "establishments": _select(form.ESTABLISHMENTS, tables.establishments),
        "flags": _select(form.FLAGS, flags).where(at.flag_is_live()),
        "lots": _select(form.LOTS, tables.lots).where(at.lot_is_live()),
        "markets": _select(form.MARKETS, tables.markets),
        "needed_kinds": _select(form.NEEDED_KINDS, tables.needed_kinds),
        "notices": _select(form.NOTICES, notices).where(notices.c.ends_at > now),
        "products": _select(form.PRODUCTS, tables.products),
        "recall_scopes": _select(form.RECALL_SCOPES, scopes).where(open_scopes),
        "recalls": _select(form.RECALLS, tables.recalls).where(at.recall_is_open()),
        "schemes": _select(form.SCHEMES, tables.label_schemes),
        "violations": _select(form.VIOLATIONS, violations).where(in_force),
    }
