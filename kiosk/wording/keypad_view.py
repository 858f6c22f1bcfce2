"""The words of the keypad: frozen values that QML lays out and never decides about. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.codes.typed import TypedKind
from kiosk.wording.result_view import Mark


@dataclass(frozen=True, slots=True)
class AnnouncedView:
    """A lot to choose. `id` comes back with the touch."""

    id: str
    stall: str
    goods: str
    producer: str
    text: str


@dataclass(frozen=True, slots=True)
class KeypadView:
    """What stands, which of the keys may come next, and how far it is. `choosing` is "" as long as somebody types.

    `mark` is NONE or CAUTION: a number that is whole says nothing good of any goods.
    """

    kind: TypedKind = TypedKind.NUMBER
    text: str = ""
    feedback: str = ""
    mark: Mark = Mark.NONE
    is_whole: bool = False
    keys: str = ""
    keys_on: str = ""
    choosing: str = ""
    lots: tuple[AnnouncedView, ...] = ()
