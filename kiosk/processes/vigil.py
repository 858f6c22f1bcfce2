"""When a child of `kiosk run` counts as working, as silent, as dead, and when it starts again.

Times are monotonic seconds and come from outside; the processes themselves are `together`'s.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

READY_WITHIN_S = 60.0
"""A machine that has much else to do starts slowly, and to start anew what starts makes it slower still."""
WATCHDOG_S = 1.5
FIRST_REST_S = 0.1
LONGEST_REST_S = 5.0
GOOD_AFTER_S = 30.0
"""A child that worked this long is forgiven: its next rest is the first again."""
STARTS_IN_VAIN = 4
"""So often may a child that is needed end before it is ready for the first time; then it is given up."""
REFUSED_STATUS = 2
"""Exit status of a command for "cannot be done at all"."""


class Ending(StrEnum):
    """How a child ended."""

    FINISHED = "finished"
    REFUSED = "refused"
    """It says that it cannot work at all, and never was ready: a wrong setting, a display that is not there."""
    DIED = "died"
    SILENT = "silent"
    """It missed its watchdog and was killed."""
    LATE = "late"
    """It was not ready in time and was killed."""


class Care(StrEnum):
    """What is done about it."""

    RESTART = "restart"
    END_WELL = "end_well"
    GIVE_UP = "give_up"


class Role(StrEnum):
    """What a child is to the whole."""

    MAIN = "main"
    """The screen: where it ends by itself, the kiosk has ended."""
    NEEDED = "needed"
    """Without it there is nothing to show: the embedded central service, a clip that is played once."""
    PART = "part"
    """The screen says that it is missing, and goes on."""


POLICY: dict[Role, dict[Ending, Care]] = {
    Role.MAIN: {
        Ending.FINISHED: Care.END_WELL,
        Ending.REFUSED: Care.GIVE_UP,
        Ending.DIED: Care.RESTART,
        Ending.SILENT: Care.RESTART,
        Ending.LATE: Care.RESTART,
    },
    Role.NEEDED: {
        Ending.FINISHED: Care.RESTART,
        Ending.REFUSED: Care.GIVE_UP,
        Ending.DIED: Care.RESTART,
        Ending.SILENT: Care.RESTART,
        Ending.LATE: Care.RESTART,
    },
    Role.PART: dict.fromkeys(Ending, Care.RESTART),
}


class Stage(StrEnum):
    """Where a child stands."""

    WAITING = "waiting"
    """For others to be ready: it was never started yet."""
    STARTING = "starting"
    WORKING = "working"
    RESTING = "resting"


@dataclass(frozen=True, slots=True)
class Vigil:
    """One child's stage. `since_s`: when the stage began; `heard_s`: its last word; `rest_s`: the present rest."""

    stage: Stage
    since_s: float
    heard_s: float
    rest_s: float = 0.0
    was_ready: bool = False
    has_watchdog: bool = True
    in_vain: int = 0
    """Starts that ended before it was ready for the first time."""

    @property
    def due_s(self) -> float | None:
        """When something must be done about it if nothing is heard; None for never."""
        match self.stage:
            case Stage.WAITING:
                return None
            case Stage.STARTING:
                return self.since_s + READY_WITHIN_S
            case Stage.WORKING:
                return self.heard_s + WATCHDOG_S if self.has_watchdog else None
            case Stage.RESTING:
                return self.since_s + self.rest_s


def wait(now: float, *, has_watchdog: bool = True) -> Vigil:
    """Return the vigil over a child that was never started."""
    return Vigil(Stage.WAITING, now, now, has_watchdog=has_watchdog)


def hear(vigil: Vigil, words: frozenset[str], now: float) -> Vigil:
    """Return the vigil after the child said `words` (lines of sd_notify)."""
    if "READY=1" in words and vigil.stage is Stage.STARTING:
        return replace(vigil, stage=Stage.WORKING, since_s=now, heard_s=now, was_ready=True)
    if "WATCHDOG=1" in words:
        return replace(vigil, heard_s=now)
    return vigil


def overdue(vigil: Vigil) -> Ending:
    """Return what a child that let its time pass counts as."""
    return Ending.LATE if vigil.stage is Stage.STARTING else Ending.SILENT


def ended(vigil: Vigil, status: int) -> Ending:
    """Return what an exit with `status` (negative: by that signal) counts as."""
    if status == 0:
        return Ending.FINISHED
    if status == REFUSED_STATUS and not vigil.was_ready:
        return Ending.REFUSED
    return Ending.DIED


def care(vigil: Vigil, role: Role, ending: Ending) -> Care:
    """Return what is done about a child that ended: the policy, but nothing needed is started in vain for ever."""
    is_hopeless = role is not Role.PART and not vigil.was_ready and vigil.in_vain + 1 >= STARTS_IN_VAIN
    ruled = POLICY[role][ending]
    return Care.GIVE_UP if is_hopeless and ruled is Care.RESTART else ruled


def rest(vigil: Vigil, now: float) -> Vigil:
    """Return the vigil over a child that waits to be started again; each rest is twice the last."""
    worked_s = now - vigil.since_s if vigil.stage is Stage.WORKING else 0.0
    is_forgiven = vigil.rest_s == 0.0 or worked_s >= GOOD_AFTER_S
    rest_s = FIRST_REST_S if is_forgiven else min(2 * vigil.rest_s, LONGEST_REST_S)
    in_vain = vigil.in_vain if vigil.was_ready else vigil.in_vain + 1
    return replace(vigil, stage=Stage.RESTING, since_s=now, heard_s=now, rest_s=rest_s, in_vain=in_vain)


def start(vigil: Vigil, now: float) -> Vigil:
    """Return the vigil over a child that is being started, for the first time or once more."""
    return replace(vigil, stage=Stage.STARTING, since_s=now, heard_s=now)
