"""The words that fill a phone's page: frozen values that its template lays out and never decides about. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.wording.result_view import CardView, FactView, ResultView


@dataclass(frozen=True, slots=True)
class StatedFacts:
    """Facts that one and the same states."""

    facts: tuple[FactView, ...]
    stated_by: str


@dataclass(frozen=True, slots=True)
class WayStop:
    """One stop of the way of the goods. `place` is "" where the record has none, or it is not everybody's.

    `in_short` is `stated_by` for little room.
    """

    icon: str
    title: str
    when: str
    place: str
    stated_by: str
    in_short: str


@dataclass(frozen=True, slots=True)
class GoodsView:
    """What must be told of goods at least (docs/specs/pages.md). `picture` is its address, "" for none."""

    title: str
    groups: tuple[StatedFacts, ...]
    picture: str = ""
    picture_text: str = ""


@dataclass(frozen=True, slots=True)
class PhoneView:
    """Everything that the page of one label shows, in one language.

    `correction` says that the printed code was wrong. `way` is empty where nothing is recorded, or
    where the label's own claim is doubted. `type_again` is on the button to the form for a number or
    a lot, "" where that would not help.
    """

    result: ResultView
    correction: CardView | None = None
    goods: GoodsView | None = None
    way: tuple[WayStop, ...] = ()
    is_lot_unknown: bool = False
    type_again: str = ""
