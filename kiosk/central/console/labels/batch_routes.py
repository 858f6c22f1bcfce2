"""One batch of labels: what it is, what is left of its lot's, who printed it again, and which labels are withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection, func, select

from kiosk.central.console.console import HEADERS, Console
from kiosk.central.console.labels.list_routes import LABELS_PATH, ShownBatch, named
from kiosk.central.console.page import Page, SomePage
from kiosk.central.console.typed import NO_FAULTS, Faults, read_form
from kiosk.central.lookups.tables import flags
from kiosk.central.people.door import demand
from kiosk.central.people.rights import Right
from kiosk.central.people.tables import changes, users
from kiosk.central.registry.tables import serials
from kiosk.central.seals.answers import MOST_ON_A_SHEET, BatchNumber, PartAsked, SheetAsked
from kiosk.central.seals.batches import MOST_LABELS, Batch
from kiosk.central.seals.owners import subject_of_product
from kiosk.central.seals.quota import Limit, limits
from kiosk.central.seals.reached import demanded_batch
from kiosk.central.seals.reprinting import PRINTS, print_again
from kiosk.central.seals.stock import stock_of
from kiosk.central.seals.withdrawing import Part, serials_of_part, withdraw_serials
from kiosk.records.history import FlagKind

ONE = LABELS_PATH + "/{number}"
MOST_PRINTS = 20


class Labels(BaseModel):
    """Which labels of a batch, counted from 1 as printed."""

    first: int = Field(ge=1, le=MOST_LABELS)
    last: int = Field(ge=1, le=MOST_LABELS)


@dataclass(frozen=True, slots=True)
class Printed:
    """Labels that were printed again: the first, how many, who, when."""

    at: datetime
    by: str
    first: int
    count: int


@dataclass(frozen=True, slots=True)
class BatchView:
    """One batch. `withdrawn`: how many of its labels are; `limits`: the strictest rule first."""

    shown: ShownBatch
    labels: int
    limits: Sequence[Limit]
    withdrawn: int
    prints: Sequence[Printed]
    may_withdraw: bool
    most_on_a_sheet: int
    act: str = ""
    """Whose fields have faults: print or withdraw."""
    faults: Faults = field(default_factory=dict)


def batch_routes(console: Console) -> APIRouter:
    """Return the routes of one batch."""
    routes = APIRouter()

    @routes.get(ONE)
    def show(page: SomePage, number: BatchNumber) -> Response:
        """Show a batch."""
        return _answer(console, page, number)

    @routes.post(ONE + "/print")
    def print_sheet(page: SomePage, number: BatchNumber) -> Response:
        """Give labels of a batch again, as a sheet to print."""
        page.demand(Right.SEAL_LABELS)
        with console.service.primary.connect() as connection:
            batch = demanded_batch(connection, page.caller, number)
        read = _labels(page, batch, MOST_ON_A_SHEET)
        if not isinstance(read, Labels):
            return _answer(console, page, number, act="print", faults=read)
        sheet = SheetAsked(language="en" if page.language.name == "en" else "vi")
        part = PartAsked(first=read.first, last=read.last, sheet=sheet)
        made = print_again(console.service, page.caller, batch, part)
        name = f'attachment; filename="labels-{number}-{read.first}.pdf"'
        made.headers.update({**HEADERS, "Content-Disposition": name})
        return made

    @routes.post(ONE + "/withdraw")
    def withdraw(page: SomePage, number: BatchNumber) -> Response:
        """Withdraw labels of a batch: kiosks stop them at once."""
        page.demand(Right.WITHDRAW_LABELS)
        with console.service.primary.begin() as connection:
            batch = demanded_batch(connection, page.caller, number)
            demand(page.caller, Right.WITHDRAW_LABELS, subject_of_product(connection, batch.gtin))
            read = _labels(page, batch, batch.count)
            if isinstance(read, Labels):
                part = Part(number, read.first, read.last)
                wanted = serials_of_part(connection, batch.gtin, batch.lot, part)
                withdraw_serials(connection, page.deed(Right.WITHDRAW_LABELS), batch.gtin, batch.lot, wanted)
        if not isinstance(read, Labels):
            return _answer(console, page, number, act="withdraw", faults=read)
        return console.go(page, f"{LABELS_PATH}/{number}", told="console.told.labels_withdrawn")

    return routes


def _labels(page: Page, batch: Batch, most: int) -> Labels | Faults:
    """Return the labels that were typed, or what is wrong with them."""
    read = read_form(Labels, page.typed, page.words)
    if not isinstance(read, Labels):
        return read
    if read.last > batch.count:
        return {"last": page.words("console.labels.part.only", count=batch.count)}
    if read.first > read.last:
        return {"last": page.words("console.labels.part.order")}
    if read.last - read.first >= most:
        return {"last": page.words("console.labels.part.many", most=most)}
    return read


def _answer(console: Console, page: Page, number: int, *, act: str = "", faults: Faults = NO_FAULTS) -> Response:
    with console.service.primary.connect() as connection:
        batch = demanded_batch(connection, page.caller, number)
        view = _view(connection, page, batch, act, faults)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return console.answer(page, "labels/batch.html", view, status=status)


def _view(connection: Connection, page: Page, batch: Batch, act: str, faults: Faults) -> BatchView:
    stock = stock_of(connection, batch.gtin, batch.lot) if batch.lot else None
    may = bool(batch.gtin) and page.caller.may(Right.WITHDRAW_LABELS, subject_of_product(connection, batch.gtin))
    return BatchView(
        shown=named(connection, (batch,))[0],
        labels=0 if stock is None else stock.used.labels,
        limits=() if stock is None else limits(stock.declared, stock.used),
        withdrawn=_withdrawn(connection, batch) if batch.is_serialised else 0,
        prints=_prints(connection, batch.number),
        may_withdraw=may and batch.is_serialised,
        most_on_a_sheet=min(MOST_ON_A_SHEET, batch.count),
        act=act,
        faults=faults,
    )


def _withdrawn(connection: Connection, batch: Batch) -> int:
    same = (flags.c.gtin == serials.c.gtin) & (flags.c.serial == serials.c.serial)
    query = select(func.count()).select_from(serials.join(flags, same))
    mine = (serials.c.gtin == batch.gtin, serials.c.lot == batch.lot, serials.c.issue == batch.number)
    return int(connection.execute(query.where(*mine, flags.c.kind == FlagKind.WITHDRAWN.value)).scalar_one())


def _prints(connection: Connection, number: int) -> Sequence[Printed]:
    query = (
        select(changes.c.at, changes.c.after, changes.c.user_id, users.c.name)
        .outerjoin(users, users.c.id == changes.c.user_id)
        .where(changes.c.kind == PRINTS, changes.c.key == str(number))
        .order_by(changes.c.id.desc())
        .limit(MOST_PRINTS)
    )
    return [
        Printed(row.at, row.name or row.user_id, int(row.after["first"]), int(row.after["count"]))
        for row in connection.execute(query)
    ]
