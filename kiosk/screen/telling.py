"""What sync's word, or its silence, does to the screen: the event, and the check as it stands then. Pure."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.codes.code import Identity
from kiosk.messages.local import Found
from kiosk.moment import Moment
from kiosk.records.finding import Finding, Source
from kiosk.screen.check import Bench, Check, answered, replaces
from kiosk.screen.events import FoundLate, FoundOwn, Judged
from kiosk.screen.state import ScreenState
from kiosk.screen.views import View

Step = tuple[Judged | FoundOwn | FoundLate, Check]


def heard(state: ScreenState, check: Check | None, message: Found, bench: Bench, now: Moment) -> Step | None:
    """Return what a finding does; None where it is of another label, or a late one changes nothing for a shopper."""
    if check is None or message.check_id != check.check_id or message.check_id != state.check_id:
        return None
    found = answered(check, message.finding, bench, now)
    level = found.inspection.verdict.level
    if state.view is not View.ASKING:
        return (FoundLate(check.check_id, level), found) if replaces(check, found) else None
    return (Judged(check.check_id, level) if message.is_final else FoundOwn(check.check_id)), found


def meanwhile(check: Check, find: Callable[[Identity], Finding], bench: Bench, now: Moment) -> Step:
    """Return what a shopper sees while sync is still starting: own data at once, by `find`, and no verdict yet."""
    return FoundOwn(check.check_id), answered(check, find(check.inspection.identity), bench, now)


def overdue(
    state: ScreenState, check: Check | None, find: Callable[[Identity], Finding], bench: Bench, now: Moment
) -> Step | None:
    """Return the verdict by what there is: nobody answers, or not in time. Where not even sync did, `find` is asked."""
    if state.view is not View.ASKING or check is None:
        return None
    if check.inspection.finding.source is Source.NONE:
        check = answered(check, find(check.inspection.identity), bench, now)
    return Judged(check.check_id, check.inspection.verdict.level), check
