"""What somebody types on the screen, until it is whole: then it is taken up as a label is that was scanned."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from kiosk.codes.digital_link import link_text
from kiosk.codes.payload import TYPED, Payload
from kiosk.codes.typed import NAMES_SOMETHING, TypedKind, TypedNumber, Wholeness
from kiosk.messages.announcements import AnnouncedLot
from kiosk.messages.local import Scanned
from kiosk.moment import Moment, hanoi_day
from kiosk.screen.app import Models
from kiosk.screen.events import Event, Touched
from kiosk.screen.told import Told
from kiosk.screen.views import View
from kiosk.wording.keypad import id_of, keypad_view
from kiosk.words import Words

NOTHING_TYPED = TypedNumber()


class Typing:
    """The keypad of one shopper at a time: whoever leaves it leaves nothing there.

    `scanned` takes up what was typed; `step` is told of each touch; `host` gives the city's own, or "".
    """

    def __init__(
        self,
        models: Models,
        scanned: Callable[[Scanned], None],
        step: Callable[[Event], None],
        host: Callable[[], str],
    ) -> None:
        self._model = models.keypad
        self._scanned = scanned
        self._step = step
        self._host = host
        self._number = NOTHING_TYPED
        self._offered: Sequence[AnnouncedLot] | None = None
        self._is_choosing = False
        fingers = models.fingers
        fingers.key_typed.connect(self._on_key)
        fingers.key_erased.connect(lambda: self._change(self._number.erased()))
        fingers.typed_cleared.connect(lambda: self._change(TypedNumber(self._number.kind)))
        fingers.typed_kind_chosen.connect(lambda kind: self._change(TypedNumber(TypedKind(kind))))
        fingers.typed_entered.connect(self._on_entered)
        fingers.lot_chosen.connect(self._on_chosen)

    def show(self, view: View, told: Told, words: Words, now: Moment) -> None:
        """Show the keypad while it is open; forget what was typed once it is not."""
        if view is not View.KEYPAD:
            self._number, self._is_choosing = NOTHING_TYPED, False
            return
        if not self._is_choosing:  # nothing changes under a finger that chooses
            self._offered = _offered(self._number, told, now)
        self._model.show(keypad_view(self._number, self._offered, words, is_choosing=self._is_choosing))

    def _on_key(self, key: str) -> None:
        self._change(self._number.typed(key))

    def _change(self, number: TypedNumber) -> None:
        self._number, self._is_choosing = number, False
        self._step(Touched())

    def _on_entered(self) -> None:
        """Take up what was typed, if it is whole; a PLU with lots here asks first which of them it is."""
        if self._number.wholeness not in NAMES_SOMETHING:
            return
        if self._offered and not self._is_choosing:
            self._is_choosing = True
            self._step(Touched())
            return
        self._take(self._number.payload)

    def _on_chosen(self, chosen: str) -> None:
        """Take up the lot that was chosen: its own number, with no label behind it."""
        lot = next((one for one in self._offered or () if id_of(one) == chosen), None)
        if lot is None or not self._is_choosing or not (host := self._host()):
            return
        link = link_text(host, (("01", lot.gtin), ("10", lot.lot)))
        self._take(Payload(link.encode(), TYPED))

    def _take(self, payload: Payload) -> None:
        self._scanned(
            Scanned(content=payload.content, symbology=TYPED, frame_ns=time.monotonic_ns(), frames=0, decode_ms=0.0)
        )


def _offered(number: TypedNumber, told: Told, now: Moment) -> Sequence[AnnouncedLot] | None:
    """Return the lots of a PLU that were announced here today; None where nobody knows that.

    A clock that may be wrong cannot tell today from another day.
    """
    announced = told.announced
    if number.wholeness is not Wholeness.PLU or announced is None:
        return None
    if not now.is_trusted or announced.day != hanoi_day(now.at):
        return None
    return [lot for lot in announced.lots if lot.plu == number.text]
