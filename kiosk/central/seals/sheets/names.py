"""Whose goods a label is on: names from the registry, for links that bring none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from kiosk.central.registry.tables import establishments, products
from kiosk.codes.code import Elements


@dataclass(frozen=True, slots=True)
class Names:
    """What a label calls product and producer; on the sign of a place, establishment and commune. "": not known."""

    product: str = ""
    producer: str = ""


NamesOf = Callable[[Elements], Names]
"""Answers by what stands in a link."""


class RegisteredNames:
    """Names as the registry has them, in one language; each product is asked for once."""

    def __init__(self, connection: Connection, language: str) -> None:
        self._connection = connection
        self._is_english = language == "en"
        self._known: dict[tuple[str, str], Names] = {}

    def __call__(self, elements: Elements) -> Names:
        """Return the names for the link's GTIN or GLN."""
        key = elements[0]
        if key not in self._known:
            self._known[key] = self._product(key[1]) if key[0] == "01" else self._place(key)
        return self._known[key]

    def _product(self, gtin: str) -> Names:
        query = (
            select(
                products.c.name,
                products.c.name_en,
                establishments.c.name.label("producer"),
                establishments.c.name_en.label("producer_en"),
                establishments.c.place,
                establishments.c.place_en,
            )
            .join(establishments, establishments.c.id == products.c.establishment_id)
            .where(products.c.gtin == gtin)
        )
        row = self._connection.execute(query).first()
        if row is None:
            return Names()
        producer, place = self._said(row.producer, row.producer_en), self._said(row.place, row.place_en)
        return Names(self._said(row.name, row.name_en), f"{producer}, {place}" if place else producer)

    def _place(self, key: tuple[str, str]) -> Names:
        query = select(establishments).where(establishments.c.gln == key[1]).order_by(establishments.c.id)
        row = self._connection.execute(query).first() if key[0] == "414" else None
        if row is None:
            return Names()
        return Names(self._said(row.name, row.name_en), self._said(row.place, row.place_en))

    def _said(self, vietnamese: str, english: str) -> str:
        return english if self._is_english and english else vietnamese
