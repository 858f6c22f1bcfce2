"""A wrong GTIN or lot that was printed: the old code keeps leading to the goods, with a note.

One step and no more: what a code is corrected to is never itself corrected, so that no look-up goes in a
circle. A lot's own correction goes before one of its whole GTIN.
"""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Self

from fastapi import APIRouter, HTTPException, Path, Query, Response
from pydantic import BaseModel, ConfigDict, model_validator
from sqlalchemy import ColumnElement, Connection, and_, delete, insert, or_, select, true

from kiosk.central.people.changes import Deed, record_change
from kiosk.central.people.door import SomeCaller, demand, demand_somewhere
from kiosk.central.people.reach import within_reach
from kiosk.central.people.rights import EVERYTHING, Right
from kiosk.central.problems import BODY, errors_of, wrong_field
from kiosk.central.registry.belonging import subject_of, ties_of_establishment
from kiosk.central.registry.rows import GivenRow
from kiosk.central.registry.rules import Gtin, OptionalLotCode, OptionalParagraph, Paragraph, fault
from kiosk.central.registry.tables import code_corrections, lots, products, serials
from kiosk.central.seals.tables import label_issues
from kiosk.central.service import Service

KIND = "code_corrections"
MAX_LIMIT = 200


class GivenCorrection(GivenRow):
    """What was printed, and what was meant. `lot` "": every lot of the GTIN; `corrected_lot` "": the same lot."""

    gtin: Gtin
    lot: OptionalLotCode = ""
    corrected_gtin: Gtin
    corrected_lot: OptionalLotCode = ""
    note: Paragraph
    note_en: OptionalParagraph = ""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.corrected_lot and not self.lot:
            raise fault("lot_from_none", "A lot is corrected from a lot: say which was printed")
        if (self.gtin, self.lot) == (self.corrected_gtin, self.corrected_lot or self.lot):
            raise fault("own_correction", "A code is not corrected to itself")
        return self


class ShownCorrection(GivenCorrection):
    """A correction, and when it was registered."""

    since: datetime


class CorrectionPage(BaseModel):
    """Some corrections, by GTIN and lot."""

    model_config = ConfigDict(frozen=True)

    rows: list[ShownCorrection]
    next: str | None


def correct_code(connection: Connection, deed: Deed, given: GivenCorrection) -> ShownCorrection:
    """Store a correction. Raises 400, 403, and 409 where the old code is corrected, or where it would make a chain.

    A code in use, of a registered lot or with labels issued, is no misprint: only an authority leads it elsewhere.
    """
    _demand_goods(connection, deed, given.gtin)
    _demand_goods(connection, deed, given.corrected_gtin)
    if _is_in_use(connection, given.gtin, given.lot):
        _demand_on_goods(connection, deed, Right.CORRECT_CODES_IN_USE, given.gtin)
    meant = given.corrected_lot or given.lot
    if not _is_registered(connection, given.corrected_gtin, meant):
        is_product = _is_registered(connection, given.corrected_gtin, "")
        raise wrong_field(f"{BODY}.{'corrected_lot' if is_product else 'corrected_gtin'}", "is not registered.")
    if connection.execute(select(code_corrections).where(_is_code(given.gtin, given.lot))).first():
        raise HTTPException(HTTPStatus.CONFLICT, "This code is corrected already.")
    if connection.execute(select(code_corrections).where(_makes_a_chain(given, meant))).first():
        raise HTTPException(HTTPStatus.CONFLICT, "A correction leads to a code that is right: this would make a chain.")
    row = {**given.model_dump(), "since": deed.at}
    connection.execute(insert(code_corrections), row)
    record_change(connection, deed, KIND, f"{given.gtin}/{given.lot}", None, row)
    return ShownCorrection(**{**given.model_dump(), "since": deed.at})


def take_back(connection: Connection, deed: Deed, gtin: str, lot: str) -> None:
    """Remove a correction that was itself a mistake; the audit keeps it. Raises 403 and 404."""
    _demand_goods(connection, deed, gtin)
    row = connection.execute(select(code_corrections).where(_is_code(gtin, lot))).mappings().first()
    if row is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such correction.")
    connection.execute(delete(code_corrections).where(_is_code(gtin, lot)))
    record_change(connection, deed, KIND, f"{gtin}/{lot}", dict(row), None)


