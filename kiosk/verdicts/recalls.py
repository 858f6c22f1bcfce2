"""Which recall covers an item: product × lot × serial range × establishment × dates of making."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum

from kiosk.moment import Moment
from kiosk.records.registry import Recall
from kiosk.verdicts.freshness import certain_instant


class Coverage(IntEnum):
    """Whether recalls cover an item; `POSSIBLE` where the code does not say enough to tell."""

    NONE = 0
    POSSIBLE = 1
    COVERED = 2


@dataclass(frozen=True, slots=True)
class RecallItem:
    """What is known of an item when recalls are compared with it. Empty: not known."""

    gtin: str = ""
    lot: str = ""
    serial: str = ""
    establishment_ids: frozenset[str] = frozenset()
    made_on: frozenset[date] = frozenset()
    """Days of harvest and packing: of the registered lot, else as printed."""
    is_commodity: bool = False
    """Named by a price look-up number: any firm's goods of that kind."""
    printed: RecallItem | None = None
    """The item by the code on its label, where that was corrected: a correction takes nothing out of a recall."""


def is_in_force(recall: Recall, at: datetime) -> bool:
    """Whether `recall` is effective and not ended at `at`. Its end is the first instant without it."""
    return recall.effective_at <= at and (recall.ends_at is None or at < recall.ends_at)


def coverage(recall: Recall, item: RecallItem) -> Coverage:
    """Return how `recall` covers `item`: every filter must hold, and one that cannot be judged makes it possible.

    A recall that names neither products nor establishments covers nothing: it would hit every label.
    """
    found = _coverage(recall, item)
    return found if item.printed is None else max(found, _coverage(recall, item.printed))


def _coverage(recall: Recall, item: RecallItem) -> Coverage:
    if not recall.gtins and not recall.establishment_ids:
        return Coverage.NONE
    if not item.gtin or (recall.gtins and item.gtin not in recall.gtins):
        return Coverage.NONE
    found = min(
        _establishment(recall, item),
        _lot(recall, item),
        _serial(recall, item),
        _made(recall, item),
    )
    return min(found, Coverage.POSSIBLE) if item.is_commodity else found


def recalls_of(
    recalls: Iterable[Recall], item: RecallItem, now: Moment
) -> tuple[tuple[Recall, ...], tuple[Recall, ...]]:
    """Return the recalls in force at `now` that cover `item`, and those that may; newest first."""
    at = certain_instant(now)
    in_force = sorted((r for r in recalls if is_in_force(r, at)), key=lambda r: r.effective_at, reverse=True)
    judged = [(recall, coverage(recall, item)) for recall in in_force]
    return (
        tuple(recall for recall, found in judged if found is Coverage.COVERED),
        tuple(recall for recall, found in judged if found is Coverage.POSSIBLE),
    )


def _establishment(recall: Recall, item: RecallItem) -> Coverage:
    if not recall.establishment_ids:
        return Coverage.COVERED
    if not item.establishment_ids:
        return Coverage.POSSIBLE if recall.gtins else Coverage.NONE
    return Coverage.NONE if item.establishment_ids.isdisjoint(recall.establishment_ids) else Coverage.COVERED


def _lot(recall: Recall, item: RecallItem) -> Coverage:
    if not recall.lots:
        return Coverage.COVERED
    if not item.lot:
        return Coverage.POSSIBLE
    return Coverage.COVERED if item.lot in recall.lots else Coverage.NONE


def _serial(recall: Recall, item: RecallItem) -> Coverage:
    bounds = [bound for bound in (recall.serial_from, recall.serial_to) if bound]
    if not bounds:
        return Coverage.COVERED
    if not item.serial or any(len(bound) != len(item.serial) for bound in bounds):
        return Coverage.POSSIBLE  # serials of other lengths have no order that all would agree on
    below = recall.serial_from and item.serial < recall.serial_from
    above = recall.serial_to and item.serial > recall.serial_to
    return Coverage.NONE if below or above else Coverage.COVERED


def _made(recall: Recall, item: RecallItem) -> Coverage:
    if recall.made_from is None and recall.made_to is None:
        return Coverage.COVERED
    if not item.made_on:
        return Coverage.POSSIBLE
    first, last = recall.made_from or date.min, recall.made_to or date.max
    return Coverage.COVERED if any(first <= day <= last for day in item.made_on) else Coverage.NONE
