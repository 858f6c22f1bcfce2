"""Pairing this unit with the centre: from a new key to an identity on the disk."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from kiosk.errors import StoreError
from kiosk.messages.enrolment import Enrolled, EnrolmentOffer
from kiosk.moment import Moment
from kiosk.processes.enrol_shown import OfferShown
from kiosk.sync.enrol import Enrolment
from kiosk.sync.hardware import this_hardware
from kiosk.sync.identity import Identity, Papers, has_identity, new_key, write_identity
from kiosk.sync.kept import FILE_NAME, forget_others


def enrol_unit(
    url: str,
    state: Path,
    now: Callable[[], datetime],
    show: Callable[[EnrolmentOffer], None],
    runtime: Path,
    *,
    is_again: bool = False,
) -> Enrolled:
    """Pair this unit with the centre at `url`, and return what it is now; `show` gets the letters.

    So does the screen whose socket is in `runtime`, where one runs.

    Nothing is written before the centre has said yes. Raises StoreError STO-21 where there is an
    identity already and `is_again` is not said, CentreError where the centre cannot or will not.
    """
    if has_identity(state) and not is_again:
        raise StoreError(
            "STO-21",
            f"this unit has an identity already, in {str(state / 'identity')!r}.",
            "To make it another kiosk, or to give it a fresh key, say --again.",
        )
    key = new_key()
    with Enrolment(url, key, now) as enrolment:
        hardware = this_hardware()
        offer = enrolment.begin(hardware)
        show(offer)
        with closing(OfferShown(runtime, offer, hardware, url)) as shown:
            enrolled = enrolment.wait(offer, shown.sleep)
    write_identity(state, Identity(key, Papers(url=url, enrolled=enrolled)))
    at = now()
    forget_others(state / FILE_NAME, enrolled.device_id, Moment(at, is_trusted=False, floor=at))
    return enrolled
