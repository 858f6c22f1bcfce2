"""What a code names, in one normal form."""

from __future__ import annotations

from kiosk.codes.code import (
    CityCode,
    Code,
    Elements,
    ElementString,
    ForeignLink,
    Identity,
    Link,
    PriceLookUp,
    TradeItemNumber,
)

NAMELESS = Identity()


def identify(code: Code) -> Identity:
    """Return what `code` names; an empty Identity for what names nothing.

    Nothing of a shop's own number or of another scheme's label names an item here.
    """
    match code:
        case Link() | ForeignLink() | ElementString():
            return _of_elements(code.elements)
        case TradeItemNumber():
            return Identity(gtin=code.gtin)
        case CityCode():
            return Identity(city_code=code.text)
        case PriceLookUp():
            return Identity(plu=code.digits)
        case _:
            return NAMELESS


def _of_elements(elements: Elements) -> Identity:
    """Return what `elements` name. A GLN beside a product or a load says where it goes: no name."""
    values = dict(elements)
    gtin = values.get("01") or values.get("02")
    sscc = values.get("00")
    return Identity(
        gtin=gtin,
        lot=values.get("10") if gtin else None,
        serial=values.get("21") if gtin else None,
        gln=None if gtin or sscc else values.get("414"),
        sscc=sscc,
    )
