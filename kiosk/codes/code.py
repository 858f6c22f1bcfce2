"""What a payload is: one frozen type for each family of codes. `Code` is their union.

Every object here is valid as built: `classify` is the one place that makes them, and what it
refuses becomes `NoProduceCode`, or a `Refused` code that keeps its family.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Family(StrEnum):
    """The families of interfaces: the first that fits, in classify's order, is the code's."""

    DIGITAL_LINK = "digital_link"
    OTHER_SCHEME = "other_scheme"
    FOREIGN_LINK = "foreign_link"
    ELEMENT_STRING = "element_string"
    SHOP_NUMBER = "shop_number"
    GTIN = "gtin"
    CITY_CODE = "city_code"
    PLU = "plu"
    NONE = "none"


class Refusal(StrEnum):
    """Why a payload is no code that we can use. The last two keep the family."""

    TOO_LONG = "too_long"
    CONTROL = "control"
    NOT_TEXT = "not_text"
    OTHER_LINK = "other_link"
    OTHER_TEXT = "other_text"
    BAD_SYNTAX = "bad_syntax"
    BAD_CHECK_DIGIT = "bad_check_digit"


Elements = tuple[tuple[str, str], ...]
"""(AI digits, decoded value) pairs in the order printed; each AI stands once."""


@dataclass(frozen=True, slots=True)
class Link:
    """A GS1 Digital Link on one of the city's own hosts (family `digital_link`)."""

    host: str
    elements: Elements
    seal_text: str | None = None
    is_from_kiosk: bool = False


@dataclass(frozen=True, slots=True)
class ForeignLink:
    """A GS1 Digital Link with a GTIN on a host that is not ours (family `foreign_link`).

    `imitates_ours` is true for look-alike hosts, odd ports, user-info and final dots.
    """

    host: str
    elements: Elements
    seal_text: str | None = None
    imitates_ours: bool = False


@dataclass(frozen=True, slots=True)
class ElementString:
    """A GS1 element string from a GS1 symbology (family `element_string`)."""

    elements: Elements


@dataclass(frozen=True, slots=True)
class TradeItemNumber:
    """A GTIN alone: EAN-8, EAN-13, UPC-A, ITF-14, DataBar, or typed. Always 14 digits here."""

    gtin: str


@dataclass(frozen=True, slots=True)
class ShopNumber:
    """A shop's own number with price or weight inside: no identity outside that shop."""

    digits: str


@dataclass(frozen=True, slots=True)
class CityCode:
    """The city's establishment code with its check character, such as HNP00417X."""

    text: str


@dataclass(frozen=True, slots=True)
class PriceLookUp:
    """A PLU from the keypad: four digits, or five with a leading 9 for organic."""

    digits: str


@dataclass(frozen=True, slots=True)
class OtherScheme:
    """A label of another known scheme; `scheme` is its id in the table of label schemes."""

    scheme: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Of a known family, but with wrong syntax or a wrong check digit.

    `imitates_ours` is true for a faulty link on a host that imitates one of ours.
    """

    family: Family
    refusal: Refusal
    imitates_ours: bool = False


@dataclass(frozen=True, slots=True)
class NoProduceCode:
    """Anything else. Nothing of its content is kept.

    `imitates_ours` is true for a link without a product on a host that imitates one of ours.
    `scheme` is the id of the row of the table of label schemes that names this kind of text
    (payment, Wi-Fi, contact), "" for any other.
    """

    refusal: Refusal
    imitates_ours: bool = False
    scheme: str = ""


Code = (
    Link
    | ForeignLink
    | ElementString
    | TradeItemNumber
    | ShopNumber
    | CityCode
    | PriceLookUp
    | OtherScheme
    | Refused
    | NoProduceCode
)


@dataclass(frozen=True, slots=True)
class Identity:
    """What a code names, for look-ups and for the history: AIs only, never URL text.

    `gtin` has 14 digits. All None: the code names nothing that a registry could hold.
    """

    gtin: str | None = None
    lot: str | None = None
    serial: str | None = None
    gln: str | None = None
    sscc: str | None = None
    city_code: str | None = None
    plu: str | None = None
