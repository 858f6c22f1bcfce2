"""Where the labels of one's own establishment were read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection, select

from kiosk.central.console.console import Console
from kiosk.central.console.page import Page, SomePage
from kiosk.central.console.stalls.list_routes import STALLS_PATH
from kiosk.central.console.stalls.reads import Reads, reads_within
from kiosk.central.console.typed import NO_FAULTS, Faults, read_form
from kiosk.central.people.reach import within_reach
from kiosk.central.people.rights import Right
from kiosk.central.registry.belonging import ties_of_establishment
from kiosk.central.registry.folded import is_found_by
from kiosk.central.registry.tables import establishments
from kiosk.words.alphabet import in_order

READS_PATH = f"{STALLS_PATH}/reads"
OFFERED = 100
_TIES = ties_of_establishment(establishments.c.id)


class Filter(BaseModel):
    """What stands in the query."""

    of: str = Field(default="", max_length=64)
    text: str = Field(default="", max_length=80)


@dataclass(frozen=True, slots=True)
class ReadsView:
    """The table of one establishment; None where the caller has none of that id."""

    establishments: Sequence[tuple[str, str]]
    of: str
    name: str
    reads: Reads | None
    faults: Faults


def read_routes(console: Console) -> APIRouter:
    """Return the route of the table."""
    routes = APIRouter()

    @routes.get(READS_PATH)
    def show(page: SomePage) -> Response:
        """Show how often labels of one establishment of the caller's were read."""
        page.demand(Right.CHANGE_GOODS)
        read = read_form(Filter, page.query, page.words)
        wanted, faults = (read, NO_FAULTS) if isinstance(read, Filter) else (Filter(), read)
        with console.service.replica.connect() as connection:
            view = _view(connection, page, wanted, faults)
        return console.answer(page, "stalls/reads.html", view)

    return routes


def _view(connection: Connection, page: Page, wanted: Filter, faults: Faults) -> ReadsView:
    columns = (establishments.c.id, establishments.c.name)
    mine = select(*columns).where(within_reach(page.caller, Right.CHANGE_GOODS, _TIES))
    found = mine.where(is_found_by(establishments.c.folded, wanted.text)) if wanted.text else mine
    offered = connection.execute(found.order_by(establishments.c.name, establishments.c.id).limit(OFFERED)).all()
    query = mine.where(establishments.c.id == wanted.of)
    chosen = connection.execute(query).first() if wanted.of else next(iter(offered), None)
    return ReadsView(
        establishments=in_order((row.id, row.name) for row in offered),
        of="" if chosen is None else chosen.id,
        name="" if chosen is None else chosen.name,
        reads=None if chosen is None else reads_within(connection, chosen.id, page.now),
        faults=faults,
    )
