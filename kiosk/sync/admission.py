"""Whether the centre takes this unit for one of its own, as its answers to signed questions say."""

from __future__ import annotations

import logging
from collections.abc import Callable

from kiosk.messages.local import Admission, Message
from kiosk.messages.signing import REFUSAL_NUMBERS, SignatureFault

_log = logging.getLogger(__name__)


def _told_nobody(message: Message) -> None:
    """Say nothing."""


class AdmissionBook:
    """Remembers the last word about this unit; `tell` says it to the screen whenever it changes.

    `broken` is the error number of an identity that cannot be read: without one nobody says a word.
    """

    def __init__(self, broken: str = "") -> None:
        self.broken = broken
        self.tell: Callable[[Message], None] = _told_nobody
        self._refusal: SignatureFault | None = None

    @property
    def number(self) -> str:
        """The error number that stands now; "" where the unit is admitted, or nothing was said yet."""
        return "" if self._refusal is None else REFUSAL_NUMBERS[self._refusal]

    def note(self, refusal: SignatureFault | None) -> None:
        """Take note of an answer to a signed question; None where it was no refusal of this unit."""
        if refusal is self._refusal:
            return
        self._refusal = refusal
        if refusal is None:
            _log.warning("the centre admits this unit again")
        else:
            _log.error("%s: the centre does not admit this unit: %s", self.number, refusal)
        self.tell(self.message())

    def message(self) -> Admission:
        """Return the last word, for a screen that starts anew."""
        return Admission(refusal=self._refusal, broken=self.broken)
