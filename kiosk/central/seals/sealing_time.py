"""As of when labels are sealed, and what only a clock that is sure may begin: for commands and over HTTP alike."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from kiosk.errors import KioskError
from kiosk.moment import HANOI, Moment
from kiosk.verdicts.freshness import certain_instant
from kiosk.verdicts.gather import is_sample_number

_DEPENDS_ON_TIME = frozenset({"SEAL-05", "SEAL-06"})
"""Refusals that another time could lift: the key's days, and the age of the list."""

_log = logging.getLogger(__name__)


@contextmanager
def sealing_as_of(now: Moment, number: str) -> Iterator[datetime]:
    """Yield the latest instant that has certainly been reached: labels of `number` are sealed as of it.

    A clock that nobody vouches for may run ahead, and a label that is sealed too early is "not valid" at kiosks.
    Raises KioskError SEAL-26 where what is refused inside is refused because the clock is not trusted; SEAL-27
    where the time was told, and `number` (GTIN or GLN) is none for practice.
    """
    _refuse_told(now, (number,))
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
        why = f"nothing vouches for more than {_in_hanoi(at)}, and as of then it is {fault.number}: {fault.what}"
        raise _untrusted(now, why, "sealed") from fault


def refuse_unsure(now: Moment, numbers: Iterable[str]) -> None:
    """Raise KioskError where the 48 hours of what may seal `numbers` cannot be counted from `now`.

    SEAL-26 where the clock is not trusted: behind, it lets a new key seal before every kiosk knows it. SEAL-27
    where the time was told and one of `numbers` (GTINs, their digits 2 and on, GLNs) is none for practice.
    """
    _refuse_told(now, numbers)
    if not now.is_trusted:
        raise _untrusted(now, "what it dates too early would seal before every kiosk knows it.", "published")


def _refuse_told(now: Moment, numbers: Iterable[str]) -> None:
    real = next((number for number in numbers if not is_sample_number(number)), None)
    if now.is_told and real is not None:
        raise KioskError(
            "SEAL-27",
            f"the time is one that was set, {_in_hanoi(now.at)} in Hanoi, and {real} is no number for practice"
            " (952…): its labels would be on goods before every kiosk knows the key.",
            "Take clock.at (KIOSK_CLOCK__AT) away, and wait for the 48 hours. Nothing was sealed or published.",
        )


def _untrusted(now: Moment, why: str, done: str) -> KioskError:
    return KioskError(
        "SEAL-26",
        f"this machine's clock, {_in_hanoi(now.at)} in Hanoi, is not trusted: {why}",
        "Let the machine's clock be synchronised (timedatectl set-ntp true; see timedatectl), then ask again."
        f" Nothing was {done}.",
    )


def _in_hanoi(at: datetime) -> str:
    return f"{at.astimezone(HANOI):%Y-%m-%d %H:%M}"
