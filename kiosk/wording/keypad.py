"""A number that is being typed, and the lots that it may lead to, in words."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.codes.typed import DIGITS, LETTERS, NAMES_SOMETHING, TypedKind, TypedNumber, Wholeness
from kiosk.messages.announcements import AnnouncedLot
from kiosk.wording.keypad_view import AnnouncedView, KeypadView
from kiosk.wording.names import brief, shown
from kiosk.wording.result_view import Mark
from kiosk.wording.telling import short_time
from kiosk.words import Words

KEYS = {TypedKind.NUMBER: "1234567890", TypedKind.PLACE: DIGITS[1:] + DIGITS[0] + LETTERS}
ROOM = 40
"""Characters of each name of a lot: the result that it leads to has them whole."""
DOUBTED = frozenset({Wholeness.DOUBTFUL, Wholeness.WRONG})


def keypad_view(
    number: TypedNumber, offered: Sequence[AnnouncedLot] | None, words: Words, *, is_choosing: bool = False
) -> KeypadView:
    """Return the keypad with `number`.

    `offered` are the lots of that PLU which were announced here today; None where that is not known.
    """
    wholeness = number.wholeness
    return KeypadView(
        kind=number.kind,
        text=number.whole_text,
        feedback=_feedback(number, offered, words),
        mark=Mark.CAUTION if wholeness in DOUBTED else Mark.NONE,
        is_whole=wholeness in NAMES_SOMETHING,
        keys=KEYS[number.kind],
        keys_on="".join(key for key in KEYS[number.kind] if key in number.keys),
        choosing=words("keypad.choose", number=number.text) if is_choosing else "",
        lots=tuple(_announced(lot, words) for lot in offered or ()) if is_choosing else (),
    )


def id_of(lot: AnnouncedLot) -> str:
    """Return by what a touch names a lot: stalls that sell the same lot lead to the same answer."""
    return f"{lot.gtin}/{lot.lot}"


def _feedback(number: TypedNumber, offered: Sequence[AnnouncedLot] | None, words: Words) -> str:
    wholeness = number.wholeness
    if wholeness is Wholeness.PLU:
        if offered:
            return words("keypad.plu.lots", count=len(offered))
        return words("keypad.plu" if offered is None else "keypad.plu.none")
    if wholeness is Wholeness.DOUBTFUL:
        return words("keypad.number.doubtful")
    return words(f"keypad.{number.kind}.{wholeness}", count=number.missing)


def _announced(lot: AnnouncedLot, words: Words) -> AnnouncedView:
    product = (lot.product_en if words.has_english_names else "") or lot.product
    stall, goods, producer = (brief(shown(name), ROOM) for name in (lot.stall, product, lot.producer))
    return AnnouncedView(id_of(lot), stall, goods, producer, _when(lot, words))


def _when(lot: AnnouncedLot, words: Words) -> str:
    """Return the lot's number, with when it came to the market, else when it was announced, where that is known."""
    if lot.arrived_at is not None:
        return words("keypad.lot.arrived", lot=lot.lot, when=short_time(lot.arrived_at))
    if lot.announced_at is not None:
        return words("keypad.lot.announced", lot=lot.lot, when=short_time(lot.announced_at))
    return words("keypad.lot", lot=lot.lot)
