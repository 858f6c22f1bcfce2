"""What the URIs of an event name: goods, loads, places; and whether they are well formed.

`item_of` gives each EPC and each EPC class one normal form, a GS1 Digital Link path without its
host: by that the ways of writing the same thing meet (CBV 2.0, section 8).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from kiosk.central.epcis.urns import read_urn
from kiosk.codes.code import Elements, Refusal
from kiosk.codes.digital_link import read_link

MAX_URI: Final = 1024
MAX_EPC: Final = 256
"""Characters of what is kept under an index."""

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+")
_WEB = re.compile(r"https?://(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9\-._~%]+)(?::[0-9]{1,5})?(/[^?#]*)?(\?[^#]*)?(#.*)?")
_UUID = re.compile(r"urn:uuid:[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_HASH = re.compile(r"ni:///sha-256;[0-9a-f]{64}\?ver=CBV2\.[0-9]")
_NOT_GS1: Final[Elements] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One EPC or EPC class.

    `key` is its normal form, `lot_key` that of its lot ("" where none is said). `is_class` is true
    for a product or a lot, false for one thing: a serial, a load, an asset.
    """

    key: str
    lot_key: str = ""
    gtin: str = ""
    lot: str = ""
    serial: str = ""
    is_class: bool = False


def fault_of_uri(text: str) -> str | None:
    """Return what is wrong with an absolute URI (RFC 3986, ASCII only), or None."""
    if len(text) > MAX_URI:
        return f"has more than {MAX_URI} characters"
    if not _URI.fullmatch(text) or text.count("#") > 1:
        return "is no absolute URI"
    if text.lower().startswith(("http:", "https:")) and not _WEB.fullmatch(text):
        return "is no web address with a host"
    return None


def fault_of_event_id(text: str) -> str | None:
    """Return what is wrong with an event ID: a UUID URN, a hash of the CBV, or another URI."""
    if len(text) > MAX_EPC:
        return f"has more than {MAX_EPC} characters"
    if text.lower().startswith("urn:uuid:") and not _UUID.fullmatch(text):
        return "is no UUID: write urn:uuid: and 8-4-4-4-12 hexadecimal digits"
    if text.startswith("ni:") and not _HASH.fullmatch(text):
        return "is no event hash: write ni:///sha-256;… with 64 hexadecimal digits and ?ver=CBV2.0"
    return fault_of_uri(text)


def elements_of(text: str) -> Elements | str:
    """Return the GS1 elements that a URI names, empty for a URI of another kind; or what is wrong with it."""
    fault = fault_of_uri(text)
    if fault is not None:
        return fault
    if text.startswith("urn:epc:"):
        return read_urn(text)
    web = _WEB.fullmatch(text)
    if web is None or not web[1]:
        return _NOT_GS1
    reading = read_link(web[1], "", is_whole_item=False)
    if reading is Refusal.OTHER_LINK:
        return _NOT_GS1
    if reading is Refusal.BAD_CHECK_DIGIT:
        return "holds a wrong check digit"
    if isinstance(reading, Refusal):
        return "is no GS1 Digital Link: a key, its order or a value is wrong"
    if web[2] or web[3]:
        return "names goods or a place, and ends with the path: leave out what follows ? and #"
    return reading.elements


def item_of(text: str) -> Item | str:
    """Return what an EPC or EPC class names; a text that says what is wrong with it."""
    if len(text) > MAX_EPC:
        return f"has more than {MAX_EPC} characters"
    elements = elements_of(text)
    if isinstance(elements, str):
        return elements
    values = dict(elements)
    gtin, lot, serial = values.get("01", ""), values.get("10", ""), values.get("21", "")
    if not gtin:
        return Item(_key(elements) if elements else text)
    lot_key = _key((("01", gtin), ("10", lot))) if lot else ""
    if serial:
        return Item(_key((("01", gtin), ("21", serial))), lot_key, gtin, lot, serial)
    return Item(lot_key or _key((("01", gtin),)), lot_key, gtin, lot, is_class=True)


def gln_of(text: str) -> str:
    """Return the GLN of the place or party that a URI names; "" where it names none."""
    elements = elements_of(text)
    if isinstance(elements, str):
        return ""
    return next((value for digits, value in elements if digits in ("414", "417")), "")


def last_parts(text: str) -> tuple[str, ...]:
    """Return the parts of a URI's path, decoded, from the last to the first: private places of the city's own."""
    return tuple(unquote(part) for part in reversed(re.split(r"[/:]", text.rstrip("/"))) if part)


def _key(elements: Elements) -> str:
    return "/".join(f"{digits}/{value}" for digits, value in elements)
