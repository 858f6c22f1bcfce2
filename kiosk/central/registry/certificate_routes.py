"""/registry/certificates/…: when one was suspended, and the persons whose it is, of whom a number is kept."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection, delete, insert, select

from kiosk.central.people.changes import Deed, record_change
from kiosk.central.people.door import SomeCaller, demand
from kiosk.central.people.rights import EVERYTHING, Caller, Right
from kiosk.central.problems import errors_of
from kiosk.central.registry.belonging import subject_of
from kiosk.central.registry.rows import GivenRow
from kiosk.central.registry.rules import AliasValue, OptionalName
from kiosk.central.registry.tables import certificates, holders, suspensions
from kiosk.central.service import Service

KIND = "holders"
MAX_HOLDERS = 500

OwnId = Annotated[str, Path(max_length=64)]


class Suspension(BaseModel):
    """A time in which a certificate was suspended; without an end it is so today."""

    model_config = ConfigDict(frozen=True)

    first_day: date
    last_day: date | None
    reason: str


class GivenHolder(GivenRow):
    """A person whose a certificate is: the number of theirs on it, and a name only where the law asks for it."""

    reference: AliasValue
    name: Annotated[OptionalName, Field(max_length=120)] = ""


def certificate_routes(service: Service) -> APIRouter:
    """Return the routes. They stand before those of rows, whose keys may hold a slash."""
    routes = APIRouter(
        prefix="/registry/certificates",
        tags=["registry: certificates"],
        responses=errors_of(400, 401, 403, 404, 409),
    )

    @routes.get("/{certificate_id}/suspensions")
    def list_suspensions(caller: SomeCaller, certificate_id: OwnId) -> list[Suspension]:
        """Return every time in which the certificate was suspended."""
        with service.replica.connect() as connection:
            _demand(connection, caller, Right.SEE_REGISTRY, certificate_id)
            query = select(suspensions).where(suspensions.c.certificate_id == certificate_id)
            rows = connection.execute(query.order_by(suspensions.c.first_day).limit(MAX_HOLDERS))
            return [Suspension.model_validate(row, from_attributes=True) for row in rows]

    @routes.get("/{certificate_id}/holders")
    def list_holders(caller: SomeCaller, certificate_id: OwnId) -> list[GivenHolder]:
        """Return the persons whose the certificate is: for who may change certificates, and nobody else."""
        with service.replica.connect() as connection:
            _demand(connection, caller, Right.CHANGE_CERTIFICATES, certificate_id)
            query = select(holders).where(holders.c.certificate_id == certificate_id).limit(MAX_HOLDERS)
            rows = connection.execute(query.order_by(holders.c.reference))
            return [GivenHolder(reference=row.reference, name=row.name) for row in rows]

    @routes.post("/{certificate_id}/holders", status_code=HTTPStatus.CREATED)
    def add_holder(caller: SomeCaller, certificate_id: OwnId, given: GivenHolder) -> GivenHolder:
        """Add a person. The audit keeps the number, never the name."""
        with service.primary.begin() as connection:
            _demand(connection, caller, Right.CHANGE_CERTIFICATES, certificate_id)
            own = holders.c.certificate_id == certificate_id
            if connection.execute(select(holders).where(own, holders.c.reference == given.reference)).first():
                raise HTTPException(HTTPStatus.CONFLICT, "This number stands there already.")
            connection.execute(insert(holders), {"certificate_id": certificate_id, **given.model_dump()})
            deed = Deed(caller, Right.CHANGE_CERTIFICATES, service.now())
            key = f"{certificate_id}/{given.reference}"
            record_change(connection, deed, KIND, key, None, {"reference": given.reference})
        return given

    @routes.delete("/{certificate_id}/holders/{reference:path}", status_code=HTTPStatus.NO_CONTENT)
    def erase_holder(caller: SomeCaller, certificate_id: OwnId, reference: OwnId) -> Response:
        """Erase a person (Law 91/2025): nothing of the name is kept."""
        with service.primary.begin() as connection:
            _demand(connection, caller, Right.CHANGE_CERTIFICATES, certificate_id)
            where = (holders.c.certificate_id == certificate_id, holders.c.reference == reference)
            if connection.execute(delete(holders).where(*where)).rowcount == 0:
                raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such number.")
            deed = Deed(caller, Right.CHANGE_CERTIFICATES, service.now())
            record_change(connection, deed, KIND, f"{certificate_id}/{reference}", {"reference": reference}, None)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    return routes


def _demand(connection: Connection, caller: Caller, right: Right, certificate_id: str) -> None:
    """Demand `right` on a certificate. Raises 403, and 404 to those who may see everything."""
    own = certificates.c.id == certificate_id
    owner = connection.execute(select(certificates.c.establishment_id).where(own)).scalar()
    demand(caller, right, EVERYTHING if owner is None else subject_of(connection, owner))
    if owner is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such certificate.")
