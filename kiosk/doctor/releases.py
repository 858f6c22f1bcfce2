"""Whether this unit has the release that it should have."""

from __future__ import annotations

from kiosk.doctor.row import Row, absent, ok, warning
from kiosk.doctor.subject import Subject
from kiosk.update.handover import read_wanted
from kiosk.update.layout import FOLDER, Layout
from kiosk.update.standing import State, standing

NAME = "update"


def release_rows(subject: Subject) -> tuple[Row, ...]:
    """Return the row of releases; what is wanted is told to whoever may read what sync fetched."""
    layout = Layout(subject.root / FOLDER.relative_to("/"))
    found = standing(layout, read_wanted(subject.places.state), subject.clock.now().at)
    match found.state:
        case State.NO_RELEASES:
            return (absent(NAME, f"no releases stand in {FOLDER}"),)
        case State.SETTLED:
            return (ok(NAME, f"{found.current} runs and is proven"),)
        case State.WAITS | State.PUT_OFF:
            return (ok(NAME, f"{found.current} runs; {found.wanted} is tried when the market is closed"),)
        case State.ON_TRIAL:
            finding = f"{found.current} is not judged yet; the way back leads to {found.proven}"
            return (warning(NAME, finding, "Wait two minutes: kiosk update status"),)
        case State.GIVEN_UP:
            finding = f"{found.wanted} was tried on several days and never judged; {found.current} runs"
            return (warning(NAME, finding, "Look at the power supply, then: kiosk update now"),)
        case State.OLDER:
            finding = f"{found.wanted} is wanted, and is older than {found.proven}, which runs"
            return (warning(NAME, finding, "Ask the central service; by hand: kiosk update now"),)
        case State.BARRED:
            finding = f"{found.wanted} is barred: {found.why}; {found.current} runs"
            return (warning(NAME, finding, "Send kiosk doctor bundle, and wait for another release."),)
