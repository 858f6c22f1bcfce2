"""Which of several codes is meant: what names goods goes before what leads elsewhere, and that before mere text.

It is a guess for the order alone: the camera knows neither the city's hosts nor the schemes. What a code is, the screen
judges.
"""

from __future__ import annotations

from enum import IntEnum

from kiosk.codes.classify import classify
from kiosk.codes.code import NoProduceCode, OtherScheme, Refusal, Refused, ShopNumber
from kiosk.codes.payload import Payload


class Rank(IntEnum):
    """The lower goes first."""

    GOODS = 0
    LINK = 1
    """An address, a shop's number, a faulty code of goods: maybe a label of another scheme."""
    ELSE = 2
    """Payment, Wi-Fi, a contact, any text."""


def rank_of(payload: Payload) -> Rank:
    """Return how likely `payload` is what a shopper means to show."""
    code = classify(payload, (), ())
    if isinstance(code, NoProduceCode):
        return Rank.LINK if code.refusal is Refusal.OTHER_LINK else Rank.ELSE
    return Rank.LINK if isinstance(code, ShopNumber | OtherScheme | Refused) else Rank.GOODS
