"""Price look-up numbers: a commodity, keyed in by hand. In a picture they would be any number."""

from __future__ import annotations

import re

from kiosk.codes.code import PriceLookUp
from kiosk.codes.payload import TYPED

_PLU = re.compile(r"9?[0-9]{4}")


def read_plu(text: str, symbology: str | None) -> PriceLookUp | None:
    """Return the PLU that was typed: four digits, or five with a leading 9 for organic."""
    if symbology not in (None, TYPED) or not _PLU.fullmatch(text):
        return None
    return PriceLookUp(text)
