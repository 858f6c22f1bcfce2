"""The words that fill a result: frozen values that QML lays out and never decides about. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """The shape and colour beside a statement."""

    NONE = "none"
    GOOD = "good"
    CAUTION = "caution"
    STOP = "stop"
    UNKNOWN = "unknown"
    ASKING = "asking"


class CardKind(StrEnum):
    """What a card is about: decides its icon and its place."""

    ORIGIN = "origin"
    CERTIFICATION = "certification"
    AUTHENTICITY = "authenticity"
    WHY = "why"
    ADVICE = "advice"
    CODE = "code"
    SCHEME = "scheme"
    GOODS = "goods"
    """On a page only: what is known of a product."""
    STEPS = "steps"
    """On a page only: what a reader can do, in order."""


@dataclass(frozen=True, slots=True)
class FactView:
    """A label and its value: "Lô", "L2611A"."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """A line of a card with a title: a certificate, a sighting, a piece of advice.

    `icon` is the name of a file in assets/icons, "" for none; `badge` a short word at the right.
    """

    title: str
    text: str = ""
    stated_by: str = ""
    icon: str = ""
    badge: str = ""
    badge_mark: Mark = Mark.NONE
    more: str = ""
    """A second line of text, where an answer is opened in full."""


@dataclass(frozen=True, slots=True)
class CardView:
    """One card of the result."""

    kind: CardKind
    title: str
    mark: Mark = Mark.NONE
    heading: str = ""
    lines: tuple[str, ...] = ()
    facts: tuple[FactView, ...] = ()
    items: tuple[ItemView, ...] = ()
    stated_by: str = ""


@dataclass(frozen=True, slots=True)
class StopView:
    """One stop of the way of the goods. `when` is "22/11 · 05:30"."""

    icon: str
    title: str
    when: str
    stated_by: str


@dataclass(frozen=True, slots=True)
class ResultView:
    """Everything that a result shows, in one language.

    `mark` is the banner's look (ASKING before the verdict). `overline` names the goods,
    `headline` is the one large line, `underline` says why or what to do. Two or three cards.
    `take_along_url` is the link without its seal, with from=kiosk; "" where there is none. `spoken` is what is
    read aloud, line by line; nothing while asking.
    """

    mark: Mark
    overline: str
    headline: str
    underline: str
    cards: tuple[CardView, ...]
    stops: tuple[StopView, ...] = ()
    take_along_url: str = ""
    take_along_text: str = ""
    spoken: tuple[str, ...] = ()
    can_open: bool = False
    """Whether its three answers can be opened in full."""
