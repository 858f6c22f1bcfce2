"""What of a lot's labels is declared and used, read under a lock that makes two requests wait for each other."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, and_, func, select, update

from kiosk.central.registry.tables import lots, products, serials
from kiosk.central.seals.batches import printed_dates
from kiosk.central.seals.quota import Declared, Plot, Used
from kiosk.central.seals.tables import label_issues, lot_harvests, plots
from kiosk.codes.code import Elements
from kiosk.errors import UnregisteredError


@dataclass(frozen=True, slots=True)
class Stock:
    """A lot as far as its labels go: whose it is, what they bear, and what limits them."""

    gtin: str
    lot: str
    establishment_id: str
    is_sealed: bool
    is_serialised: bool
    attributes: Elements
    declared: Declared
    used: Used


def lock_lot(connection: Connection, gtin: str, lot: str) -> None:
    """Let whoever seals labels of this lot, or of its plot, wait until this transaction ends.

    A write is the lock that both databases have; it changes nothing. Lot before plot, always. The product is
    held in common: its lots do not wait for each other, but whoever would change the weight of a pack does.
    """
    connection.execute(select(products.c.gtin).where(products.c.gtin == gtin).with_for_update(read=True))
    own = and_(lots.c.gtin == gtin, lots.c.lot == lot)
    connection.execute(update(lots).where(own).values(quantity=lots.c.quantity))
    of_lot = select(lot_harvests.c.plot_id).where(lot_harvests.c.gtin == gtin, lot_harvests.c.lot == lot)
    connection.execute(update(plots).where(plots.c.id.in_(of_lot)).values(area_m2=plots.c.area_m2))


def stock_of(connection: Connection, gtin: str, lot: str) -> Stock:
    """Return a lot's labels as they stand. Raises KioskError SEAL-11 for a lot that is not registered."""
    own = and_(lots.c.gtin == gtin, lots.c.lot == lot)
    same = and_(lot_harvests.c.gtin == lots.c.gtin, lot_harvests.c.lot == lots.c.lot)
    query = (
        select(
            lots.c.quantity, lots.c.is_sealed, lots.c.is_serialised, lots.c.use_by, lots.c.best_before,
            products.c.establishment_id, products.c.net_weight_g,
            lot_harvests.c.plot_id, lot_harvests.c.harvest, lot_harvests.c.harvest_kg,
            plots.c.area_m2, plots.c.yield_kg_m2,
        )
        .join(products, products.c.gtin == lots.c.gtin)
        .outerjoin(lot_harvests, same)
        .outerjoin(plots, plots.c.id == lot_harvests.c.plot_id)
        .where(own)
    )  # fmt: skip
    row = connection.execute(query).first()
    if row is None:
        raise UnregisteredError(
            "SEAL-11", f"no lot {lot!r} of {gtin!r} is registered.", "Register the lot first, or correct its number."
        )
    plot = None if row.plot_id is None else Plot(row.area_m2, row.yield_kg_m2)
    used = Used(
        labels=_labels(connection, gtin, lot),
        harvest_g=0 if row.plot_id is None else _grams_of_harvest(connection, row.plot_id, row.harvest),
    )
    return Stock(
        gtin=gtin,
        lot=lot,
        establishment_id=row.establishment_id,
        is_sealed=row.is_sealed,
        is_serialised=row.is_serialised,
        attributes=printed_dates(row.use_by, row.best_before),
        declared=Declared(row.quantity, row.net_weight_g, row.harvest_kg, plot),
        used=used,
    )


def _labels(connection: Connection, gtin: str, lot: str) -> int:
    """Return how many labels of a lot there are: its serials, wherever they came from, and labels without one."""
    own = select(func.count()).select_from(serials).where(serials.c.gtin == gtin, serials.c.lot == lot)
    alike = select(func.coalesce(func.sum(label_issues.c.count), 0)).where(
        label_issues.c.gtin == gtin, label_issues.c.lot == lot, label_issues.c.is_serialised.is_(False)
    )
    return int(connection.execute(own).scalar_one()) + int(connection.execute(alike).scalar_one())


def _grams_of_harvest(connection: Connection, plot_id: str, harvest: str) -> int:
    """Return what the labels of all lots of one harvest weigh: those issued here, each with its product's weight."""
    query = (
        select(func.coalesce(func.sum(label_issues.c.count * func.coalesce(products.c.net_weight_g, 0)), 0))
        .select_from(lot_harvests)
        .join(
            label_issues,
            and_(label_issues.c.gtin == lot_harvests.c.gtin, label_issues.c.lot == lot_harvests.c.lot),
        )
        .join(products, products.c.gtin == lot_harvests.c.gtin)
        .where(lot_harvests.c.plot_id == plot_id, lot_harvests.c.harvest == harvest)
    )
    return int(connection.execute(query).scalar_one())
