"""The way of the goods in words: every stop with when, where and who states it. Pure."""

from __future__ import annotations

from datetime import datetime

from kiosk.moment import Moment, hanoi_day
from kiosk.records.registry import Movement, Step
from kiosk.verdicts.origin import is_of_middleman, movements_of
from kiosk.verdicts.verdict import OriginState
from kiosk.wording.names import brief
from kiosk.wording.phone_view import WayStop
from kiosk.wording.telling import Telling, day_text, short_time

STEP_ICONS = {
    Step.HARVEST: "sprout",
    Step.SLAUGHTER: "slice",
    Step.PACKING: "package-check",
    Step.SHIPPING: "truck",
    Step.RECEIVING: "warehouse",
    Step.MARKET: "store",
    Step.SALE: "shopping-basket",
}

WHO_ROOM = 30
"""Characters of a name below a stop that stands beside others."""


def movements_shown(telling: Telling) -> tuple[Movement, ...]:
    """Return the movements that may be shown, oldest first; none where the label's own claim is doubted."""
    finding, identity = telling.inspection.finding, telling.inspection.identity
    if telling.item.lot is None or telling.inspection.verdict.origin is OriginState.UNKNOWN:
        return ()
    return movements_of(finding.movements, identity.serial)


def way_of(telling: Telling) -> tuple[WayStop, ...]:
    """Return the stops; of those who only carried or received, neither name nor place."""
    return tuple(_stop(movement, telling) for movement in movements_shown(telling))


def _when(at: datetime, now: Moment) -> str:
    """Return an instant of the way: "22/11 · 05:30", with its year where that is another."""
    return short_time(at) if hanoi_day(at).year == now.day.year else day_text(hanoi_day(at))


def is_hidden(movement: Movement, telling: Telling) -> bool:
    """Return whether neither name nor place of a step is shown: somebody only carried or received the goods."""
    return is_of_middleman(movement, telling.item.establishment.name if telling.item.establishment else "")


def _stop(movement: Movement, telling: Telling) -> WayStop:
    words = telling.words
    is_unnamed = is_hidden(movement, telling)
    who = words(f"way.{movement.step}") if is_unnamed else telling.name(movement.stated_by, movement.stated_by_en)
    return WayStop(
        STEP_ICONS[movement.step],
        words(f"step.{movement.step}"),
        _when(movement.at, telling.now),
        "" if is_unnamed else telling.name(movement.place, movement.place_en),
        telling.stated(who),
        words("stated.short", who=brief(who, WHO_ROOM)) if who else "",
    )
