"""What would help while a label does not read."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.messages.local import Hint

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class GuidanceModel(QObject):
    """Shows a Hint."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._value = Hint.NONE

    def show(self, value: Hint) -> None:
        """Show `value`."""
        if value is not self._value:
            self._value = value
            self.changed.emit()

    def _hint(self) -> str:
        return self._value.value

    hint = Property(str, _hint, notify=changed)
