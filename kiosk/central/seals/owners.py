"""To whom a product belongs, as the door asks."""

from __future__ import annotations

from sqlalchemy import Connection, select

from kiosk.central.people.rights import EVERYTHING, Subject
from kiosk.central.registry.belonging import subject_of
from kiosk.central.registry.tables import products


def subject_of_product(connection: Connection, gtin: str) -> Subject:
    """Return the Subject of whose product it is; EVERYTHING where it is not registered."""
    owner = connection.execute(select(products.c.establishment_id).where(products.c.gtin == gtin)).scalar()
    return EVERYTHING if owner is None else subject_of(connection, owner)
