"""Numbers under bar codes: GTIN in its four lengths, and the shop's own numbers among them."""

from __future__ import annotations

import re

from kiosk.codes.code import Family, Refusal, Refused, ShopNumber, TradeItemNumber

_NUMBER = re.compile(r"[0-9]{8}|[0-9]{12,14}")
_ITF = ("]I0", "]I1")


def check_digit(digits: str) -> str:
    """Return the GS1 check digit over `digits` (GS1 General Specifications, 7.9.1)."""
    total = sum(map(int, digits[::-2])) * 3 + sum(map(int, digits[-2::-2]))
    return str(-total % 10)


def has_check_digit(digits: str) -> bool:
    """Return whether the last digit is the check digit over the others."""
    return check_digit(digits[:-1]) == digits[-1]


def to_gtin14(digits: str) -> str:
    """Return the one normal form of a GTIN of 8, 12, 13 or 14 digits. The only place that pads."""
    return digits.zfill(14)


def is_shop_number(gtin: str) -> bool:
    """Return whether 14 digits hold a number that means something in one shop only.

    GS1 General Specifications, 1.4.4: restricted circulation numbers. EAN-13 with prefix
    02, 04 or 20 to 29; EAN-8 (six zeros before it) that begins with 0 or 2.
    """
    if gtin.startswith("000000"):
        return gtin[6] in "02"
    return gtin[0] == "0" and (gtin[1:3] in ("02", "04") or gtin[1] == "2")


def read_number(text: str, symbology: str | None) -> TradeItemNumber | ShopNumber | Refused | None:
    """Return the number that `text` is, or None where it has no length of such a number.

    Interleaved 2 of 5 is used for anything: there only 14 digits count.
    """
    if not _NUMBER.fullmatch(text) or (symbology in _ITF and len(text) != 14):
        return None
    gtin = to_gtin14(text)
    is_shop = is_shop_number(gtin)
    if not has_check_digit(text):
        return Refused(Family.SHOP_NUMBER if is_shop else Family.GTIN, Refusal.BAD_CHECK_DIGIT)
    return ShopNumber(text) if is_shop else TradeItemNumber(gtin)
