"""To whom lots and establishments belong, as the door asks."""

from __future__ import annotations

from sqlalchemy import Connection, select

from kiosk.central.people.rights import EVERYTHING, Subject
from kiosk.central.registry.tables import establishments, products


def subject_of(connection: Connection, establishment_id: str) -> Subject:
    """Return the Subject of an establishment; EVERYTHING where it does not exist."""
    query = select(establishments.c.id).where(establishments.c.id == establishment_id)
    found = connection.execute(query).scalar()
    return EVERYTHING if found is None else Subject(establishments=frozenset({found}))


def subject_of_product(connection: Connection, gtin: str) -> Subject:
    """Return the Subject of whose product it is; EVERYTHING where it is not registered."""
    owner = connection.execute(select(products.c.establishment_id).where(products.c.gtin == gtin)).scalar()
    return EVERYTHING if owner is None else subject_of(connection, owner)
