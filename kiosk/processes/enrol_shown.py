"""The letters of a pairing on the unit's own screen, as long as the command that pairs it runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from kiosk.messages.enrolment import EnrolmentOffer, Hardware
from kiosk.messages.local import Message, PairingOffered
from kiosk.processes.held import HeldLine


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
        line = HeldLine(runtime, self._greeting, clock)
        self.sleep, self.close = line.sleep, line.close

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
