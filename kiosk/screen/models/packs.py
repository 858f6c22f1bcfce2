"""Two packs side by side."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.screen.models.plain import Plain, plain
from kiosk.wording.packs_view import NO_PACKS, PacksView

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class PacksModel(QObject):
    """Shows a PacksView."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._value = NO_PACKS

    def show(self, value: PacksView) -> None:
        """Show `value`."""
        if value != self._value:
            self._value = value
            self.changed.emit()

    def _is_offered(self) -> bool:
        return bool(self._value.packs)

    def _packs(self) -> Plain:
        return plain(self._value.packs)

    def _rows(self) -> Plain:
        return plain(self._value.rows)

    isOffered = Property(bool, _is_offered, notify=changed)  # noqa: N815
    packs = Property(list, _packs, notify=changed)
    rows = Property(list, _rows, notify=changed)
