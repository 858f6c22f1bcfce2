"""What a key may sign: whose products and places, and when. Signer and verifier ask the same."""

from __future__ import annotations

from kiosk.codes.code import Elements
from kiosk.codes.dates import day_of
from kiosk.trust.lists import Key


def is_in_scope(key: Key, elements: Elements) -> bool:
    """Return whether `key` may sign `elements`, whose first is the primary key of the link.

    Empty lists allow nothing. The dates bind the signer: packing (13), else production (11),
    is compared, never the time of reading; a link with neither is bound by none.
    """
    return _covers(key, *elements[0]) and _signed_in_time(key, dict(elements))


def _covers(key: Key, digits: str, value: str) -> bool:
    if digits == "01":
        return value in key.gtins or value[1:].startswith(key.gtin_prefixes)
    return digits == "414" and value in key.glns


def _signed_in_time(key: Key, values: dict[str, str]) -> bool:
    """Return whether the label's own day is one of the key's; its century is seen from the key's first year."""
    printed = values.get("13") or values.get("11")
    if printed is None:
        return True
    return key.not_before <= day_of(printed, key.not_before.year) <= key.not_after
