"""The lesson that is practised."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.screen.models.plain import Plain, plain
from kiosk.wording.practice import NO_LESSON, LessonView

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class PracticeModel(QObject):
    """Shows a LessonView."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._value = NO_LESSON

    def show(self, value: LessonView) -> None:
        """Show `value`."""
        if value != self._value:
            self._value = value
            self.changed.emit()

    def _view(self) -> Plain:
        return plain(self._value)

    view = Property("QVariantMap", _view, notify=changed)  # type: ignore[arg-type]  # a name of Qt's type, which the stub has not
