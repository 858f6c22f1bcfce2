"""What limits a lot's labels: plots with their yields, and from which harvest a lot is."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path
from sqlalchemy import Connection, RowMapping, select

from kiosk.central.database import insert_of
from kiosk.central.people.changes import Deed, record_change
from kiosk.central.people.door import SomeCaller, demand
from kiosk.central.people.reach import within_reach
from kiosk.central.people.rights import EVERYTHING, Right
from kiosk.central.registry.belonging import subject_of, ties_of_establishment
from kiosk.central.registry.labelled import has_labels
from kiosk.central.seals.answers import (
    REFUSALS,
    AfterText,
    Gtin,
    HarvestAsked,
    LotNumber,
    PageLimit,
    PlotAnswer,
    PlotAsked,
    PlotPage,
)
from kiosk.central.seals.owners import subject_of_product
from kiosk.central.seals.stock import Stock, lock_lot, stock_of
from kiosk.central.seals.tables import lot_harvests, plots
from kiosk.central.service import Service

PlotId = Annotated[str, Path(pattern=r"^[A-Za-z0-9._-]{1,64}$")]


def limit_routes(service: Service) -> APIRouter:
    """Return the routes about plots and harvests."""
    routes = APIRouter(prefix="/registry", tags=["seals"], responses=REFUSALS)

    @routes.get("/plots")
    def list_plots(caller: SomeCaller, after: AfterText = "", limit: PageLimit = 50) -> PlotPage:
        """Return the plots within the caller's reach."""
        reached = within_reach(caller, Right.SEE_REGISTRY, ties_of_establishment(plots.c.establishment_id))
        query = select(plots).where(plots.c.id > after, reached).order_by(plots.c.id).limit(limit)
        with service.replica.connect() as connection:
            rows = connection.execute(query).mappings().all()
        found = tuple(PlotAnswer(**row) for row in rows)
        return PlotPage(plots=found, next=found[-1].id if len(found) == limit else None)

    @routes.put("/plots/{plot_id}")
    def change_plot(caller: SomeCaller, plot_id: PlotId, asked: PlotAsked) -> PlotAnswer:
        """Enter or correct a plot. Whose quota it limits has no right to it."""
        with service.primary.begin() as connection:
            before = connection.execute(select(plots).where(plots.c.id == plot_id)).mappings().first()
            for owner in {asked.establishment_id, before["establishment_id"] if before else asked.establishment_id}:
                demand(caller, Right.CHANGE_ESTABLISHMENTS, subject_of(connection, owner))
            if subject_of(connection, asked.establishment_id) == EVERYTHING:
                raise HTTPException(HTTPStatus.NOT_FOUND, "No such establishment is registered.")
            _store_plot(connection, Deed(caller, Right.CHANGE_ESTABLISHMENTS, service.now()), plot_id, asked, before)
        return PlotAnswer(id=plot_id, **asked.model_dump())

    @routes.put("/lots/{gtin}/{lot:path}/harvest")
    def declare_harvest(caller: SomeCaller, gtin: Gtin, lot: LotNumber, asked: HarvestAsked) -> HarvestAsked:
        """Declare from which harvest of which plot a lot is, and how many kilograms of it.

        Once labels of the lot are issued, what was declared is no longer the producer's to change.
        """
        with service.primary.begin() as connection:
            demand(caller, Right.CHANGE_GOODS, subject_of_product(connection, gtin))
            lock_lot(connection, gtin, lot)
            _store_harvest(
                connection, Deed(caller, Right.CHANGE_GOODS, service.now()), stock_of(connection, gtin, lot), asked
            )
        return asked

    return routes


def _store_plot(connection: Connection, deed: Deed, plot_id: str, asked: PlotAsked, before: RowMapping | None) -> None:
    row = {"id": plot_id, **asked.model_dump()}
    made = insert_of(connection, plots).values(row)
    connection.execute(made.on_conflict_do_update(index_elements=[plots.c.id], set_=row))
    record_change(connection, deed, plots.name, plot_id, None if before is None else dict(before), row)


def _store_harvest(connection: Connection, deed: Deed, stock: Stock, asked: HarvestAsked) -> None:
    """Store what a lot was harvested from. Raises a 409 for another's plot, and for who may change it no more."""
    gtin, lot = stock.gtin, stock.lot
    if asked.plot_id is not None:
        owner = select(plots.c.establishment_id).where(plots.c.id == asked.plot_id)
        if connection.execute(owner).scalar() != stock.establishment_id:
            raise HTTPException(HTTPStatus.CONFLICT, "The producer of this lot has no such plot.")
    own = (lot_harvests.c.gtin == gtin, lot_harvests.c.lot == lot)
    before = connection.execute(select(lot_harvests).where(*own)).mappings().first()
    is_free = deed.caller.may(Right.CORRECT_CODES_IN_USE, subject_of_product(connection, gtin))
    if before and not is_free and _changes_a_limit(before, asked) and has_labels(connection, gtin, lot):
        raise HTTPException(HTTPStatus.CONFLICT, "Labels of this lot were issued: a department can change it.")
    row = {"gtin": gtin, "lot": lot, **asked.model_dump()}
    made = insert_of(connection, lot_harvests).values(row)
    keys = [lot_harvests.c.gtin, lot_harvests.c.lot]
    connection.execute(made.on_conflict_do_update(index_elements=keys, set_=asked.model_dump()))
    kept = None if before is None else dict(before)
    record_change(connection, deed, lot_harvests.name, f"{gtin}/{lot}", kept, row)


def _changes_a_limit(before: RowMapping, asked: HarvestAsked) -> bool:
    """Return whether what was declared would be another. What was not declared yet only limits more."""
    if before["plot_id"] is not None and (before["plot_id"], before["harvest"]) != (asked.plot_id, asked.harvest):
        return True
    return before["harvest_kg"] is not None and before["harvest_kg"] != asked.harvest_kg
