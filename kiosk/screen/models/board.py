"""What the market's board tells: an emergency on every view, notices and pages while the screen waits."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.screen.told import NOTHING, Piece

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class BoardView:
    """The piece that stands now of each; NOTHING where there is none."""

    emergency: Piece = NOTHING
    told: Piece = NOTHING


@QmlElement
class BoardModel(QObject):
    """Shows a BoardView."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._value = BoardView()

    def show(self, value: BoardView) -> None:
        """Show `value`."""
        if value != self._value:
            self._value = value
            self.changed.emit()

    def _emergency(self) -> str:
        return self._value.emergency.text

    def _emergency_place(self) -> str:
        return self._value.emergency.place

    def _title(self) -> str:
        return self._value.told.title

    def _text(self) -> str:
        return self._value.told.text

    def _place(self) -> str:
        return self._value.told.place

    def _sign(self) -> str:
        return self._value.told.sign

    emergency = Property(str, _emergency, notify=changed)
    emergencyPlace = Property(str, _emergency_place, notify=changed)  # noqa: N815
    title = Property(str, _title, notify=changed)
    text = Property(str, _text, notify=changed)
    place = Property(str, _place, notify=changed)
    sign = Property(str, _sign, notify=changed)
