"""What was asked for: a Digital Link path with its query, both as they were sent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from kiosk.codes.code import Elements
from kiosk.codes.digital_link import Pair, decode_pairs, split_path, split_query
from kiosk.codes.link_faults import LinkFault, find_fault

MAX_LINK_BYTES = 512
"""Longer is no label (docs/specs/seal.md, section 3): host, path and query together."""
LINK_TYPE = "linkType"
"""Reserved by the Digital Link URI syntax, as `context` is."""

_SENT = re.compile(r"[!-~]*")
"""What a request line may hold: visible ASCII."""
_AMBIGUOUS = re.compile(r'[\\;"<>^`{|}]')
"""What readers of an address disagree about. A label has them percent-encoded."""


@dataclass(frozen=True, slots=True)
class AskedLink:
    """A Digital Link without fault. `pairs` are its path from the key on, percent-encoded as sent."""

    pairs: tuple[Pair, ...]
    query: str
    link_type: str
    """The value of `linkType`, decoded; "" where there is none."""

    @property
    def path(self) -> str:
        """The path from the key on, as sent."""
        return path_of(self.pairs)

    @property
    def elements(self) -> Elements:
        """Key and qualifiers, decoded."""
        return decode_pairs(list(self.pairs)) or ()


def path_of(pairs: tuple[Pair, ...]) -> str:
    """Return `pairs` as a path: it begins with "/" and a key's digits."""
    return "".join(f"/{digits}/{value}" for digits, value in pairs)


def read_asked(host: str, path: str, query: str) -> AskedLink | LinkFault:
    """Return the link of `path` and `query`, both as sent, or its first fault.

    One slash behind the path is tolerated. A GTIN of goods by weight may be asked for without the
    weight: it still names a product. What stands before the right-most key is dropped.
    """
    fault = _fault_as_sent(host, path, query)
    if fault is not None:
        return fault
    path = path.removesuffix("/")
    fault = find_fault(path, query, is_whole_item=False)
    if fault is not None:
        return fault
    pairs = split_path(path) or []
    for digits, value in pairs:
        if unquote(value) in {".", ".."}:
            return LinkFault(digits, "browsers take a value of dots alone for a step in the path")
    link_types = [unquote(value) for key, value in split_query(query) if key == LINK_TYPE]
    if len(link_types) > 1:
        return LinkFault(LINK_TYPE, "it stands more than once")
    return AskedLink(tuple(pairs), query, link_types[0] if link_types else "")


def _fault_as_sent(host: str, path: str, query: str) -> LinkFault | None:
    if len(f"https://{host}{path}?{query}") > MAX_LINK_BYTES:
        return LinkFault("path", f"the link is longer than {MAX_LINK_BYTES} bytes")
    for field, text in (("path", path), ("query", query)):
        if not _SENT.fullmatch(text) or _AMBIGUOUS.search(text):
            return LinkFault(field, "it holds a character that a link has only percent-encoded")
    return None
