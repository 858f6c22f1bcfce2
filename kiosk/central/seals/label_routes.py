"""Labels of lots: sealed, printed again, counted, withdrawn; and the sign of a place."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, HTTPException, Query, Response
from sqlalchemy import select

from kiosk.central.people.changes import Deed
from kiosk.central.people.door import SomeCaller, demand
from kiosk.central.people.reach import within_reach
from kiosk.central.people.rights import EVERYTHING, Right
from kiosk.central.registry.belonging import subject_of
from kiosk.central.seals.answers import (
    REFUSALS,
    AfterText,
    BatchAnswer,
    BatchNumber,
    BatchPage,
    EstablishmentKey,
    Gtin,
    LabelsAsked,
    LotNumber,
    PageLimit,
    PartAsked,
    PrintAsked,
    RequestKey,
    StockAnswer,
    WithdrawalAsked,
    Withdrawn,
    stock_answer,
)
from kiosk.central.seals.batches import read_batches
from kiosk.central.seals.issuing import Wanted, issue_labels
from kiosk.central.seals.owners import subject_of_product
from kiosk.central.seals.printing import MEDIA_TYPES
from kiosk.central.seals.quota import limits
from kiosk.central.seals.reached import BATCH_TIES, demanded_batch
from kiosk.central.seals.reprinting import JSON_LINES, print_again, printed
from kiosk.central.seals.sealing_time import sealing_as_of
from kiosk.central.seals.signs import gln_of, issue_sign
from kiosk.central.seals.stock import stock_of
from kiosk.central.seals.tables import label_issues, signing_keys
from kiosk.central.seals.withdrawing import Part, serials_of_part, withdraw_serials
from kiosk.central.service import Service

_LABELS: dict[int | str, dict[str, object]] = {
    200: {
        "description": "One JSON object a label, or the sheet that was asked for.",
        "content": {
            JSON_LINES: {"schema": {"type": "string"}},
            **{name: {"schema": {"type": "string", "format": "binary"}} for name in MEDIA_TYPES.values()},
        },
    }
}


def label_routes(service: Service) -> APIRouter:
    """Return the routes by which labels are sealed and withdrawn."""
    routes = APIRouter(prefix="/registry", tags=["seals"], responses=REFUSALS)
    _sealing(routes, service)
    _batches(routes, service)
    _withdrawing(routes, service)
    return routes


def _sealing(routes: APIRouter, service: Service) -> None:
    @routes.post("/lots/{gtin}/{lot:path}/labels", response_class=Response, responses=_LABELS)
    def seal_labels(
        caller: SomeCaller, gtin: Gtin, lot: LotNumber, asked: LabelsAsked, request_key: RequestKey = None
    ) -> Response:
        """Seal labels of a lot, up to what is declared for it. The batch's number stands in `Label-Issue`."""
        with service.primary.connect() as connection:
            demand(caller, Right.SEAL_LABELS, subject_of_product(connection, gtin))
        wanted = Wanted(gtin, lot, asked.count, not asked.lot_label, request_key)
        now = service.moment()
        with sealing_as_of(now, gtin) as at:
            deed = Deed(caller, Right.SEAL_LABELS, now.at)
            issued = issue_labels(service.primary, service.vault, deed, wanted, at)
        return printed(service, issued, asked)

    @routes.get("/lots/{gtin}/{lot:path}/labels")
    def count_labels(caller: SomeCaller, gtin: Gtin, lot: LotNumber) -> StockAnswer:
        """Return how many labels a lot has, and may still have by each rule."""
        with service.primary.connect() as connection:
            demand(caller, Right.SEAL_LABELS, subject_of_product(connection, gtin))
            stock = stock_of(connection, gtin, lot)
        return stock_answer(stock.used.labels, limits(stock.declared, stock.used))

    @routes.post("/establishments/{establishment_id}/sign", response_class=Response, responses=_LABELS)
    def seal_sign(caller: SomeCaller, establishment_id: EstablishmentKey, asked: PrintAsked | None = None) -> Response:
        """Seal the sign of an establishment: one link of its GLN."""
        with service.primary.connect() as connection:
            subject = subject_of(connection, establishment_id)
        demand(caller, Right.SEAL_LABELS, subject)
        if subject == EVERYTHING:
            raise HTTPException(HTTPStatus.NOT_FOUND, "No such establishment is registered.")
        with service.primary.connect() as connection:
            gln = gln_of(connection, establishment_id)
        now = service.moment()
        with sealing_as_of(now, gln) as at:
            deed = Deed(caller, Right.SEAL_LABELS, now.at)
            issued = issue_sign(service.primary, service.vault, deed, establishment_id, at)
        return printed(service, issued, asked)


def _batches(routes: APIRouter, service: Service) -> None:
    @routes.get("/label-issues")
    def list_batches(
        caller: SomeCaller,
        gtin: str = Query("", pattern="^([0-9]{14})?$"),
        lot: AfterText = "",
        kid: int | None = Query(None, ge=1, le=2**20),
        after: int = Query(0, ge=0, le=2**63 - 1),
        limit: PageLimit = 50,
    ) -> BatchPage:
        """Return the log of labels, which is the log of each key's use: who, when, which key, how many."""
        query = (
            select(label_issues)
            .join(signing_keys, signing_keys.c.kid == label_issues.c.kid)
            .where(label_issues.c.number > after, within_reach(caller, Right.SEAL_LABELS, BATCH_TIES))
        )
        for column, value in ((label_issues.c.gtin, gtin), (label_issues.c.lot, lot), (label_issues.c.kid, kid)):
            if value:
                query = query.where(column == value)
        with service.primary.connect() as connection:
            found = read_batches(connection, query.order_by(label_issues.c.number).limit(limit))
        batches = tuple(map(BatchAnswer.of, found))
        return BatchPage(batches=batches, next=found[-1].number if len(found) == limit else None)

    @routes.get("/label-issues/{number}")
    def show_batch(caller: SomeCaller, number: BatchNumber) -> BatchAnswer:
        """Return one batch."""
        with service.primary.connect() as connection:
            return BatchAnswer.of(demanded_batch(connection, caller, number))

    @routes.post("/label-issues/{number}/prints", response_class=Response, responses=_LABELS)
    def print_batch_again(caller: SomeCaller, number: BatchNumber, asked: PartAsked | None = None) -> Response:
        """Return the labels of a batch again, or some of them: the same ones. Each print is logged."""
        with service.primary.connect() as connection:
            batch = demanded_batch(connection, caller, number)
        return print_again(service, caller, batch, asked or PartAsked())


def _withdrawing(routes: APIRouter, service: Service) -> None:
    @routes.post("/lots/{gtin}/{lot:path}/withdrawals")
    def withdraw_labels(caller: SomeCaller, gtin: Gtin, lot: LotNumber, asked: WithdrawalAsked) -> Withdrawn:
        """Withdraw serials of a lot: by name, by batch, or by a part of a batch. Kiosks stop them at once."""
        with service.primary.begin() as connection:
            demand(caller, Right.WITHDRAW_LABELS, subject_of_product(connection, gtin))
            deed = Deed(caller, Right.WITHDRAW_LABELS, service.now())
            named = asked.serials
            if asked.batch is not None:
                named = serials_of_part(connection, gtin, lot, Part(asked.batch, asked.first, asked.last))
            return Withdrawn(withdrawn=withdraw_serials(connection, deed, gtin, lot, named))
