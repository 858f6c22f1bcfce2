"""Batches of labels within the caller's reach, the newest first: when, of what, how many, by whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, Connection, Join, func, or_, select

from kiosk.central.console.console import Console
from kiosk.central.console.layout.writing import number
from kiosk.central.console.page import Page, SomePage
from kiosk.central.console.section import Figure
from kiosk.central.console.typed import NO_FAULTS, Faults, read_form
from kiosk.central.people.reach import within_reach
from kiosk.central.people.rights import Right
from kiosk.central.people.tables import users
from kiosk.central.registry.folded import is_found_by
from kiosk.central.registry.tables import establishments, products
from kiosk.central.seals.batches import Batch, read_batches
from kiosk.central.seals.reached import BATCH_TIES
from kiosk.central.seals.tables import label_issues, signing_keys

LABELS_PATH = "/console/labels"
ROWS = 50
GLANCE = timedelta(days=7)


class Filter(BaseModel):
    """What stands in the query."""

    lot: str = Field(default="", max_length=20)
    text: str = Field(default="", max_length=80)
    after: int = Field(default=0, ge=0, le=2**63 - 1)


@dataclass(frozen=True, slots=True)
class ShownBatch:
    """A batch with the names of its goods or place, and of who had it sealed."""

    batch: Batch
    goods: str
    by: str


@dataclass(frozen=True, slots=True)
class LabelsView:
    """One page of batches."""

    rows: Sequence[ShownBatch]
    next: int | None
    faults: Faults


def list_routes(console: Console) -> APIRouter:
    """Return the route of the list."""
    routes = APIRouter()

    @routes.get(LABELS_PATH)
    def show(page: SomePage) -> Response:
        """Show batches."""
        page.demand(Right.SEAL_LABELS)
        read = read_form(Filter, page.query, page.words)
        wanted, faults = (read, NO_FAULTS) if isinstance(read, Filter) else (Filter(), read)
        with console.service.primary.connect() as connection:
            view = _view(connection, page, wanted, faults)
        return console.answer(page, "labels/list.html", view)

    return routes


def glance(connection: Connection, page: Page) -> Iterable[Figure]:
    """Return how many labels of the caller's were sealed within a week."""
    query = select(func.sum(label_issues.c.count)).select_from(_joined())
    mine = (_mine(page), label_issues.c.at >= page.now - GLANCE)
    sealed = connection.execute(query.where(*mine)).scalar_one_or_none()
    if not sealed:
        return ()
    return (Figure(number(page.words, int(sealed)), page.words("console.labels.week"), LABELS_PATH),)


def named(connection: Connection, batches: Sequence[Batch]) -> Sequence[ShownBatch]:
    """Return batches with their names."""
    goods = _names(connection, products.c.gtin, products.c.name, {each.gtin for each in batches})
    places = _names(connection, establishments.c.gln, establishments.c.name, {each.gln for each in batches} - {""})
    people = _names(connection, users.c.id, users.c.name, {each.user_id for each in batches})
    return [
        ShownBatch(
            each,
            goods.get(each.gtin, each.gtin) if each.gtin else places.get(each.gln, each.gln),
            people.get(each.user_id, each.user_id),
        )
        for each in batches
    ]


def _names(
    connection: Connection, key: ColumnElement[str], name: ColumnElement[str], wanted: Iterable[str]
) -> Mapping[str, str]:
    rows = connection.execute(select(key.label("key"), name.label("name")).where(key.in_(sorted(wanted))))
    return {row.key: row.name for row in rows}


def _view(connection: Connection, page: Page, wanted: Filter, faults: Faults) -> LabelsView:
    query = select(label_issues).select_from(_joined()).where(_mine(page))
    if wanted.lot:
        query = query.where(label_issues.c.lot == wanted.lot)
    if wanted.text:
        fitting = select(products.c.gtin).where(is_found_by(products.c.folded, wanted.text))
        query = query.where(or_(label_issues.c.gtin.in_(fitting), label_issues.c.gtin == wanted.text))
    if wanted.after:
        query = query.where(label_issues.c.number < wanted.after)
    found = read_batches(connection, query.order_by(label_issues.c.number.desc()).limit(ROWS + 1))
    shown = found[:ROWS]
    return LabelsView(
        rows=named(connection, shown), next=shown[-1].number if len(found) > ROWS else None, faults=faults
    )


def _joined() -> Join:
    return label_issues.join(signing_keys, signing_keys.c.kid == label_issues.c.kid)


def _mine(page: Page) -> ColumnElement[bool]:
    return within_reach(page.caller, Right.SEAL_LABELS, BATCH_TIES)
