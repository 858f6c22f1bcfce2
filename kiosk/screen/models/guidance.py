"""What would help while a label does not read, and where it is in the live picture."""

from __future__ import annotations

from dataclasses import dataclass
from math import log10

from PySide6.QtCore import Property, QObject, QRectF, Signal
from PySide6.QtQml import QmlElement

from kiosk.messages.local import Guided, Hint

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

MOST_PX = 12.0
"""Pixels a module at the near end of the scale; its far end is a tenth of it."""
SIDES = {Hint.CLOSER: (0.88, 0.7, 0.95), Hint.FARTHER: (0.1, 0.05, 0.2)}
"""Where a label is drawn whose modules cannot be measured, and between which places any other, by the hint."""


@dataclass(frozen=True, slots=True)
class GuidanceView:
    """A hint; `frames` in shares of the live picture; `place` on the scale from the lens (0) to far away (1).

    `is_read`: what is in view was read, and is to be taken away. `is_gun`: a scanner gun reads, without pictures.
    """

    hint: Hint = Hint.NONE
    frames: tuple[QRectF, ...] = ()
    place: float = 0.0
    is_read: bool = False
    is_gun: bool = False

    @classmethod
    def of(cls, guided: Guided, *, is_gun: bool = False) -> GuidanceView:
        """Return what shows `guided`. A label is on the side of the scale that the hint says, whatever was measured."""
        frames = tuple(QRectF(one.left, one.top, one.right - one.left, one.bottom - one.top) for one in guided.frames)
        usual, least, most = SIDES.get(guided.hint, (0.0, 0.0, 0.0))
        place = min(most, max(least, log10(MOST_PX / guided.module_px))) if guided.module_px else usual
        return cls(guided.hint, frames, place, guided.has_counted, is_gun)


@QmlElement
class GuidanceModel(QObject):
    """Shows a GuidanceView."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._value = GuidanceView()

    def show(self, value: GuidanceView) -> None:
        """Show `value`."""
        if value != self._value:
            self._value = value
            self.changed.emit()

    def _hint(self) -> str:
        return self._value.hint.value

    def _frames(self) -> list[QRectF]:
        return list(self._value.frames)

    def _place(self) -> float:
        return self._value.place

    def _is_read(self) -> bool:
        return self._value.is_read

    def _is_gun(self) -> bool:
        return self._value.is_gun

    hint = Property(str, _hint, notify=changed)
    frames = Property(list, _frames, notify=changed)
    place = Property(float, _place, notify=changed)
    isRead = Property(bool, _is_read, notify=changed)  # noqa: N815
    isGun = Property(bool, _is_gun, notify=changed)  # noqa: N815
