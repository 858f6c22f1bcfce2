"""Payload → code: exactly one family, by the first pattern that fits."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.codes.city_code import read_city_code
from kiosk.codes.code import (
    Code,
    Family,
    ForeignLink,
    Link,
    NoProduceCode,
    OtherScheme,
    Refusal,
    Refused,
)
from kiosk.codes.digital_link import Reading, names_gtin, read_link
from kiosk.codes.element_string import read_element_string
from kiosk.codes.gtin import read_number
from kiosk.codes.hosts import imitates
from kiosk.codes.payload import Payload
from kiosk.codes.plu import read_plu
from kiosk.codes.schemes import Scheme, find_scheme, find_text_scheme
from kiosk.codes.text import is_gs1, read_text
from kiosk.codes.web_link import WebLink, is_any_link, split_link


def classify(payload: Payload, hosts: Sequence[str], schemes: Sequence[Scheme]) -> Code:
    """Return what `payload` is. Total: never raises. `hosts` are the city's own, lower case."""
    text = read_text(payload)
    if isinstance(text, Refusal):
        return NoProduceCode(text)
    link = split_link(text)
    if link is not None:
        return _link(link, hosts, schemes)
    if is_any_link(text):
        return NoProduceCode(Refusal.OTHER_LINK)
    return _text(text, payload.symbology, schemes)


def _link(link: WebLink, hosts: Sequence[str], schemes: Sequence[Scheme]) -> Code:
    """Return digital_link, other_scheme, foreign_link or none, the first in this order."""
    is_ours = link.is_plain and link.host in hosts
    reading = _read(link)
    if is_ours and reading is not Refusal.OTHER_LINK:
        return _our_link(link.host, reading)
    scheme = find_scheme(link.host, link.path, schemes) if link.is_plain else None
    if scheme is not None:
        return OtherScheme(scheme.id)
    if is_ours:
        return NoProduceCode(Refusal.OTHER_LINK)
    is_of_scheme = any(link.host in scheme.hosts for scheme in schemes)
    return _foreign_link(link, reading, imitates_ours=imitates(link, hosts), is_of_scheme=is_of_scheme)


def _read(link: WebLink) -> Reading | Refusal:
    """Return what the link says; what other readers would cut differently is wrong syntax wherever it stands."""
    reading = read_link(link.path, link.query)
    if reading is not Refusal.OTHER_LINK and not {";", "\\", "\x1d"}.isdisjoint(link.printed):
        return Refusal.BAD_SYNTAX
    return reading


def _our_link(host: str, reading: Reading | Refusal) -> Link | Refused:
    if isinstance(reading, Refusal):
        return Refused(Family.DIGITAL_LINK, reading)
    return Link(host, reading.elements, reading.seal_text, reading.is_from_kiosk)


def _foreign_link(link: WebLink, reading: Reading | Refusal, *, imitates_ours: bool, is_of_scheme: bool) -> Code:
    """Return the product that a link elsewhere names, if any. On a known scheme's host `s` is no seal."""
    if isinstance(reading, Refusal):
        if reading is not Refusal.OTHER_LINK and names_gtin(link.path):
            return Refused(Family.FOREIGN_LINK, reading, imitates_ours)
        return NoProduceCode(Refusal.OTHER_LINK, imitates_ours)
    if not any(digits == "01" for digits, _ in reading.elements):
        return NoProduceCode(Refusal.OTHER_LINK, imitates_ours)
    seal_text = None if is_of_scheme else reading.seal_text
    return ForeignLink(link.host, reading.elements, seal_text, imitates_ours)


def _text(text: str, symbology: str | None, schemes: Sequence[Scheme]) -> Code:
    """Return element_string, shop_number, gtin, city_code, plu or none, the first in this order.

    A DataBar that was read as 14 bare digits is a GTIN, never an element string: 01 takes 16.
    """
    is_bare_gtin = symbology == "]e0" and len(text) == 14
    if is_gs1(symbology) and not is_bare_gtin:
        return read_element_string(text)
    code = read_number(text, symbology) or read_city_code(text) or read_plu(text, symbology)
    if code is not None:
        return code
    scheme = find_text_scheme(text, schemes)
    return NoProduceCode(Refusal.OTHER_TEXT, scheme=scheme.id if scheme is not None else "")
