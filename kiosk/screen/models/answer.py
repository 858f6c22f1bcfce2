"""One of the three answers, opened in full."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.screen.models.plain import Plain, plain
from kiosk.wording.opened_view import OpenedView
from kiosk.wording.result_view import CardKind, Mark

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

NOTHING_OPEN = OpenedView(CardKind.ORIGIN, "", Mark.NONE, "")


@QmlElement
class AnswerModel(QObject):
    """Shows an OpenedView."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._value = NOTHING_OPEN

    def show(self, value: OpenedView) -> None:
        """Show `value`."""
        if value != self._value:
            self._value = value
            self.changed.emit()

    def _opened(self) -> Plain:
        return plain(self._value)

    opened = Property("QVariantMap", _opened, notify=changed)  # type: ignore[arg-type]  # a name of Qt's type, which the stub has not
