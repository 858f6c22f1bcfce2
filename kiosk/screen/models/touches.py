"""What a finger asked for."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtQml import QmlElement

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class Touches(QObject):
    """Hands touches over from QML as signals."""

    next_pressed = Signal()
    language_touched = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)

    @Slot()
    def pressNext(self) -> None:  # noqa: N802
        """Scan the next label."""
        self.next_pressed.emit()

    @Slot(str)
    def chooseLanguage(self, language: str) -> None:  # noqa: N802
        """Speak `language`: "vi" or "en"."""
        self.language_touched.emit(language)
