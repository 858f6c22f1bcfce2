"""Which links there are for an item: one table, and of it only what really answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from kiosk.central.resolver.asked import AskedLink, path_of
from kiosk.codes.digital_link import Pair
from kiosk.records.finding import Finding, Issue

PAGE = "/label"
RECORD = "/v1/records"
RECALLS = "/recalls"
HTML, JSON = "text/html", "application/json"

VOCABULARY = "https://ref.gs1.org/voc/"
_PREFIXES = ("gs1:", VOCABULARY, "https://gs1.org/voc/", "https://www.gs1.org/voc/")
"""How the vocabulary is written in the field; the second is what it is called today."""


class LinkType(StrEnum):
    """Terms of the GS1 Web Vocabulary that links of ours have."""

    DEFAULT = "defaultLink"
    PRODUCT_PAGE = "pip"
    PLACE = "locationInfo"
    TRACEABILITY = "traceability"
    CERTIFICATION = "certificationInfo"
    RECALL = "recallStatus"
    MASTER_DATA = "masterData"

    @property
    def address(self) -> str:
        """The term's own address, as a linkset names it."""
        return VOCABULARY + self.value


_WRITTEN = {prefix + each.value: each for each in LinkType for prefix in _PREFIXES}


def link_type_of(text: str) -> LinkType | None:
    """Return the link type that a request names, as gs1:pip or by its address; None for one we have not."""
    return _WRITTEN.get(text)


class Depth(StrEnum):
    """What a level of a link's path names."""

    PRODUCT = "product"
    LOT = "lot"
    PACK = "pack"
    ESTABLISHMENT = "place"


@dataclass(frozen=True, slots=True)
class Level:
    """A part of the path at which something is known, from the key on."""

    depth: Depth
    pairs: tuple[Pair, ...]

    @property
    def path(self) -> str:
        """The level's own path."""
        return path_of(self.pairs)


def _always(_finding: Finding) -> bool:
    return True


def _has_movements(finding: Finding) -> bool:
    return bool(finding.movements)


def _has_certificates(finding: Finding) -> bool:
    return bool(finding.certificates)


@dataclass(frozen=True, slots=True)
class Offer:
    """A row of the table: a link of `link_type` for each level of these depths where `is_there` holds.

    It leads to `stem`, with the item's path behind it unless it `is_one_for_all`.
    """

    link_type: LinkType
    stem: str
    media_type: str
    depths: frozenset[Depth]
    is_there: Callable[[Finding], bool] = _always
    is_one_for_all: bool = False

    def target(self, path: str) -> str:
        """Return the path on this service that the link leads to, for an item's own path."""
        return self.stem if self.is_one_for_all else self.stem + path


_GOODS = frozenset({Depth.PRODUCT, Depth.LOT, Depth.PACK})
_LOT = frozenset({Depth.LOT})
_PLACE = frozenset({Depth.ESTABLISHMENT})
_WHO = frozenset({Depth.PRODUCT, Depth.ESTABLISHMENT})

OFFERS = (
    Offer(LinkType.DEFAULT, PAGE, HTML, frozenset(Depth)),
    Offer(LinkType.PRODUCT_PAGE, PAGE, HTML, _GOODS),
    Offer(LinkType.PLACE, PAGE, HTML, _PLACE),
    Offer(LinkType.TRACEABILITY, PAGE, HTML, _LOT, _has_movements),
    Offer(LinkType.TRACEABILITY, RECORD, JSON, _LOT, _has_movements),
    Offer(LinkType.CERTIFICATION, PAGE, HTML, _WHO, _has_certificates),
    Offer(LinkType.RECALL, RECALLS, HTML, frozenset({Depth.PRODUCT}), is_one_for_all=True),
    Offer(LinkType.RECALL, RECALLS, JSON, frozenset({Depth.PRODUCT}), is_one_for_all=True),
    Offer(LinkType.MASTER_DATA, RECORD, JSON, _WHO),
)


def known_levels(asked: AskedLink, finding: Finding) -> tuple[Level, ...]:
    """Return the levels of `asked` at which `finding` holds something, the key's first; none: nothing is known.

    An unknown lot or serial has no level: the links walk up. Variants (22) are not registered, so
    no level has one.
    """
    values = dict(asked.pairs)
    pairs: tuple[Pair, ...] = ()
    levels = []
    for digits, depth, is_known in (
        ("01", Depth.PRODUCT, finding.product is not None),
        ("10", Depth.LOT, finding.lot is not None),
        ("21", Depth.PACK, finding.issue is Issue.ISSUED),
        ("414", Depth.ESTABLISHMENT, finding.establishment is not None and asked.pairs[0][0] == "414"),
    ):
        if digits in values and is_known:
            pairs = (*pairs, (digits, values[digits]))
            levels.append(Level(depth, pairs))
    return tuple(levels)


def offers_at(level: Level, finding: Finding) -> tuple[Offer, ...]:
    """Return the links that `level` has."""
    return tuple(offer for offer in OFFERS if level.depth in offer.depths and offer.is_there(finding))


def offers_of_type(link_type: LinkType, levels: tuple[Level, ...], finding: Finding) -> tuple[Offer, ...]:
    """Return the links of `link_type` at the most exact level that has any."""
    for level in reversed(levels):
        offers = tuple(offer for offer in offers_at(level, finding) if offer.link_type is link_type)
        if offers:
            return offers
    return ()
