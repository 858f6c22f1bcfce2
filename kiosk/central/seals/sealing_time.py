"""As of when labels are sealed: one answer for the centre's commands and for whoever asks over HTTP."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from kiosk.errors import KioskError
from kiosk.moment import HANOI, Moment
from kiosk.verdicts.freshness import certain_instant

_DEPENDS_ON_TIME = frozenset({"SEAL-05", "SEAL-06"})
"""Refusals that another time could lift: the key's days, and the age of the list."""

_log = logging.getLogger(__name__)


@contextmanager
def sealing_as_of(now: Moment) -> Iterator[datetime]:
    """Yield the latest instant that has certainly been reached: labels are sealed as of it, and of nothing later.

    A clock that nobody vouches for may run ahead, and a label that is sealed too early is "not valid" at kiosks.
    Raises KioskError SEAL-26 where what is refused inside is refused because the clock is not trusted.
    """
    at = certain_instant(now)
    if now.is_trusted:
        yield at
        return
    _log.warning("this machine's clock is not trusted: sealing as of %s", at.astimezone(HANOI).isoformat(" "))
    try:
        yield at
    except KioskError as fault:
        if fault.number not in _DEPENDS_ON_TIME:
            raise
        raise _untrusted(now, at, fault) from fault


def _untrusted(now: Moment, at: datetime, fault: KioskError) -> KioskError:
    return KioskError(
        "SEAL-26",
        f"this machine's clock, {_in_hanoi(now.at)} in Hanoi, is not trusted: nothing vouches for more than"
        f" {_in_hanoi(at)}, and as of then it is {fault.number}: {fault.what}",
        "Let the machine's clock be synchronised (timedatectl set-ntp true; see timedatectl), then ask again."
        " Nothing was sealed.",
    )


def _in_hanoi(at: datetime) -> str:
    return f"{at.astimezone(HANOI):%Y-%m-%d %H:%M}"
