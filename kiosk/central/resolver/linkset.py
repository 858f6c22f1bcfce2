"""Links as software reads them: a linkset (RFC 9264) of the form that GS1 publishes a schema for."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from kiosk.central.resolver.links import Depth, Level, LinkType, offers_at
from kiosk.codes.digital_link import decode_pairs
from kiosk.records.finding import Finding
from kiosk.words import LANGUAGES, Words

CONTEXT = "https://ref.gs1.org/standards/resolver/linkset-context"
"""Makes JSON-LD of a linkset."""


class LinkTarget(BaseModel):
    """One link. A default link has a title and nothing else (GS1-Conformant Resolver, 2.5.8)."""

    model_config = ConfigDict(frozen=True)

    href: str
    title: str
    hreflang: tuple[str, ...] | None = None
    type: str | None = None


class LinkContext(BaseModel):
    """The links of one level, by the address of their type."""

    model_config = ConfigDict(frozen=True, extra="allow")
    __pydantic_extra__: dict[str, tuple[LinkTarget, ...]]

    anchor: str
    itemDescription: str  # noqa: N815  # the schema's own name


class Linkset(BaseModel):
    """All links of an item: its own, and those of the levels above it."""

    model_config = ConfigDict(frozen=True)

    linkset: tuple[LinkContext, ...]


class LinkedData(Linkset):
    """The same as JSON-LD."""

    context: str = Field(default=CONTEXT, alias="@context")


def linkset_of(root: str, levels: tuple[Level, ...], finding: Finding, language: str) -> Linkset:
    """Return the linkset of `levels`, the key's first. `root` is the address of this service, without a slash."""
    words = _words_in(language)
    return Linkset(linkset=tuple(_context(root, level, finding, words) for level in levels))


def _context(root: str, level: Level, finding: Finding, words: Words) -> LinkContext:
    links: dict[str, tuple[LinkTarget, ...]] = {}
    for offer in offers_at(level, finding):
        is_default = offer.link_type is LinkType.DEFAULT
        target = LinkTarget(
            href=root + offer.target(level.path),
            title=words(f"link.title.{offer.link_type.value.lower()}"),
            hreflang=None if is_default else LANGUAGES,
            type=None if is_default else offer.media_type,
        )
        address = offer.link_type.address
        links[address] = (*links.get(address, ()), target)
    head = {"anchor": root + level.path, "itemDescription": _described(level, finding, words)}
    return LinkContext.model_validate({**head, **links})


def _described(level: Level, finding: Finding, words: Words) -> str:
    """Return what the level names: "Rau muống, lô L2611A"."""
    named = finding.establishment if level.depth is Depth.ESTABLISHMENT else finding.product
    assert named is not None, "a level is known by its record"
    name = (named.name_en or named.name) if words.language == "en" else named.name
    values = dict(decode_pairs(list(level.pairs)) or ())
    return words(f"link.of.{level.depth.value}", name=name, lot=values.get("10", ""), serial=values.get("21", ""))


@cache
def _words_in(language: str) -> Words:
    return Words(language)
