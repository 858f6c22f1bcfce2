"""How a unit stands with its releases: one state, for `kiosk update status`, the doctor and the heartbeat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kiosk.messages.versions import is_newer
from kiosk.update.handover import Wanted
from kiosk.update.judgements import MAX_ROUNDS, Judgements, read_judgements
from kiosk.update.layout import Layout
from kiosk.update.links import current, proven, version_at

UNWELL = "UPD-10"
"""A release that is wanted was judged unwell here."""
GIVEN_UP = "UPD-11"
"""A release that is wanted could not be judged again and again."""


OLDER = "UPD-14"
"""A release that is wanted is older than the proven one."""


class State(StrEnum):
    """What there is to do, and whether anything hinders it."""

    NO_RELEASES = "no_releases"
    """This machine has no folder of releases."""
    SETTLED = "settled"
    """What is wanted runs, or nothing is wanted."""
    ON_TRIAL = "on_trial"
    WAITS = "waits"
    """It is brought in when the market is closed."""
    PUT_OFF = "put_off"
    """It was tried and not judged; again another day."""
    GIVEN_UP = "given_up"
    """It was put off too often: a person, or another release."""
    BARRED = "barred"
    OLDER = "older"
    """It is older than the proven one, and nobody signed that units go back to it: by hand alone."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The releases of this unit: what runs, what is proven, what was before, and what is wanted; "" where none is."""

    state: State
    current: str
    proven: str
    former: str
    wanted: str
    why: str = ""
    """Why the wanted release is barred."""

    @property
    def fault(self) -> str:
        """Return the number of what somebody should know of; "" where nothing is."""
        return {State.BARRED: UNWELL, State.GIVEN_UP: GIVEN_UP, State.OLDER: OLDER}.get(self.state, "")


def standing(layout: Layout, wanted: Wanted | None, now: datetime) -> Standing:
    """Return how the releases of `layout` stand at `now`, where `wanted` was handed over."""
    running, judged = current(layout), proven(layout)
    wish = "" if wanted is None else wanted.version
    judgements = read_judgements(layout.judgements)
    return Standing(
        state=_state(running, judged, wish, judgements, now, is_allowed=comes_by_itself(layout, wish)),
        current=running or "",
        proven=judged or "",
        former=version_at(layout.former) or "",
        wanted=wish,
        why=judgements.of(wish).barred if wish else "",
    )


def comes_by_itself(layout: Layout, version: str) -> bool:
    """Return whether a unit may go to a release without a person: newer than the proven one, or its signed way back.

    Whoever took over sync could else ask for any release that was ever signed, with all its holes.
    """
    judged = proven(layout)
    return judged is not None and (is_newer(version, judged) or layout.way_back(judged) == version)


def _state(
    running: str | None, judged: str | None, wish: str, judgements: Judgements, now: datetime, *, is_allowed: bool
) -> State:
    if running is None:
        return State.NO_RELEASES
    if running != judged:
        return State.ON_TRIAL
    if wish in ("", running):
        return State.SETTLED
    judgement = judgements.of(wish)
    if judgement.barred:
        return State.BARRED
    if not is_allowed:
        return State.OLDER
    if judgement.rounds >= MAX_ROUNDS:
        return State.GIVEN_UP
    return State.WAITS if judgement.may_be_tried(now) else State.PUT_OFF
