"""The products and establishments that somebody asks for by what they are called."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sqlalchemy import Connection

from kiosk.central.console.named import named
from kiosk.central.console.typed import Faults
from kiosk.central.console.usage.asked import Wanted
from kiosk.central.registry.tables import establishments, products
from kiosk.words import Words

_LONGEST_GTIN: Final = 14


def sought(connection: Connection, wanted: Wanted, words: Words) -> Wanted | Faults:
    """Return `wanted` with the products and establishments that its texts mean, or what is wrong with a text.

    A number is a GTIN, whether the registry knows it or not: kiosks read foreign ones too.
    """
    faults: dict[str, str] = {}
    if wanted.product and not wanted.gtin:
        if wanted.product.isascii() and wanted.product.isdecimal() and len(wanted.product) <= _LONGEST_GTIN:
            wanted = replace(wanted, gtin=wanted.product.zfill(_LONGEST_GTIN), product="")
        else:
            found = named(connection, products, products.c.gtin, wanted.product)
            faults |= found.fault("product", words)
            wanted = replace(wanted, goods=tuple(found.rows))
    if wanted.owner and not wanted.establishment:
        found = named(connection, establishments, establishments.c.id, wanted.owner)
        faults |= found.fault("owner", words)
        wanted = replace(wanted, owners=tuple(found.rows))
    return faults or wanted
