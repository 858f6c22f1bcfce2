"""When the centre is asked: the circuit breaker, as values. Time and chance come from outside.

An outage costs a few shoppers the wait, not each: after 5 failures in a row, or where half of the
last 20 failed, nobody waits until a trial shows that the centre is back. The looks of an idle kiosk
count too: an outage that falls between shoppers costs none of them anything.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

FAILURES_IN_ROW = 5
RECENT = 20
RECENT_FAILURES = RECENT // 2
REST_S = 30.0
"""Mean rest before a trial; each rest is this ± half, so that a city's kiosks do not come at once."""
MAX_ASKED_S = 300.0
"""So long the centre may ask to be left alone, and no longer: a wrong header must not silence a unit for a day."""
TRIAL_S = 6.0
"""A trial without an end after this time counts as lost: another may be made."""


class State(StrEnum):
    """Closed: the centre is asked. Open: it is not. Half-open: one asks, as a trial."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


@dataclass(frozen=True, slots=True)
class Breaker:
    """What the last requests showed. `until_s` ends the rest, or the trial; monotonic seconds."""

    state: State = State.CLOSED
    recent: tuple[bool, ...] = ()
    """Newest last; true for a success."""
    until_s: float = 0.0
    asked_until_s: float = 0.0
    """Until then the centre itself asked not to be asked: no sign of life ends that."""


@dataclass(frozen=True, slots=True)
class Permit:
    """Whether this request may be made, and the breaker after it was allowed."""

    is_given: bool
    breaker: Breaker


def permit(breaker: Breaker, now_s: float) -> Permit:
    """Return whether the centre may be asked at `now_s`: always, never, or one as a trial."""
    if breaker.state is State.CLOSED:
        return Permit(is_given=True, breaker=breaker)
    if now_s < breaker.until_s:
        return Permit(is_given=False, breaker=breaker)
    return Permit(is_given=True, breaker=replace(breaker, state=State.HALF_OPEN, until_s=now_s + TRIAL_S))


def after_success(breaker: Breaker) -> Breaker:
    """Return the breaker after an answer in time: a success in a trial forgets all before."""
    if breaker.state is State.CLOSED:
        return replace(breaker, recent=_newest((*breaker.recent, True)))
    return Breaker()


def after_failure(breaker: Breaker, now_s: float, chance: float) -> Breaker:
    """Return the breaker after a failure; `chance` in [0, 1) spreads the rest over ± half."""
    recent = _newest((*breaker.recent, False))
    if breaker.state is State.CLOSED and not _is_too_much(recent):
        return replace(breaker, recent=recent)
    if breaker.state is State.OPEN:
        return replace(breaker, recent=recent)
    return Breaker(State.OPEN, recent, now_s + REST_S * (0.5 + chance))


def left_alone(breaker: Breaker, now_s: float, asked_s: float) -> Breaker:
    """Return the breaker after the centre asked for a rest of `asked_s` (Retry-After): nobody asks until then."""
    until_s = now_s + min(max(asked_s, 0.0), MAX_ASKED_S)
    return replace(breaker, state=State.OPEN, until_s=max(breaker.until_s, until_s), asked_until_s=until_s)


def after_sign_of_life(breaker: Breaker, now_s: float) -> Breaker:
    """Return the breaker after the light request was answered: a rest ends, the next asks as a trial.

    A rest that the centre asked for goes on: it may answer this while it has no time for look-ups.
    """
    ends_s = min(breaker.until_s, max(now_s, breaker.asked_until_s))
    return replace(breaker, until_s=ends_s) if breaker.state is State.OPEN else breaker


def _newest(recent: tuple[bool, ...]) -> tuple[bool, ...]:
    return recent[-RECENT:]


def _is_too_much(recent: tuple[bool, ...]) -> bool:
    in_row = len(recent) >= FAILURES_IN_ROW and not any(recent[-FAILURES_IN_ROW:])
    return in_row or (len(recent) == RECENT and recent.count(False) >= RECENT_FAILURES)
