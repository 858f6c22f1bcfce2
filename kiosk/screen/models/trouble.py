"""Why this kiosk cannot scan, for shoppers and for staff."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.messages.local import CameraState

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class TroubleView:
    """What the camera suffers from, or a gun ("lost_gun") or a file ("lost_file"); the error number; since when."""

    state: str = CameraState.LOST
    number: str = ""
    since: str = ""


@QmlElement
class TroubleModel(QObject):
    """Shows a TroubleView."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._value = TroubleView()

    def show(self, value: TroubleView) -> None:
        """Show `value`."""
        if value != self._value:
            self._value = value
            self.changed.emit()

    def _state(self) -> str:
        return str(self._value.state)

    def _number(self) -> str:
        return self._value.number

    def _since(self) -> str:
        return self._value.since

    state = Property(str, _state, notify=changed)
    number = Property(str, _number, notify=changed)
    since = Property(str, _since, notify=changed)
