"""Numbers of the city, lent to who has none."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, HTTPException
from sqlalchemy import select

from kiosk.central.people.changes import Deed
from kiosk.central.people.door import SomeCaller, demand
from kiosk.central.people.reach import within_reach
from kiosk.central.people.rights import EVERYTHING, Right
from kiosk.central.registry.belonging import subject_of, ties_of_establishment
from kiosk.central.seals.answers import REFUSALS, AfterText, LoanAnswer, LoanAsked, LoanPage, PageLimit
from kiosk.central.seals.lending import lend_number
from kiosk.central.seals.tables import lent_numbers
from kiosk.central.service import Service


def lending_routes(service: Service) -> APIRouter:
    """Return the routes about lent numbers."""
    routes = APIRouter(prefix="/registry/lent-numbers", tags=["seals"], responses=REFUSALS)

    @routes.post("", status_code=HTTPStatus.CREATED)
    def lend(caller: SomeCaller, asked: LoanAsked) -> LoanAnswer:
        """Lend the next free GTIN or GLN of the city's range. A number is lent once, and never again."""
        now = service.now()
        with service.primary.begin() as connection:
            subject = subject_of(connection, asked.establishment_id)
            demand(caller, Right.CHANGE_ESTABLISHMENTS, subject)
            if subject == EVERYTHING:
                raise HTTPException(HTTPStatus.NOT_FOUND, "No such establishment is registered.")
            deed = Deed(caller, Right.CHANGE_ESTABLISHMENTS, now)
            number = lend_number(connection, deed, service.lent_ranges, asked.kind, asked.establishment_id)
        return LoanAnswer(number=number, kind=asked.kind, establishment_id=asked.establishment_id, since=now)

    @routes.get("")
    def list_lent(caller: SomeCaller, after: AfterText = "", limit: PageLimit = 50) -> LoanPage:
        """Return the numbers that were lent within the caller's reach."""
        columns = (lent_numbers.c.number, lent_numbers.c.kind, lent_numbers.c.establishment_id, lent_numbers.c.since)
        reached = within_reach(caller, Right.SEE_REGISTRY, ties_of_establishment(lent_numbers.c.establishment_id))
        query = select(*columns).where(lent_numbers.c.number > after, reached)
        with service.replica.connect() as connection:
            rows = connection.execute(query.order_by(lent_numbers.c.number).limit(limit)).mappings().all()
        found = tuple(LoanAnswer(**row) for row in rows)
        return LoanPage(numbers=found, next=found[-1].number if len(found) == limit else None)

    return routes
