"""What stands instead of waiting: a closed market, a technician who pairs this unit or works at it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from kiosk.messages.local import Maintained, PairingOffered
from kiosk.moment import Moment
from kiosk.screen.models.standing import StandingView
from kiosk.screen.told import Told
from kiosk.screen.views import Standing
from kiosk.sync.rhythm import is_open, opens_next
from kiosk.wording.result_view import FactView
from kiosk.wording.standing import in_lines, left_text, opens_text
from kiosk.words import Words


@dataclass(frozen=True, slots=True)
class Technician:
    """What somebody who works at this unit told last. `until_s` is the monotonic second when the letters end."""

    is_at_work: bool = False
    offer: PairingOffered | None = None
    until_s: float = 0.0

    def heard(self, message: Maintained | PairingOffered, now_s: float) -> Technician:
        """Return this after `message`, which came at `now_s`."""
        if isinstance(message, Maintained):
            return replace(self, is_at_work=True)
        return replace(self, offer=message, until_s=now_s + message.remaining_s)


NOBODY = Technician()


def standings(technician: Technician, told: Told, now: Moment, now_s: float) -> frozenset[Standing]:
    """Return all that stands. A clock that may be wrong closes no kiosk."""
    hours = None if told.settings is None else told.settings.settings.opening_hours
    stands = {
        Standing.MAINTENANCE: technician.is_at_work,
        Standing.PAIRING: technician.offer is not None and now_s < technician.until_s,
        Standing.CLOSED: now.is_trusted and not is_open(hours, now.at),
    }
    return frozenset(standing for standing, is_so in stands.items() if is_so)


def standing_view(technician: Technician, told: Told, words: Words, now: Moment, now_s: float) -> StandingView:
    """Return the words of all that may stand."""
    hours = None if told.settings is None else told.settings.settings.opening_hours
    opens = opens_text(words, opens_next(hours, now.at), now)
    offer = technician.offer
    if offer is None:
        return StandingView(opens)
    facts = (
        ("screen.pairing.machine", offer.machine),
        ("screen.pairing.serial", offer.serial),
        ("screen.pairing.release", offer.release),
        ("screen.pairing.centre", offer.centre),
    )
    return StandingView(
        opens,
        letters=offer.letters,
        left=left_text(words, timedelta(seconds=technician.until_s - now_s)),
        fingerprint=in_lines(offer.fingerprint),
        facts=tuple(FactView(words(key), value) for key, value in facts if value),
    )
