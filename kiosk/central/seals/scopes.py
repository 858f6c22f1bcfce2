"""Whose products and places a key's scope names: never another establishment's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Column, ColumnElement, Connection, func, or_, select

from kiosk.central.registry.tables import establishments, products
from kiosk.central.seals.keys import gtin_of
from kiosk.central.seals.wanted import ScopeDocument
from kiosk.errors import KioskError


@dataclass(frozen=True, slots=True)
class Scope:
    """What a key may seal, GTINs in their 14 digits."""

    gtins: tuple[str, ...]
    gtin_prefixes: tuple[str, ...]
    glns: tuple[str, ...]


def refuse_scope_of_others(connection: Connection, establishment_id: str, asked: ScopeDocument) -> Scope:
    """Return the scope as a key takes it.

    Raises KioskError SEAL-01 for an empty one, SEAL-16 where it names what is somebody else's.

    A product or place that nobody has registered may stand in it: two people answer for that.
    """
    if not (asked.gtins or asked.gtin_prefixes or asked.glns):
        raise KioskError("SEAL-01", "the scope is empty, which allows nothing.", "Name a GTIN, a prefix or a place.")
    scope = Scope(tuple(gtin_of(text) for text in asked.gtins), asked.gtin_prefixes, asked.glns)
    of_others = (
        *_found(connection, products.c.gtin, products.c.establishment_id, establishment_id, _named_products(scope)),
        *_found(connection, establishments.c.gln, establishments.c.id, establishment_id, _named_places(scope)),
    )
    if of_others:
        raise KioskError(
            "SEAL-16",
            f"the scope covers {', '.join(of_others)}, which another establishment has registered.",
            "Name only products and places of the establishment whose key it is.",
        )
    return scope


_SHOWN = 5


def _found(
    connection: Connection, number: Column[str], owner: Column[str], owner_id: str, condition: ColumnElement[bool]
) -> Sequence[str]:
    return connection.execute(select(number).where(condition, owner != owner_id).limit(_SHOWN)).scalars().all()


def _named_products(scope: Scope) -> ColumnElement[bool]:
    by_prefix = [
        func.substr(products.c.gtin, 2, len(prefix)) == prefix  # digits 2 to 14 are compared
        for prefix in scope.gtin_prefixes
    ]
    return or_(products.c.gtin.in_(scope.gtins), *by_prefix)


def _named_places(scope: Scope) -> ColumnElement[bool]:
    return establishments.c.gln.in_(scope.glns)
