"""The letters of a pairing on the unit's own screen, as long as the command that pairs it runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from kiosk.messages.enrolment import EnrolmentOffer, Hardware
from kiosk.messages.local import Message, PairingOffered, Part
from kiosk.processes.link import SOCKET_NAME, Link

TURN_S = 0.3
"""The screen takes a voice of more than 1.5 s ago for lost."""


class OfferShown:
    """Holds a line to the screen, if there is one: a unit that is paired before its kiosk starts has none."""

    def __init__(
        self,
        runtime: Path,
        offer: EnrolmentOffer,
        hardware: Hardware,
        centre: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._offer, self._hardware, self._centre = offer, hardware, centre
        self._clock = clock
        self._until_s = clock() + offer.expires_in
        self._link = Link(runtime / SOCKET_NAME, Part.TECHNICIAN, self._greeting, clock)

    def sleep(self, seconds: float) -> None:
        """Wait for `seconds`, and keep the letters on the screen meanwhile."""
        end_s = self._clock() + seconds
        while (left_s := end_s - self._clock()) > 0:
            self._link.turn(min(left_s, TURN_S))

    def close(self) -> None:
        """Let go of the screen: it goes back to what it does."""
        self._link.close()

    def _greeting(self) -> Sequence[Message]:
        return (
            PairingOffered(
                letters=self._offer.user_code,
                fingerprint=self._offer.fingerprint,
                remaining_s=self._until_s - self._clock(),
                machine=self._hardware.machine,
                serial=self._hardware.serial,
                release=self._hardware.release,
                centre=self._centre[:200],
            ),
        )