def correction_routes(service: Service) -> APIRouter:
    """Return the routes of corrections."""
    routes = APIRouter(
        prefix="/registry/corrections",
        tags=["corrections"],
        responses=errors_of(400, 401, 403, 404, 409),
    )

    @routes.get("")
    def list_corrections(
        caller: SomeCaller,
        after: Annotated[str, Query(max_length=40, description="`next` of the page before")] = "",
        limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
    ) -> CorrectionPage:
        """Return the corrections of goods that the caller may see."""
        demand_somewhere(caller, Right.SEE_REGISTRY)
        seen = within_reach(caller, Right.SEE_REGISTRY, ties_of_establishment(products.c.establishment_id))
        table, (gtin, _, lot) = code_corrections, after.partition("/")
        query = (
            select(table)
            .where(table.c.corrected_gtin.in_(select(products.c.gtin).where(seen)))
            .where(or_(table.c.gtin > gtin, and_(table.c.gtin == gtin, table.c.lot > lot)) if after else true())
            .order_by(table.c.gtin, table.c.lot)
            .limit(limit)
        )
        with service.replica.connect() as connection:
            rows = [ShownCorrection(**row) for row in connection.execute(query).mappings()]
        following = f"{rows[-1].gtin}/{rows[-1].lot}" if len(rows) == limit else None
        return CorrectionPage(rows=rows, next=following)

    @routes.post("", status_code=HTTPStatus.CREATED)
    def correct(caller: SomeCaller, given: GivenCorrection) -> ShownCorrection:
        """Correct a GTIN or a lot that was printed wrong: the old code leads to the right one from now on."""
        demand_somewhere(caller, Right.CHANGE_GOODS)
        with service.primary.begin() as connection:
            return correct_code(connection, Deed(caller, Right.CHANGE_GOODS, service.now()), given)

    @routes.delete("/{gtin}", status_code=HTTPStatus.NO_CONTENT)
    def remove(
        caller: SomeCaller,
        gtin: Annotated[str, Path(pattern=r"^[0-9]{14}$")],
        lot: Annotated[str, Query(max_length=20)] = "",
    ) -> Response:
        """Take back a correction that was a mistake."""
        demand_somewhere(caller, Right.CHANGE_GOODS)
        with service.primary.begin() as connection:
            take_back(connection, Deed(caller, Right.CHANGE_GOODS, service.now()), gtin, lot)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    return routes


def _demand_goods(connection: Connection, deed: Deed, gtin: str) -> None:
    """Demand the right on a product. A GTIN that is not registered may be anybody's: only who may all corrects it."""
    _demand_on_goods(connection, deed, deed.right, gtin)


def _demand_on_goods(connection: Connection, deed: Deed, right: Right, gtin: str) -> None:
    owner = connection.execute(select(products.c.establishment_id).where(products.c.gtin == gtin)).scalar()
    demand(deed.caller, right, EVERYTHING if owner is None else subject_of(connection, owner))


def _is_in_use(connection: Connection, gtin: str, lot: str) -> bool:
    """Return whether a lot of the code is registered, or has labels; `lot` "" is every lot of the GTIN."""
    return any(
        connection.execute(
            select(table.c.lot).where(table.c.gtin == gtin, table.c.lot == lot if lot else true()).limit(1)
        ).first()
        for table in (lots, serials, label_issues)
    )


def _is_registered(connection: Connection, gtin: str, lot: str) -> bool:
    if not lot:
        return connection.execute(select(products.c.gtin).where(products.c.gtin == gtin)).first() is not None
    query = select(lots.c.lot).where(lots.c.gtin == gtin, lots.c.lot == lot)
    return connection.execute(query).first() is not None


def _is_code(gtin: str, lot: str) -> ColumnElement[bool]:
    return and_(code_corrections.c.gtin == gtin, code_corrections.c.lot == lot)


def _makes_a_chain(given: GivenCorrection, meant: str) -> ColumnElement[bool]:
    """Return the condition that a correction starts where this one ends, or ends where this one starts.

    A correction without a lot is one of all lots, so it touches each of them.
    """
    table = code_corrections
    starts_here = table.c.gtin == given.corrected_gtin
    ends_here = table.c.corrected_gtin == given.gtin
    if meant:
        starts_here = and_(starts_here, table.c.lot.in_((meant, "")))
    if given.lot:
        same = and_(table.c.corrected_lot == "", table.c.lot.in_((given.lot, "")))
        ends_here = and_(ends_here, or_(table.c.corrected_lot == given.lot, same))
    return or_(starts_here, ends_here)
