"""What a request wants: the page, the links, or one link of them."""

from __future__ import annotations

from enum import StrEnum

from kiosk.central.negotiation import preferred_type
from kiosk.central.resolver.links import HTML, JSON, LinkType, Offer, link_type_of

LINKSET_JSON = "application/linkset+json"
LINKED_DATA = "application/ld+json"
AS_LINKSET = (LINKSET_JSON, LINKED_DATA, JSON)
"""Media types in which a linkset is answered."""
_LINKSET_WORDS = {"linkset", "all"}
"""`all` is what it was called before release 1.0 of the resolver standard."""


class Wanted(StrEnum):
    """The three kinds of answer."""

    DEFAULT = "default"
    LINKSET = "linkset"
    ONE_TYPE = "one_type"


def wanted_by(link_type: str, accept: str) -> Wanted:
    """Return what is wanted: `linkType` decides; without it, a program that accepts only JSON wants the linkset."""
    if link_type in _LINKSET_WORDS:
        return Wanted.LINKSET
    if link_type and link_type_of(link_type) is not LinkType.DEFAULT:
        return Wanted.ONE_TYPE
    return Wanted.LINKSET if preferred_type(accept, (HTML, *AS_LINKSET)) in AS_LINKSET else Wanted.DEFAULT


def choose(offers: tuple[Offer, ...], accept: str) -> Offer:
    """Return the link whose media type `accept` likes best; the first where it likes none."""
    kind = preferred_type(accept, [offer.media_type for offer in offers])
    return next((offer for offer in offers if offer.media_type == kind), offers[0])
